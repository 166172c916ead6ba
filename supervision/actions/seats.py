"""An expert's own seat: taken, queued for and given back by one tap each. No log line says who comes for support."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from core import clock
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from experts.models import Expert
from supervision import clashes
from supervision.inner import free_number, move, offer_next, settle
from supervision.models import Seat, SupportEvent
from supervision.states import SeatState


def _locked(by: Person, event_id: int) -> tuple[Expert, SupportEvent, Seat | None]:
    """Expert, event and the own open seat, locked in that order. Raises NotAllowed, or Stale for what is past."""
    if not by.has("expert"):
        raise NotAllowed()
    expert = lock(Expert.objects.filter(person=by)).get()
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    if event.cancelled_at is not None:
        raise Stale(_("Tämä työnohjaus on peruttu."))
    if event.starts <= clock.now():
        raise Stale(_("Tämä työnohjaus on jo alkanut."))
    return expert, event, lock(event.seat_rows.open().filter(expert=expert)).first()


@verb
def book(event_id: int, *, by: Person) -> Seat:
    """Take a seat, or the one that was offered. Who: an expert, on tauko too. A second tap changes nothing.

    Whoever waits comes first: with a queue, or with no seat left, this refuses and says that one can queue.
    """
    expert, event, mine = _locked(by, event_id)
    if mine is not None and mine.state == SeatState.BOOKED:
        return mine
    clashes.refuse(expert, event)
    if mine is not None and mine.state == SeatState.OFFERED:
        if mine.answer_by is None or mine.answer_by <= clock.now():
            raise Stale(_("Vastausaika ehti päättyä. Voit liittyä jonoon uudelleen."))
        move(mine, SeatState.BOOKED, answer_by=None)
        return mine
    number = None if event.seat_rows.waiting().exists() else free_number(event)
    if number is None:
        raise DomainError(_("Viimeinen paikka ehti mennä. Voit liittyä jonoon."), code="full")
    return Seat.objects.create(event=event, expert=expert, state=SeatState.BOOKED, number=number)


@verb
def queue(event_id: int, *, by: Person) -> Seat:
    """Wait for a seat; when one is free it is offered at once. Who: an expert. A second tap changes nothing."""
    expert, event, mine = _locked(by, event_id)
    if mine is not None:
        return mine
    clashes.refuse(expert, event)
    seat = Seat.objects.create(event=event, expert=expert, state=SeatState.WAITING)
    offer_next(event, now=clock.now())
    return seat


@verb
def leave(event_id: int, *, by: Person) -> Seat | None:
    """Give the seat, the offer or the place in the queue back: free until it begins, no reason asked.

    The seat goes to who has waited longest; the one who left is not asked again.
    """
    _expert, event, mine = _locked(by, event_id)
    if mine is None:
        return None
    now = clock.now()
    settle(mine, SeatState.CANCELLED, by=by, now=now)
    offer_next(event, now=now)
    return mine
