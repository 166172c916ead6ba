"""Rows and calendars as the pages show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.pay import days
from core.status import Status
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


Standings = Callable[[Sequence[Order], "Person"], Mapping[int, Status]]
_standings: list[Standings] = []


def told_by(standings: Standings) -> None:
    """The roof tells where an order stands by what rooms above know: its contract, its feedback."""
    if standings not in _standings:
        _standings.append(standings)


def rows(orders: Sequence[Order], viewer: Person) -> list[OrderRow]:
    """Of orders annotated by `for_list()`: what a row says is what the order's own page says."""
    told = {pk: said for find in _standings for pk, said in find(orders, viewer).items()}
    return [_row(order, told.get(order.pk) or _status(order, viewer)) for order in orders]


def _row(order: Any, said: Status) -> OrderRow:
    return OrderRow(order, order.first_start, said, order.state == OrderState.DRAFT)


def _status(annotated: Any, viewer: Person) -> Status:
    return status.of_order(
        annotated,
        viewer,
        open_question=bool(annotated.question_due),
        question_due=annotated.question_due,
        asked=f"{annotated.asked_first or ''} {annotated.asked_last or ''}".strip(),
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
