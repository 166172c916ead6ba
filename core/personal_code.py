"""The birth date within a Finnish personal identity code."""

from __future__ import annotations

from datetime import date
from typing import Final

CENTURIES: Final = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)


def birth_date(code: str) -> date:
    """Of a code already checked when it was saved. Raises ValueError for anything else."""
    tidy = code.strip().upper()
    try:
        year = CENTURIES[tidy[6]] + int(tidy[4:6])
    except (IndexError, KeyError) as error:
        raise ValueError("no personal identity code") from error
    return date(year, int(tidy[2:4]), int(tidy[:2]))


def masked(code: str) -> str:
    """The birth part alone: 010180-••••."""
    return f"{code[:7]}••••" if code else ""
