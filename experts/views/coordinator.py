"""The bank's experts, as a coordinator sees them: never pay data, never a theme kept to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.common import person_of
from core import audit, clock, lists
from core.web import submit as saved
from experts import listing, permissions
from experts.availability import absent_on
from experts.forms import AddExpertForm
from experts.models import Expert, ExpertTheme


@login_required
@require_GET
def experts(request: HttpRequest) -> HttpResponseBase:
    """Everybody in the bank, in the order of coming."""
    viewer = person_of(request)
    permissions.require(permissions.may_list(viewer))
    form = listing.form(request.GET, viewer)
    made = lists.Listing(
        "asiantuntijat", _("Pankin kokemusasiantuntijat"), form, listing.found(form.condition), lists.later
    )
    return lists.respond(request, made, "experts/list.html", may_add=permissions.may_add_expert(viewer))


def with_shown() -> QuerySet[Expert]:
    """Experts with the themes given to coordinators' eyes as `shown`, and whether they can be asked today.

    The preview for the expert reads the same rows.
    """
    themes = ExpertTheme.objects.for_coordinator().prefetch_related("tags").order_by("id")
    away = ExpressionWrapper(absent_on(clock.today()), BooleanField())
    rows = Expert.objects.select_related("person").annotate(away=away)
    return rows.prefetch_related(Prefetch("themes", themes, "shown"))


@login_required
@require_GET
def expert(request: HttpRequest, slug: str) -> HttpResponse:
    """One expert: contact, languages, regions and the themes given to coordinators' eyes. The look is logged."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_themes(viewer))
    found = get_object_or_404(with_shown(), slug=slug)
    audit.viewed(viewer, "contact_and_themes", [found.person], found)
    return render(request, "experts/detail.html", {"expert": found})


@login_required
def add(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_add_expert(by))
    form = AddExpertForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: form.save(by)) is not None:
        messages.success(request, _("Kokemusasiantuntija on lisätty. Hän sai viestin, jossa neuvotaan kirjautumaan."))
        return redirect("experts:list")
    return render(request, "experts/add.html", {"form": form}, status=422 if form.is_bound else 200)
