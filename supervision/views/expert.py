"""The expert's page of support: what one can book, what one has, and two ways to ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.views.common import person_of
from core import clock, policy, web
from core.status import Status
from experts.models import Expert
from supervision import actions, clashes, front, permissions, status
from supervision.forms import DebriefForm
from supervision.models import Debrief, DebriefSlot, Seat, SupportEvent
from supervision.states import DEBRIEF_OPEN, DebriefState, SeatState

SLOTS = 12
EVENTS = 30


@dataclass(frozen=True)
class Choice:
    """One event that can be booked: how full it is, and why not, when something stands in the way."""

    event: SupportEvent
    left: int
    why: str


@dataclass(frozen=True)
class Mine:
    """An own seat, with the others' first names once it is one's own, and what it clashes with."""

    seat: Seat
    status: Status
    names: list[str]
    clash: str

    @property
    def linked(self) -> bool:
        """The remote link is for whoever has a seat."""
        return self.seat.state == SeatState.BOOKED


def _expert(by: Person) -> Expert:
    permissions.require(permissions.is_expert(by))
    return get_object_or_404(Expert, person=by)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Expert: own seats, what can be booked, purku and a call. The others' first names stand only at an own seat."""
    by = person_of(request)
    expert = _expert(by)
    now = clock.now()
    seats = front.own_seats(by, now)
    coming: Any = SupportEvent.objects.ahead(now).exclude(pk__in=[seat.event_id for seat in seats])
    events = list(coming.with_taken().select_related("supervisor").order_by("starts", "id")[:EVENTS])
    debriefs = Debrief.objects.of(by).filter(state__in=DEBRIEF_OPEN)
    found = list(
        debriefs.select_related("giver", "expert", "booking__gig__order__task_type").order_by("created_at", "id")
    )
    context = {
        "mine": _own(by, expert, seats),
        "choices": _choices(expert, events),
        "debriefs": [(row, status.of_debrief(row, by)) for row in found],
        "can_ask": not any(row.booking_id is None for row in found),
        "contact": front.contact_of(by),
        "hour_cents": int(policy.get("support_hour_cents")),
        "used_hours": _used(expert),
        "least_hours": int(policy.get("support_minutes_a_year")) / 60,
    }
    return render(request, "supervision/mine.html", context)


def _own(by: Person, expert: Expert, seats: list[Seat]) -> list[Mine]:
    booked = [seat.event for seat in seats if seat.state == SeatState.BOOKED]
    names, busy = front.first_names(booked), clashes.gigs(expert, booked)
    return [
        Mine(
            seat,
            status.of_seat(seat, by),
            _others(names.get(seat.event_id, []), by.first_name) if seat.state == SeatState.BOOKED else [],
            clashes.words_of(seat.event, busy),
        )
        for seat in seats
    ]


def _others(names: list[str], own: str) -> list[str]:
    rest = list(names)
    if own in rest:
        rest.remove(own)
    return rest


def _choices(expert: Expert, events: list[Any]) -> list[Choice]:
    busy, seats = clashes.gigs(expert, events), clashes.seats(expert, events)
    return [Choice(e, 0 if e.queue else max(0, e.seats - e.taken), clashes.words_of(e, busy, seats)) for e in events]


def _used(expert: Expert) -> float:
    year = expert.support_entries.of_year(clock.today().year).filter(minutes__lt=0)
    return -sum(year.values_list("minutes", flat=True)) / 60


def _event(slug: str, by: Person) -> SupportEvent:
    permissions.require(permissions.is_expert(by))
    return get_object_or_404(SupportEvent.objects.visible_to(by), slug=slug)


def _act(request: HttpRequest, slug: str, verb: Callable[..., object], said: str) -> HttpResponse:
    by = person_of(request)
    event = _event(slug, by)
    return web.act(request, lambda: verb(event.pk, by=by), said=said, to="supervision:mine")


@login_required
@require_POST
def book(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, actions.book, _("Paikka on sinun. Muistutamme päivää ennen."))


@login_required
@require_POST
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, actions.queue, _("Olet jonossa. Saat viestin heti, kun paikka vapautuu."))


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, actions.leave, _("Peruttu. Se ei maksa mitään, ja paikka menee seuraavalle."))


@login_required
def debrief_new(request: HttpRequest) -> HttpResponse:
    """Expert: ask for a debrief, whatever it is about; nobody asks."""
    by = person_of(request)
    _expert(by)
    return _debrief_page(request, by, None)


@login_required
def debrief(request: HttpRequest, slug: str) -> HttpResponse:
    """Expert: the one that was offered or asked. Somebody else's is not there."""
    by = person_of(request)
    found = Debrief.objects.of(by).select_related("giver", "expert", "booking__gig__order__task_type")
    return _debrief_page(request, by, get_object_or_404(found, slug=slug))


def _debrief_page(request: HttpRequest, by: Person, found: Debrief | None) -> HttpResponse:
    now = clock.now()
    slots = list(
        DebriefSlot.objects.free(now).exclude(giver=by).select_related("giver").order_by("starts", "id")[:SLOTS]
    )
    form = DebriefForm(request.POST or None, slots=slots, person=by)
    is_open = found is None or found.state in {DebriefState.OFFERED, DebriefState.ASKED}
    if request.method == "POST" and is_open and web.submit(form, lambda: form.save(by, found)) is not None:
        return redirect("supervision:mine")
    context = {
        "form": form if is_open else None,
        "debrief": found,
        "status": status.of_debrief(found, by) if found else None,
        "hour_cents": int(policy.get("support_hour_cents")),
    }
    return render(request, "supervision/debrief.html", context, status=422 if form.is_bound and is_open else 200)


@login_required
@require_POST
def debrief_decline(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap, no reason; a second tap finds nothing and says the same."""
    by = person_of(request)
    permissions.require(permissions.is_expert(by))
    found = Debrief.objects.of(by).filter(slug=slug).first()
    do = lambda: actions.decline_debrief(found.pk, by=by) if found else None  # noqa: E731
    said = _("Selvä. Tästä ei jää merkintää, ja voit pyytää purkua milloin vain.")
    return web.act(request, do, said=said, to="supervision:mine")


@login_required
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """One tap; back to where it was tapped."""
    by = person_of(request)
    said = _("Pyyntösi on matkalla. Sinulle soitetaan viimeistään seuraavana arkipäivänä.")
    return web.act(request, lambda: actions.ask_contact(by=by), said=said, to=_back(request))


@login_required
@require_POST
def contact_withdraw(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    return web.act(request, lambda: actions.withdraw_contact(by=by), said=_("Pyyntö on peruttu."), to=_back(request))


def _back(request: HttpRequest) -> str:
    return "supervision:mine" if request.POST.get("from") == "support" else "portal:front"
