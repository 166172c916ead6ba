"""One person is in one place at a time: an own gig or another own support stands in the way of a seat, in words.

The other way round nothing is barred: a gig may be taken on top of a seat, which then says so (decision 0012).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.templatetags.kp import span
from orders.models import Booking
from supervision.models import Seat, SupportEvent
from supervision.states import SeatState

if TYPE_CHECKING:
    from experts.models import Expert


class Span(Protocol):
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...


def refuse(expert: Expert, event: SupportEvent) -> None:
    """Raises DomainError that names the gig or the other support."""
    if words := words_of(event, gigs(expert, [event]), seats(expert, [event])):
        raise DomainError(words, code="clash")


def gigs(expert: Expert, events: Iterable[Span]) -> list[Booking]:
    """Own live gig days within the span of all these; one question for a whole list."""
    found = list(events)
    if not found:
        return []
    first, last = min(e.starts for e in found), max(e.ends for e in found)
    mine = Booking.objects.filter(expert=expert, live=True, work_minutes=None, starts__lt=last, ends__gt=first)
    return list(mine.select_related("gig__order__task_type").order_by("starts", "id"))


def seats(expert: Expert, events: Iterable[Span]) -> list[Seat]:
    found = list(events)
    if not found:
        return []
    first, last = min(e.starts for e in found), max(e.ends for e in found)
    held = [SeatState.BOOKED, SeatState.OFFERED]
    mine = Seat.objects.filter(expert=expert, state__in=held, event__starts__lt=last, event__ends__gt=first)
    return list(mine.select_related("event").order_by("event__starts", "id"))


def words_of(event: SupportEvent, bookings: Iterable[Booking], own: Iterable[Seat] = ()) -> str:
    """Why not, in words; an empty string when nothing stands in the way."""
    for booking in bookings:
        if booking.starts < event.ends and event.starts < booking.ends:
            facts = {"task": booking.gig.order.task_type, "when": span(booking)}
            return _("Sinulla on silloin keikka: %(task)s %(when)s.") % facts
    for seat in own:
        if seat.event_id != event.pk and seat.event.starts < event.ends and event.starts < seat.event.ends:
            return _("Sinulla on silloin toinen työnohjaus %(when)s.") % {"when": span(seat.event)}
    return ""
