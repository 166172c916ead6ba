"""An order's price in words: rows that the form, the status page and the approver's page show alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import CostCentre
from core import policy
from core.templatetags.kp import day, hours
from orders import estimates
from orders.models import Order, OrderSession
from orders.pricing import PricedLine
from orders.states import LineKind


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


def _label(line: PricedLine, order: Order) -> str:
    said: dict[str, Any] = {"day": day(line.date), "hours": hours(line.quantity), "task": str(order.task_type)}
    if line.kind == LineKind.PREPARATION:
        return _("Valmistelu %(hours)s") % said
    if line.kind == LineKind.PLANNING_MEETING:
        return _("Ennakkotapaaminen %(hours)s") % said
    return _("%(task)s, %(day)s") % said
