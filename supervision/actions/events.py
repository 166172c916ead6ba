"""Supervision events: made and cancelled by the bank, marked by who held them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from orders import deadlines
from supervision import notifications, permissions
from supervision.inner import note_used, settle
from supervision.models import Seat, SupportEvent
from supervision.states import SeatState


@verb
def add_event(
    *,
    by: Person,
    kind: str,
    supervisor: Person,
    starts: datetime,
    ends: datetime,
    seats: int,
    place: str = "",
    remote_link: str = "",
) -> SupportEvent:
    """A coordinator puts a supervision into the calendar; experts can book it at once."""
    permissions.require(permissions.may_coordinate(by))
    if starts <= clock.now():
        raise DomainError(_("Anna tuleva aika."), code="past")
    event = SupportEvent.objects.create(
        kind=kind,
        supervisor=supervisor,
        starts=starts,
        ends=ends,
        seats=seats,
        place=place.strip(),
        remote_link=remote_link.strip(),
        made_by=by,
    )
    audit.log(by, "support_added", event, data={"starts": starts, "seats": seats})
    return event


@verb
def cancel_event(event_id: int, *, by: Person) -> SupportEvent:
    """A coordinator cancels; whoever had a seat or waited hears of it, the supervisor too. Not once it has begun."""
    permissions.require(permissions.may_coordinate(by))
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    if event.cancelled_at is not None:
        return event
    now = clock.now()
    if event.starts <= now:
        raise Stale(_("Työnohjaus on jo alkanut. Merkitse, kuka oli paikalla."))
    event.cancelled_at, event.cancelled_by = now, by
    event.save(update_fields=["cancelled_at", "cancelled_by"])
    seats = list(lock(event.seat_rows.open().order_by("id")).select_related("expert__person"))
    for seat in seats:
        settle(seat, SeatState.CANCELLED, by=by, now=now)
    audit.log(by, "support_cancelled", event, data={"seats": len(seats)})
    notifications.event_cancelled(event, [seat.expert.person for seat in seats], by)
    return event


@verb
def mark(event_id: int, *, by: Person, attended: Collection[int]) -> SupportEvent:
    """Who came, after it is over: the others were not reached, and the coordinator phones them. It never costs.

    Who: its supervisor, or a coordinator. `attended`: ids of seats. A seat already marked stays as it is.
    """
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    permissions.require(permissions.may_mark(by, event))
    now = clock.now()
    if event.cancelled_at is not None or event.ends > now:
        raise Stale(_("Läsnäolot merkitään vasta, kun työnohjaus on ohi."))
    booked = list(lock(event.seat_rows.filter(state=SeatState.BOOKED).order_by("id")))
    if any(seat.expert.person_id == by.pk for seat in booked):
        raise DomainError(_("Oman läsnäolosi merkitsee toinen ihminen."), code="own")
    for seat in booked:
        _mark(seat, event, by=by, came=seat.pk in attended, now=now)
    if booked:
        audit.log(by, "support_marked", event, data={"seats": len(booked)})
    todo.close("mark_support", event)
    return event


def _mark(seat: Seat, event: SupportEvent, *, by: Person, came: bool, now: datetime) -> None:
    if came:
        settle(seat, SeatState.ATTENDED, by=by, now=now)
        note_used(day=event.starts, minutes=event.minutes, seat=seat)
        return
    settle(seat, SeatState.MISSED, by=by, now=now)
    due = deadlines.workdays(now, "support_call_workdays")
    todo.open("call_after_missed", seat, role="coordinator", due=due)


@verb
def mark_came_after_all(seat_id: int, *, by: Person) -> Seat:
    """The call showed that the expert was there: it is paid after all. Who: a coordinator. A second click is calm."""
    permissions.require(permissions.may_coordinate(by))
    event_id = Seat.objects.values_list("event_id", flat=True).get(pk=seat_id)
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    seat = lock(Seat.objects.filter(pk=seat_id)).get()
    if seat.state == SeatState.ATTENDED:
        return seat
    settle(seat, SeatState.ATTENDED, by=by, now=clock.now())
    note_used(day=event.starts, minutes=event.minutes, seat=seat)
    todo.close("call_after_missed", seat)
    audit.log(by, "support_mark_corrected", event)
    return seat
