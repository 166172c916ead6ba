"""What cancelling now would cost: shown before the click and used by the verb, so that shown = booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core import clock, policy
from orders import deadlines
from orders.models import Gig, Order
from orders.pairing import line_sessions
from orders.states import GIG_LIVE, TRAVEL, LineKind


@dataclass(frozen=True)
class Consequence:
    """`percent_by_booking`: booking id → percent of its work. Cents are what the expert is paid in any case.

    `taxable_cents` is the part on which the employer pays costs on top.
    """

    free_until: datetime
    late: bool
    percent_by_booking: tuple[tuple[int, int], ...]
    work_cents: int
    preparation_cents: int
    taxable_cents: int

    @property
    def total_cents(self) -> int:
        return self.work_cents + self.preparation_cents


def of_gig(gig: Gig, *, now: datetime) -> Consequence:
    """Late when less than the limit is left to a session; preparation planned is paid whole with a late one."""
    ahead = list(gig.bookings.filter(live=True, starts__gt=now))
    profile = gig.offer.profile
    percents = {b.pk: _percent(b.starts, profile, now) for b in ahead}
    late_days = {clock.local(b.starts).date() for b in ahead if percents[b.pk]}
    lines = list(gig.offer.lines.all())
    owned = line_sessions(gig)
    work = sum(
        line.amount_cents * _percent_of([b.pk for b in owned[line.pk]], percents) // 100
        for line in lines
        if line.kind in {LineKind.WORK, LineKind.PLANNING_MEETING}
    )
    first_day = lines[0].date if lines else None
    prepared = [line for line in lines if line.kind in {LineKind.PREPARATION, LineKind.TICKET}]
    prepared = prepared if first_day in late_days else []
    first = min((b.starts for b in ahead), default=now)
    return Consequence(
        free_until=deadlines.free_until(first, profile),
        late=bool(late_days),
        percent_by_booking=tuple(percents.items()),
        work_cents=work,
        preparation_cents=sum(line.amount_cents for line in prepared),
        taxable_cents=work + sum(line.amount_cents for line in prepared if line.kind not in TRAVEL),
    )


def _percent(starts: datetime, profile: str, now: datetime) -> int:
    late = now > deadlines.free_until(starts, profile)
    return int(policy.get("cancel_late_percent" if late else "cancel_early_percent"))


def _percent_of(bookings: list[int], percents: dict[int, int]) -> int:
    """Nothing for a line with a session already held: its report pays it."""
    return max((percents[pk] for pk in bookings), default=0) if percents.keys() >= set(bookings) else 0


def of_order(order: Order, *, now: datetime) -> list[tuple[Gig, Consequence]]:
    gigs = order.gigs.filter(state__in=GIG_LIVE).select_related("expert__person", "offer").order_by("id")
    return [(gig, of_gig(gig, now=now)) for gig in gigs]
