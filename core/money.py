"""Money is whole cents. Decimal lives only between a rate and its rounding."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"

_SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PLAIN: Final = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?")
_POINTS: Final = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))")


def half_up(amount: Decimal) -> int:
    """The nearest whole number, halves away from zero: 2.5 → 3, -2.5 → -3 (payroll.md 1.1 rule 10)."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def percent_of(cents: int, rate: Decimal) -> int:
    """`rate` percent of `cents`, rounded once, half up: percent_of(33_35, Decimal("60")) → 2001."""
    return half_up(cents * rate / 100)


def euros(cents: int) -> str:
    """1234_50 → "1 234,50 €", with no-break spaces, and a minus sign in front of a negative sum."""
    whole, part = divmod(abs(cents), 100)
    sign = MINUS if cents < 0 else ""
    return f"{sign}{whole:,}".replace(",", NBSP) + f",{part:02d}{NBSP}€"


def parse_euros(text: str) -> int:
    """Cents from what a person types: "1 234,50", "1234.5", "1.234,50", "50 €", "-3". Raises ValueError.

    Three digits after a single point or comma could mean either thing, and are refused.
    """
    bare = text.strip().lower().replace(MINUS, "-").removesuffix("€").removesuffix("eur")
    tidy = _SPACES.sub(" ", bare).strip()
    found = _PLAIN.fullmatch(tidy) or _POINTS.fullmatch(tidy)
    if found is None:
        raise ValueError(f"not an amount in euros: {text!r}")
    sign, whole, part = found.groups(default="")
    cents = int(re.sub(r"[ .]", "", whole)) * 100 + int(part.ljust(2, "0") or 0)
    return -cents if sign else cents
