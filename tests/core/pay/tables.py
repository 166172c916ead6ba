"""The tables in tests/data, read as a payroll officer reads them."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.pay.rates import RateTable, read_rows
from core.pay.withholding import TaxCard

DATA = Path(__file__).resolve().parents[2] / "data"


def table(name: str) -> list[Any]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [pytest.param(row, id=row.get("id") or "-".join(list(row.values())[:2])) for row in rows]


@cache
def rates() -> RateTable:
    return RateTable(read_rows())


def cents(text: str) -> int:
    return int(Decimal(text or "0") * 100)


def day(text: str) -> date:
    return date.fromisoformat(text)


def card_of(row: dict[str, str], kind: Any = "wage") -> TaxCard | None:
    if not row["base"]:
        return None
    return TaxCard(
        kind=kind,
        valid_from=day(row.get("card_from") or f"{row['pay_date'][:4]}-01-01"),
        valid_to=day(row.get("card_to") or f"{row['pay_date'][:4]}-12-31"),
        base=Decimal(row["base"]),
        additional=Decimal(row["additional"]),
        limit_cents=cents(row["limit"]) if row["limit"] else None,
    )
