"""The expert's own pages: what the bank knows of me, and what I decide."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.common import person_of
from core.errors import NotAllowed
from core.web import submit as saved
from experts import actions
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
def me(request: HttpRequest) -> HttpResponse:
    """Own profile, own themes, and how to change both."""
    expert = own_expert(request)
    names = ("title", "bio", "languages", "municipality", "regions", "remote_ok", "share_contact")
    form = ProfileForm(request.POST or None, initial={name: getattr(expert, name) for name in names})
    by = person_of(request)
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Tietosi on tallennettu."))
        return redirect("experts:me")
    themes = expert.themes.filter(withdrawn_at=None).prefetch_related("tags").order_by("id")
    context = {"form": form, "expert": expert, "themes": themes}
    return render(request, "experts/me.html", context, status=422 if form.is_bound else 200)


@login_required
def theme_add(request: HttpRequest) -> HttpResponse:
    expert, by = own_expert(request), person_of(request)
    form = ThemeForm(request.POST or None)
    if searching(request.POST):
        form._errors = ErrorDict()  # type: ignore[attr-defined]
        return render(request, "experts/theme_add.html", {"form": form})
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Teema on tallennettu."))
        return redirect("experts:me")
    return render(request, "experts/theme_add.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def theme_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    theme = get_object_or_404(ExpertTheme, pk=pk, expert=own_expert(request))
    actions.withdraw_theme(theme.pk, by=person_of(request))
    messages.success(request, _("Teema on poistettu. Sanojasi ei enää näy missään."))
    return redirect("experts:me")
