"""A list's file, byte by byte as a Finnish Excel opens it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from core.lists import BOM, Cents, Column, ListForm, said, written

COLUMNS = [
    Column("name", "Nimi", lambda row: row["name"]),
    Column("sum", "Summa", lambda row: Cents(row["sum"]), sum=True),
    Column("more", "Lisää", lambda row: "", extra=True),
]


@pytest.mark.row("J3")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Cents(123450), "1234,50"),
        (Cents(-5), "-0,05"),
        (Cents(0), "0,00"),
        (Decimal("1.5"), "1,5"),
        (12, "12"),
        (date(2026, 12, 8), "8.12.2026"),
        (datetime(2026, 12, 8, 11, 0, tzinfo=UTC), "8.12.2026 13.00"),
        (None, ""),
        ("Aino Esimerkki", "Aino Esimerkki"),
    ],
)
def test_a_cell_is_written_as_a_finnish_spreadsheet_reads_it(value: Any, text: str) -> None:
    assert written(value) == text


@pytest.mark.row("J3")
@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠", "  ="])
def test_a_text_never_begins_a_formula(first: str) -> None:
    assert written(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"


def test_a_page_says_a_sum_and_a_day_in_its_own_way() -> None:
    assert said(Cents(123450)) == "1\u00a0234,50\u00a0€"
    assert said(None) == ""


def test_columns_are_chosen_in_the_address_and_unknown_ones_are_not_known() -> None:
    chosen = lambda words: [column.key for column in ListForm(QueryDict(words), COLUMNS).columns]  # noqa: E731
    assert chosen("") == ["name", "sum"]
    assert chosen("col=more&col=name") == ["name", "more"]
    assert chosen("col=iban") == ["name", "sum"]


def test_the_mark_of_utf_8_is_three_bytes() -> None:
    assert BOM.encode() == b"\xef\xbb\xbf"
