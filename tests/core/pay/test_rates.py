from datetime import date
from decimal import Decimal

import pytest

from core.pay.rates import SEED, MissingRates, RateRow, RateTable, need, read_rows
from tests.core.pay.tables import rates


def test_the_seed_is_whole() -> None:
    rows = read_rows(SEED)
    assert len(rows) == 74
    assert {row.confidence for row in rows} <= {"sourced", "sourced-2024", "computed", "background"}


@pytest.mark.parametrize(
    ("day", "value"), [("2024-12-31", "0.79"), ("2025-01-01", "0.59"), ("2025-12-31", "0.59"), ("2026-01-01", "0.89")]
)
def test_the_row_of_the_day_is_picked(day: str, value: str) -> None:
    assert rates().on(date.fromisoformat(day), ["unemployment_employee"])["unemployment_employee"] == Decimal(value)


def test_beyond_the_last_row_all_missing_codes_are_named() -> None:
    with pytest.raises(MissingRates) as refusal:
        rates().on(date(2027, 1, 15), ["health_employer", "withholding_no_card", "pension_employee_base", "km_car"])
    assert refusal.value.codes == ["health_employer", "km_car", "pension_employee_base"]
    assert "15.1.2027" in refusal.value.message
    assert "health_employer, km_car, pension_employee_base" in refusal.value.message


def test_a_gap_between_rows_is_missing_too() -> None:
    with pytest.raises(MissingRates):
        rates().on(date(2025, 6, 1), ["km_motorcycle"])


def test_an_estimate_borrows_the_last_known_and_says_so() -> None:
    found = rates().latest(date(2027, 1, 15))
    assert found["health_employer"] == Decimal("1.91")
    assert found.is_estimate
    assert "health_employer" in found.borrowed
    assert "withholding_no_card" not in found.borrowed
    assert not RateTable([RateRow("x", date(2020, 1, 1), None, Decimal(1))]).latest(date(2027, 1, 1)).is_estimate


def test_an_estimate_never_looks_ahead() -> None:
    assert "km_car" not in rates().latest(date(2023, 12, 31))


def test_two_values_on_one_day_are_refused() -> None:
    rows = [RateRow("x", date(2026, 1, 1), None, Decimal(1)), RateRow("x", date(2026, 6, 1), None, Decimal(2))]
    with pytest.raises(ValueError, match="two values"):
        RateTable(rows)


def test_need_names_them_all() -> None:
    with pytest.raises(MissingRates) as refusal:
        need({"a": Decimal(1)}, ["c", "a", "b"])
    assert refusal.value.codes == ["b", "c"]
