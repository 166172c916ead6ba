"""The expert's own pages: what the bank knows of me, and what I decide."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.common import person_of
from core.errors import NotAllowed
from core.web import submit as saved
from experts import actions, asked, times
from experts.forms import ProfileForm, ThemeForm
from experts.models import Expert, ExpertTheme
from experts.theme_tree import searching


def own_expert(request: HttpRequest) -> Expert:
    """The signed-in person's own row; NotAllowed for anybody who is no expert."""
    expert = Expert.objects.select_related("person").filter(person=person_of(request)).first()
    if expert is None:
        raise NotAllowed()
    return expert


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What is asked of me now; whether I am offered work; my themes; then what changes seldom."""
    expert = own_expert(request)
    themes = list(expert.themes.live().prefetch_related("tags").order_by("id"))
    context = {
        "expert": expert,
        "themes": themes,
        "asked": asked.of(expert, themes),
        "week": times.week(expert.weekly.all()),
        "told": times.ahead(expert),
    }
    return render(request, "experts/me.html", context)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Title, introduction, languages and regions; and whether an orderer may call."""
    expert, by = own_expert(request), person_of(request)
    names = ("title", "bio", "languages", "municipality", "regions", "remote_ok", "share_contact")
    form = ProfileForm(request.POST or None, initial={name: getattr(expert, name) for name in names})
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Tietosi on tallennettu."))
        return redirect("experts:me")
    return render(request, "experts/profile.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
def theme_add(request: HttpRequest) -> HttpResponse:
    return _theme_form(request, own_expert(request), None)


@login_required
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an own theme, or withdraw it."""
    expert = own_expert(request)
    found = get_object_or_404(expert.themes.live().prefetch_related("tags"), slug=slug)
    return _theme_form(request, expert, found)


def _theme_form(request: HttpRequest, expert: Expert, theme: ExpertTheme | None) -> HttpResponse:
    form = ThemeForm(request.POST or None, theme=theme)
    context = {"form": form, "theme": theme}
    if searching(request.POST):
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return render(request, "experts/theme.html", context)
    if request.method == "POST" and saved(form, lambda: form.save(person_of(request), expert)) is not None:
        messages.success(request, _("Teema on tallennettu."))
        return redirect("experts:me")
    return render(request, "experts/theme.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def theme_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(ExpertTheme, slug=slug, expert=own_expert(request))
    actions.withdraw_theme(found.pk, by=person_of(request))
    messages.success(request, _("Teema on poistettu. Sanojasi ei enää näy missään."))
    return redirect("experts:me")
