"""Rows and calendars as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.pay import days
from core.status import PLAIN, WAIT, YOU, Status
from orders import status
from orders.models import Order
from orders.states import ORDER_OPEN, OrderState

if TYPE_CHECKING:
    from accounts.models import Person

WEEKS = 8


@dataclass(frozen=True)
class OrderRow:
    order: Order
    starts: datetime | None
    status: Status
    draft: bool

    @property
    def open(self) -> bool:
        return self.draft or self.order.state in ORDER_OPEN


def row(order: Order, viewer: Person) -> OrderRow:
    """Of an order annotated by `for_list()`: one query for a whole page."""
    annotated: Any = order
    return OrderRow(order, annotated.first_start, _status(annotated, viewer), order.state == OrderState.DRAFT)


def _status(annotated: Any, viewer: Person) -> Status:
    """After the day it is the report that waits, though the order still is «tekijä löytynyt»."""
    now = clock.now()
    if annotated.state == OrderState.STAFFED and annotated.confirm_due:
        return Status(_("Kuittaa toteuma"), YOU, annotated.confirm_due, WAIT)
    if annotated.state == OrderState.STAFFED and annotated.last_end and annotated.last_end < now:
        return Status(_("Keikka on ohi"), tone=PLAIN)
    ahead = annotated.first_start and annotated.first_start > now
    return status.of_order(
        annotated,
        viewer,
        open_question=bool(annotated.question_due),
        question_due=annotated.question_due,
        asked=f"{annotated.asked_first or ''} {annotated.asked_last or ''}".strip(),
        starts=annotated.first_start if ahead else None,
    )


def split(found: Iterable[OrderRow]) -> tuple[list[OrderRow], list[OrderRow]]:
    rows = list(found)
    return [r for r in rows if r.open], [r for r in rows if not r.open]


@dataclass(frozen=True)
class Day:
    """`why` is said when the day cannot be chosen; `hint` when it can, but something is good to know."""

    date: date
    why: str = ""
    hint: str = ""

    @property
    def value(self) -> str:
        return f"{self.date:%-d.%-m.%Y}"


def weeks(today: date, calm: date) -> list[list[Day]]:
    """The coming weeks, Monday first: past days disabled with the reason, short notice and holidays told."""
    monday = today - timedelta(days=today.weekday())
    return [[_day(monday + timedelta(days=7 * w + d), today, calm) for d in range(7)] for w in range(WEEKS)]


def _day(day: date, today: date, calm: date) -> Day:
    if day < today:
        return Day(day, why=_("mennyt"))
    if not days.is_working_day(day) and day.weekday() < 5:
        return Day(day, hint=_("pyhäpäivä"))
    return Day(day, hint=_("lyhyt varoitusaika") if day < calm else "")
