"""A tax card's row as the law of pay reads it: estimates and payments use the same."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Exists, Func, OuterRef, QuerySet

from core import clock
from core.pay import withholding
from experts.models import TaxCard


def ending(today: date, within: int) -> QuerySet[TaxCard]:
    """Wage cards whose last day is within so many days, with no other card that goes on after it."""
    last = TaxCard.objects.filter(kind="wage", withdrawn_at=None)
    goes_on = last.filter(expert=OuterRef("expert"), valid__contains=OuterRef("first_without"))
    found = last.annotate(first_without=Func("valid", function="upper", output_field=DateField()))
    soon = found.filter(first_without__gt=today, first_without__lte=today + timedelta(days=within + 1))
    return soon.filter(~Exists(goes_on)).order_by("id")


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
