"""«Sopivat keikat»: the offers an expert could take, and apart from them those that an own gig stands in the way of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from core import clock
from orders import briefing, clashes
from orders.models import Booking, Offer


@dataclass(frozen=True)
class Fitting:
    offer: Offer
    place: str
    clash: Booking | None
    """The own gig at the same time."""


def of(expert_id: int, offers: Iterable[Offer]) -> list[Fitting]:
    """The soonest to answer first, then the soonest gig. One question more, however many the offers.

    Their sessions are read already.
    """
    rows = sorted(offers, key=lambda row: (row.answer_by, [s.starts for s in row.order.sessions.all()], row.pk))
    busy = (
        Booking.objects.filter(expert=expert_id, live=True, work_minutes=None, ends__gt=clock.now())
        if rows
        else Booking.objects.none()
    )
    mine = list(busy.select_related("gig__order__task_type").order_by("starts", "id"))
    margin = clashes.margin() if mine else None
    return [
        Fitting(row, briefing.place(row.order), _clash(row, mine, margin) if margin is not None else None)
        for row in rows
    ]


def _clash(offer: Offer, mine: list[Booking], margin: timedelta) -> Booking | None:
    now = clock.now()
    times = [
        (s.starts - margin, s.ends + margin) for s in offer.order.sessions.all() if s.starts > now and not s.by_deadline
    ]
    return next(
        (b for b in mine if any(b.during.lower < ends and starts < b.during.upper for starts, ends in times)), None
    )
