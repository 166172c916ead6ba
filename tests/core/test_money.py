from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import euros, half_up, parse_euros, percent_of


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,50", 123450),
        ("1\u00a0234,50\u00a0€", 123450),
        ("1234.5", 123450),
        ("1.234,50", 123450),
        ("50 €", 5000),
        ("50€", 5000),
        ("50 eur", 5000),
        (" 0,05 ", 5),
        ("-3", -300),
        ("\u22123,10 €", -310),
    ],
)
def test_what_people_type(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize("text", ["", "€", "abc", "1,234", "1.234", "12 34", "1,2,3", "1e3", "--1", "٣", "NaN", "1,"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_euros(text)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0,00 €"),
        (5, "0,05 €"),
        (123450, "1 234,50 €"),
        (-123450, "\u22121 234,50 €"),
        (123456789, "1 234 567,89 €"),
    ],
)
def test_written_with_no_break_spaces(cents: int, text: str) -> None:
    assert euros(cents) == text.replace(" ", "\u00a0")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert parse_euros(euros(cents)) == cents


@pytest.mark.parametrize(
    ("amount", "whole"), [("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("250.5", 251), ("126.25", 126)]
)
def test_halves_go_up(amount: str, whole: int) -> None:
    assert half_up(Decimal(amount)) == whole


def test_percent_is_rounded_once() -> None:
    assert percent_of(100_20, Decimal("2.5")) == 2_51
