"""Which sessions of a gig a line of its offer belongs to. Pure but for reading the gig's own rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from core import clock
from orders.models import Booking, Gig
from orders.states import LineKind


def line_sessions(gig: Gig) -> dict[int, list[Booking]]:
    """By line id: one session for each line of work, in order; the day's for other lines, else all of the gig's."""
    bookings = list(gig.bookings.order_by("starts", "id"))
    by_day: dict[date, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_day[clock.local(booking.starts).date()].append(booking)
    turns = {day: iter(found) for day, found in by_day.items()}
    owned: dict[int, list[Booking]] = {}
    for line in gig.offer.lines.all():
        own = next(turns[line.date], None) if line.kind == LineKind.WORK and line.date in turns else None
        owned[line.pk] = [own] if own else by_day.get(line.date) or bookings
    return owned
