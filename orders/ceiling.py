"""What the cost centre approved for an order, against what its reports would cost (model.md §3, `approved_max`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from orders import deadlines, estimates
from orders.models import Gig, GigReport, Order
from orders.owed import lines_owed, month_of
from orders.states import GIG_OPEN, REPORT_OPEN, TRAVEL, DifferenceState, GigState, ReportState

Line = dict[str, Any]
PAYING = frozenset({*GIG_OPEN, GigState.CLOSED})


class Costs(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def amount_cents(self) -> int: ...


@dataclass(frozen=True)
class _Sum:
    """Of lines: all of it, and the part on which the employer pays costs."""

    cents: int = 0
    taxable: int = 0

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(self.cents + other.cents, self.taxable + other.taxable)


def split(report: GigReport, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The part within what was approved, and the rest. What the offer promised is always within. Locked: order."""
    order = report.gig.order
    told = sum(line["amount_cents"] for line in lines)
    owed = sum(line.amount_cents for line in lines_owed(report.gig, report.period))
    if order.approved_max_cents is None or told <= owed:
        return list(lines), []
    others = _others(order, report)
    low, high = owed, told
    while low < high:
        middle = (low + high + 1) // 2
        if _cost(order, others + _of_parts(cut(lines, middle)[0])) <= order.approved_max_cents:
            low = middle
        else:
            high = middle - 1
    return cut(lines, low)


def excess(report: GigReport, lines: Sequence[Line]) -> int:
    """By how many cents, employer's costs too, the order would go over what was approved; 0 for what was promised."""
    order = report.gig.order
    owed = sum(line.amount_cents for line in lines_owed(report.gig, report.period))
    if order.approved_max_cents is None or sum(line["amount_cents"] for line in lines) <= owed:
        return 0
    return max(_cost(order, _others(order, report) + _of_parts(lines)) - order.approved_max_cents, 0)


def cut(lines: Sequence[Line], cents: int) -> tuple[list[Line], list[Line]]:
    """The lines in their order until `cents` is full; the last one is cut to the cent, and both halves say so."""
    within: list[Line] = []
    rest: list[Line] = []
    for line in lines:
        amount = line["amount_cents"]
        part = min(amount, cents)
        cents -= part
        if part == amount:
            within.append(line)
        elif not part:
            rest.append(line)
        else:
            whole = line.get("part_of_cents") or amount
            within.append(line | _piece(part, whole))
            rest.append(line | _piece(amount - part, whole) | {"km": None, "minutes": None})
    return within, rest


def _piece(cents: int, whole: int) -> Line:
    return {"amount_cents": cents, "unit_cents": cents, "quantity": 1, "part_of_cents": whole}


def _of_parts(lines: Sequence[Line]) -> _Sum:
    return _Sum(
        sum(line["amount_cents"] for line in lines),
        sum(line["amount_cents"] for line in lines if line["kind"] not in TRAVEL),
    )


def _of(lines: Sequence[Costs]) -> _Sum:
    return _Sum(
        sum(line.amount_cents for line in lines), sum(line.amount_cents for line in lines if line.kind not in TRAVEL)
    )


def _cost(order: Order, known: _Sum) -> int:
    last = order.sessions.last()
    pay_day = deadlines.expected_pay_day(last.ends) if last else None
    return known.cents + (estimates.employer_on(known.taxable, order.profile, pay_day) if pay_day else 0)


def _others(order: Order, report: GigReport) -> _Sum:
    """Every gig's approved reports, what is not told yet as it was offered, and the offers that may still be taken."""
    found = _Sum()
    gigs = order.gigs.select_related("offer").prefetch_related("offer__lines", "reports__lines", "reports__difference")
    for gig in gigs.order_by("id"):
        found += _of_gig(gig, besides=report)
    free = order.experts_needed - order.gigs.filter(state__in=PAYING).count()
    live = [_of(list(offer.lines.all())) for offer in order.offers.live().prefetch_related("lines").order_by("id")]
    for one in sorted(live, key=lambda sums: sums.cents, reverse=True)[: max(free, 0)]:
        found += one
    return found


def _of_gig(gig: Gig, *, besides: GigReport) -> _Sum:
    reports = {row.period: row for row in gig.reports.all()}
    promised = list(gig.offer.lines.all())
    months = {month_of(line, promised) for line in promised} | set(reports)
    found = _Sum()
    for month in sorted(months):
        report = reports.get(month)
        if report is None or report.pk != besides.pk:
            found += _of_month(gig, month, report)
    return found


def _of_month(gig: Gig, month: date, report: GigReport | None) -> _Sum:
    if report is not None and report.state == ReportState.APPROVED:
        return _paid(report)
    awaited = report is not None and report.state in REPORT_OPEN
    if awaited or (report is None and gig.state in PAYING):
        return _of(lines_owed(gig, month))
    return _Sum()


def _paid(report: GigReport) -> _Sum:
    """A difference that the order's own cost centre pays is part of it."""
    rest = getattr(report, "difference", None)
    own = rest is not None and rest.state == DifferenceState.GRANTED and rest.cost_centre_id is None
    wanted = {"final", "rest"} if own else {"final"}
    return _of([line for line in report.lines.all() if line.version in wanted])
