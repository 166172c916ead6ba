"""The expert's own limits and avoided units, on a page that nobody else can open."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Unit
from accounts.views.common import person_of
from core.web import submit as saved
from experts import actions
from experts.limit_forms import AvoidForm, LimitsForm
from experts.models import AvoidedUnit, Expert
from experts.views.expert import own_expert


@dataclass(frozen=True)
class Place:
    slug: str
    unit: Unit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """How much, how much rest, and where not; each saved by itself."""
    expert, by = own_expert(request), person_of(request)
    which = request.POST.get("which", "")
    typed = {name: request.POST if which == name else None for name in ("limits", "place")}
    numbers = {"weekly_max": expert.weekly_max, "rest_days": expert.rest_days}
    much, where = LimitsForm(typed["limits"], initial=numbers), AvoidForm(typed["place"])
    if which == "limits" and saved(much, lambda: much.save(by, expert)) is not None:
        messages.success(request, _("Rajasi on tallennettu. Vain sinä näet ne."))
        return redirect("experts:limits")
    if which == "place" and saved(where, lambda: where.save(by, expert)) is not None:
        messages.success(request, _("Tallennettu. Tästä paikasta ei enää tarjota sinulle keikkoja."))
        return redirect("experts:limits")
    context = {"much": much, "where": where, "which": which, "places": _places(expert)}
    refused = much.is_bound or where.is_bound
    return render(request, "experts/limits.html", context, status=422 if refused else 200)


def _places(expert: Expert) -> list[Place]:
    rows = {row.slug: int(str(row.unit)) for row in expert.avoided_units.order_by("id")}
    units = {unit.pk: unit for unit in Unit.objects.by_name().filter(pk__in=rows.values())}
    return [Place(slug, units[unit]) for slug, unit in rows.items() if unit in units]


@login_required
@require_POST
def stop_avoiding(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(AvoidedUnit, slug=slug, expert=own_expert(request))
    actions.stop_avoiding(row.pk, by=person_of(request))
    messages.success(request, _("Poistettu. Tästä paikasta voidaan taas tarjota sinulle keikkoja."))
    return redirect("experts:limits")
