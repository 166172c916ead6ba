"""A tax card's row as the law of pay reads it: estimates and payments use the same."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core import clock
from core.pay import withholding
from experts.models import TaxCard


def as_card(row: TaxCard) -> withholding.TaxCard:
    """The stored card as the law of pay reads it; both days of its range belong to it."""
    numbers: dict[str, Any] = row.numbers
    return withholding.TaxCard(
        kind="trade" if row.kind == "trade" else "wage",
        valid_from=row.valid.lower,
        valid_to=row.valid.upper - timedelta(days=1) if row.valid.upper else date(row.valid.lower.year, 12, 31),
        base=Decimal(str(numbers["base"])),
        additional=Decimal(str(numbers["additional"])),
        limit_cents=numbers.get("limit_cents"),
        opening_used_cents=int(numbers.get("opening_used_cents") or 0),
        received_on=clock.local(row.created_at).date(),
        ref=row.pk,
    )
