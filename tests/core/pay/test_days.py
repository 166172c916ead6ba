from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pay import days
from tests.core.pay.tables import day, table

HELSINKI = ZoneInfo("Europe/Helsinki")
dates = st.dates(min_value=date(2024, 1, 1), max_value=date(2035, 12, 31))


@pytest.mark.parametrize("row", table("pay_dates.csv"))
def test_pay_date_and_register_deadline(row: dict[str, str]) -> None:
    paid = days.previous_banking_day(day(row["nominal"]))
    assert (paid, days.register_deadline(paid)) == (day(row["paid"]), day(row["register_deadline"]))


@pytest.mark.parametrize("row", table("pay_days.csv"))
def test_pay_day_of_a_settled_fee(row: dict[str, str]) -> None:
    pay_day = days.next_pay_day(day(row["settled"]))
    assert (pay_day, days.cut_off(pay_day)) == (day(row["pay_day"]), day(row["cut_off"]))


def test_a_moment_counts_by_its_day_in_helsinki() -> None:
    late = datetime(2026, 11, 6, 22, 30, tzinfo=UTC)
    assert days.next_pay_day(late) == date(2026, 11, 30)


def test_pay_days_of_a_month() -> None:
    assert days.pay_days(2026, 11) == (date(2026, 11, 13), date(2026, 11, 30))
    assert days.pay_days(2026, 5) == (date(2026, 5, 15), date(2026, 5, 29))


def test_the_payers_own_closed_day_moves_a_pay_day() -> None:
    assert days.pay_days(2026, 12, closed=[date(2026, 12, 31)])[1] == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-24", 3, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-12-28", -2, "2026-12-22"),
        ("2026-11-28", 0, "2026-11-28"),
    ],
)
def test_working_days(start: str, count: int, end: str) -> None:
    assert days.add_working_days(day(start), count) == day(end)


def test_a_moment_keeps_its_clock_time_over_the_change_of_hour() -> None:
    friday = datetime(2026, 10, 23, 13, 0, tzinfo=HELSINKI)
    assert days.add_working_days(friday, 1) == datetime(2026, 10, 26, 13, 0, tzinfo=HELSINKI)
    assert days.add_working_days(friday.astimezone(UTC), 1).hour == 13


def test_an_evening_in_utc_is_tomorrow_in_helsinki() -> None:
    thursday_night = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
    assert days.add_working_days(thursday_night, 1).date() == date(2026, 11, 30)


def test_banking_days() -> None:
    assert days.add_banking_days(date(2026, 4, 2), 2) == date(2026, 4, 8)
    assert days.working_days_between(date(2026, 12, 22), date(2026, 12, 29)) == 3


@given(dates)
def test_a_pay_day_leaves_time_before_it(settled: date) -> None:
    pay_day = days.next_pay_day(settled)
    assert days.is_banking_day(pay_day)
    assert settled <= days.cut_off(pay_day) < pay_day
    assert (pay_day - settled).days <= 31


@given(dates, dates)
def test_later_settled_is_never_paid_earlier(one: date, other: date) -> None:
    assert days.next_pay_day(min(one, other)) <= days.next_pay_day(max(one, other))
