"""An order's price in words: rows that the form, the status page and the approver's page show alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import CostCentre
from core import policy
from core.templatetags.kp import day, hours, in_hours
from orders import deadlines, estimates, lines_shown
from orders.models import Gig, GigReport, Order, OrderSession
from orders.pricing import PricedLine
from orders.states import TRAVEL, GigState, LineKind, ReportState

SETTLED = frozenset({ReportState.APPROVED, ReportState.NOT_HELD})


@dataclass(frozen=True)
class Row:
    label: str
    cents: int
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """`rows` sum to `total_cents`; `ceiling_cents` is what the cost centre is asked to allow."""

    rows: list[Row]
    total_cents: int
    ceiling_cents: int
    experts: int
    free_until: datetime | None
    pay_day: date | None
    cost_centre: CostCentre | None
    words: str = ""


def of_order(order: Order, sessions: list[OrderSession] | None = None) -> Panel:
    found = estimates.of_order(order, sessions)
    rows = [Row(_label(line, order), line.amount_cents) for line in found.lines]
    if found.travel_cents:
        rows.append(Row(_("Matka-arvio"), found.travel_cents, _("Matkasta maksetaan vain todelliset kulut.")))
    if found.employer_cents:
        rows.append(Row(_("Työnantajan kulut"), found.employer_cents, _("Arvio eläke- ja vakuutusmaksuista.")))
    if found.experts > 1 and rows:
        one = sum(row.cents for row in rows)
        rows.append(Row(_("Toiset tekijät, %(n)s") % {"n": found.experts - 1}, one * (found.experts - 1)))
    percent = int(policy.get("approved_max_percent"))
    return Panel(
        rows=rows,
        total_cents=found.total_cents,
        ceiling_cents=found.total_cents * percent // 100,
        experts=found.experts,
        free_until=found.free_until,
        pay_day=found.pay_day,
        cost_centre=order.cost_centre,
    )


def of_gigs(order: Order, gigs: list[Gig], reports: list[GigReport]) -> Panel:
    """Once everybody has said yes: what was agreed, and after the reports what is paid. Employer costs are estimates.

    `gigs` with their offers' lines and `reports` with theirs; a trip is one sum, without its places.
    """
    real = bool(reports) and all(report.state in SETTLED for report in reports) and not _waiting(gigs)
    owed: dict[int, list[Any]] = {gig.pk: [] if real else list(gig.offer.lines.all()) for gig in gigs}
    for report in reports if real else []:
        final = [line for line in report.lines.all() if line.version == "final"]
        owed.setdefault(report.gig_id, []).extend(final)
    pay_day = max(gig.offer.expected_pay_day for gig in gigs)
    employer = _on_top(gigs, owed, pay_day)
    rows = _summed([line for lines in owed.values() for line in lines])
    if employer:
        rows.append(Row(_("Työnantajan kulut"), employer, _("Arvio eläke- ja vakuutusmaksuista.")))
    first = order.sessions.all()[0].starts
    return Panel(
        rows=rows,
        total_cents=sum(row.cents for row in rows),
        ceiling_cents=order.approved_max_cents or 0,
        experts=len(gigs),
        free_until=deadlines.free_until(first, gigs[0].offer.profile),
        pay_day=pay_day,
        cost_centre=order.cost_centre,
        words=_("Toteutunut hinta") if real else _("Sovittu hinta"),
    )


def _on_top(gigs: list[Gig], owed: dict[int, list[Any]], pay_day: date) -> int:
    """One question for a profile, however many experts."""
    by_profile: dict[str, list[Any]] = {}
    for gig in gigs:
        by_profile.setdefault(gig.offer.profile, []).extend(owed[gig.pk])
    return sum(estimates.employer_cents(lines, profile, pay_day) for profile, lines in by_profile.items())


def _waiting(gigs: list[Gig]) -> bool:
    return any(gig.state not in {GigState.OVER, GigState.CLOSED} for gig in gigs)


def _summed(lines: list[Any]) -> list[Row]:
    """Like lines of many experts as one; whose trip and from where is nobody else's business."""
    found: dict[str, int] = {}
    for line in lines:
        label = _("Matkakulut") if line.kind in TRAVEL else lines_shown.row(line).label
        found[label] = found.get(label, 0) + line.amount_cents
    return [Row(label, cents) for label, cents in found.items()]


def _label(line: PricedLine, order: Order) -> str:
    said: dict[str, Any] = {"day": day(line.date), "hours": hours(line.quantity), "task": str(order.task_type)}
    if line.kind == LineKind.PREPARATION:
        return _("Valmistelu %(hours)s") % said
    if line.kind == LineKind.PLANNING_MEETING:
        return _("Ennakkotapaaminen %(hours)s") % said
    if line.basis.get("hourly"):
        return _("%(task)s, %(hours)s") % (said | {"hours": hours(in_hours(line.basis["minutes"]))})
    return _("%(task)s, %(day)s") % said
