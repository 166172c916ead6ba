"""What cancelling now would cost: shown before the click and used by the verb, so that shown = booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core import clock, policy
from orders import deadlines
from orders.models import Gig, OfferLine, Order
from orders.pairing import line_sessions
from orders.states import GIG_LIVE, TRAVEL, LineKind

LATE = "cancel_late_percent"


class Paid(Protocol):
    """A line of a report or of its fee."""

    @property
    def kind(self) -> str: ...
    @property
    def offer_line_id(self) -> int | None: ...


@dataclass(frozen=True)
class Consequence:
    """`percent_by_booking`: booking id → percent of its work. Cents are what the expert is paid in any case.

    `taxable_cents` is the part on which the employer pays costs on top, `planning_cents` the planning meeting's share
    of the work.
    """

    free_until: datetime
    late: bool
    percent_by_booking: tuple[tuple[int, int], ...]
    work_cents: int
    preparation_cents: int
    taxable_cents: int
    planning_cents: int

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
    worked = [
        (line.kind, line.amount_cents * _percent_of([b.pk for b in owned[line.pk]], percents) // 100)
        for line in lines
        if line.kind in {LineKind.WORK, LineKind.PLANNING_MEETING}
    ]
    work = sum(cents for _kind, cents in worked)
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
        planning_cents=sum(cents for kind, cents in worked if kind == LineKind.PLANNING_MEETING),
        taxable_cents=work + sum(line.amount_cents for line in prepared if line.kind not in TRAVEL),
    )


def _percent(starts: datetime, profile: str, now: datetime) -> int:
    late = now > deadlines.free_until(starts, profile)
    return int(policy.get(LATE if late else "cancel_early_percent"))


def _percent_of(bookings: list[int], percents: dict[int, int]) -> int:
    """Nothing for a line with a session already held: its report pays it."""
    return max((percents[pk] for pk in bookings), default=0) if percents.keys() >= set(bookings) else 0


def planning_pay_is_unsure(lines: Iterable[Paid]) -> bool:
    """A planning meeting paid as a late cancellation, by a rule that the bank has not confirmed: said to its staff."""
    paid = [x.offer_line_id for x in lines if x.kind == LineKind.CANCELLATION and x.offer_line_id is not None]
    meetings = OfferLine.objects.filter(pk__in=paid, kind=LineKind.PLANNING_MEETING)
    return bool(paid) and meetings.exists() and policy.is_unsure(LATE)


def of_order(order: Order, *, now: datetime) -> list[tuple[Gig, Consequence]]:
    gigs = order.gigs.filter(state__in=GIG_LIVE).select_related("expert__person", "offer").order_by("id")
    return [(gig, of_gig(gig, now=now)) for gig in gigs]
