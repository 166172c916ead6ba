"""Finnish working days, banking days and pay days (payroll.md 8, model.md §5). Holidays from the `holidays` library."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
DAY: Final = timedelta(days=1)
FIRST_PAY_DAY: Final = 15
CUT_OFF_WORKING_DAYS: Final = 5
REGISTER_DAYS: Final = 5
SATURDAY: Final = 5


@cache
def finnish_holidays(year: int) -> frozenset[date]:
    """National days off, the eves of Midsummer and Christmas included."""
    return frozenset(holidays.country_holidays("FI", years=year))


@cache
def target_closed(year: int) -> frozenset[date]:
    """Days when payments between banks stand still (TARGET)."""
    return frozenset(holidays.financial_holidays("ECB", years=year))


def plain(day: date) -> date:
    """The date in Helsinki, of a date or a moment."""
    if isinstance(day, datetime):
        return (day.astimezone(HELSINKI) if day.tzinfo else day).date()
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday and no Finnish holiday."""
    day = plain(day)
    return day.weekday() < SATURDAY and day not in finnish_holidays(day.year)


def is_banking_day(day: date, closed: Collection[date] = ()) -> bool:
    """A working day on which TARGET is open; `closed` are the payer's further closed days."""
    day = plain(day)
    return is_working_day(day) and day not in target_closed(day.year) and day not in closed


def add_working_days[D: (date, datetime)](day: D, count: int) -> D:
    """The count-th working day after (before, when negative); 0 leaves the day as it is.

    A date gives a date. A moment gives a moment with the same Helsinki clock time; a naive one stays naive.
    """
    return _walk(day, count, is_working_day)


def add_banking_days[D: (date, datetime)](day: D, count: int) -> D:
    """As add_working_days, over banking days."""
    return _walk(day, count, is_banking_day)


def _walk[D: (date, datetime)](day: D, count: int, is_open: Callable[[date], bool]) -> D:
    if isinstance(day, datetime) and day.tzinfo is not None:
        day = day.astimezone(HELSINKI)
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day = day + step
        left -= is_open(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and with `end`; 0 when end is not later."""
    start, end = plain(start), plain(end)
    return sum(is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))


def previous_banking_day(day: date, closed: Collection[date] = ()) -> date:
    """The day itself when banks are open, else the nearest earlier one that is (TSL 2:15, payroll.md 6.1)."""
    day = plain(day)
    while not is_banking_day(day, closed):
        day -= DAY
    return day


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the nearest later one."""
    day = plain(day)
    while not is_working_day(day):
        day += DAY
    return day


def pay_days(year: int, month: int, closed: Collection[date] = ()) -> tuple[date, date]:
    """The month's two: the 15th, moved back to a banking day, and the last banking day."""
    last = date(year, month, monthrange(year, month)[1])
    return previous_banking_day(date(year, month, FIRST_PAY_DAY), closed), previous_banking_day(last, closed)


def pay_days_from(day: date, closed: Collection[date] = ()) -> Iterator[date]:
    """Every pay day on or after the day, without end."""
    year, month = plain(day).year, plain(day).month
    while True:
        yield from (pay_day for pay_day in pay_days(year, month, closed) if pay_day >= plain(day))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def cut_off(pay_day: date, working_days: int = CUT_OFF_WORKING_DAYS) -> date:
    """The last day, wholly included, on which a fee must be settled to be paid on the pay day."""
    return add_working_days(plain(pay_day), -working_days)


def next_pay_day(settled: date, closed: Collection[date] = (), working_days: int = CUT_OFF_WORKING_DAYS) -> date:
    """The pay day of a fee settled on the day (a moment counts by its Helsinki date): the first open cut-off's."""
    settled = plain(settled)
    return next(day for day in pay_days_from(settled, closed) if cut_off(day, working_days) >= settled)


def pay_day_after(pay_day: date) -> date:
    """The one that follows it."""
    return next(pay_days_from(plain(pay_day) + DAY))


def register_deadline(paid: date) -> date:
    """Last day of the earnings payment report: the 5th day after, forward to a working day (payroll.md 4.1)."""
    return next_working_day(plain(paid) + DAY * REGISTER_DAYS)
