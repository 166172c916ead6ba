"""What came of an order, as sums alone: for whoever answers for the cost centre (model.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from core.money import euros
from core.templatetags.kp import day
from orders.models import GigReport, Order, ReportLine
from orders.states import DIFFERENCE_OPEN, DifferenceState, ReportState

SUMMED = frozenset({ReportState.APPROVED, ReportState.SUBMITTED, ReportState.NOT_HELD})


@dataclass(frozen=True)
class Row:
    label: str
    cents: int
    note: str


@dataclass(frozen=True)
class Sums:
    """`unsettled`: reports whose sum the two sides see otherwise, by their labels."""

    rows: list[Row]
    unsettled: list[Row]

    @property
    def total_cents(self) -> int:
        return sum(row.cents for row in self.rows)


def of_order(order: Order) -> Sums:
    """In one query; nothing that tells who did what, for how long, or from where."""
    told = GigReport.objects.filter(gig__order=order).exclude(state=ReportState.AWAITED)
    found = told.select_related("gig", "difference").annotate(
        last_day=Max("lines__date"), final_cents=_summed("final"), told_cents=_summed("expert")
    )
    rows = [(report.state in SUMMED, _row(report)) for report in found.order_by("pk")]
    return Sums([row for summed, row in rows if summed], [row for summed, row in rows if not summed])


def _summed(version: str) -> Subquery:
    lines = ReportLine.objects.filter(report=OuterRef("pk"), version=version).order_by().values("report")
    return Subquery(lines.annotate(cents=Sum("amount_cents")).values("cents"))


def _row(report: Any) -> Row:
    label = f"{report.gig.number}, {day(report.last_day)}" if report.last_day else report.gig.number
    cents = report.told_cents if report.state == ReportState.SUBMITTED else report.final_cents
    return Row(label, (cents or 0) + _granted_cents(report), _note(report))


def _granted_cents(report: Any) -> int:
    """The difference that was decided to be paid, unless another cost centre pays it."""
    rest = getattr(report, "difference", None)
    if rest is None or rest.state != DifferenceState.GRANTED or rest.cost_centre_id:
        return 0
    return int(rest.amount_cents)


def _note(report: Any) -> str:
    said = str(report.get_state_display())
    rest = getattr(report, "difference", None)
    if rest is None or rest.state not in DIFFERENCE_OPEN:
        return said
    return _("%(state)s, lisäksi ratkaisematta %(sum)s") % {"state": said, "sum": euros(rest.amount_cents)}
