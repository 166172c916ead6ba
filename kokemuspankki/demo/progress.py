"""How far the demo's past is told: one small file that the loader writes and every page and the terminal read.

The file is there from the first seeded row to the last told day; a start that finds it left behind seeds anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Filling:
    """`day`: how far the past is told; None before its first day."""

    day: date | None
    percent: int


def mark() -> Path:
    return Path(settings.HOME) / "seeding"


def write(day: date, percent: int) -> None:
    """Whole or not at all: readers never meet half a file."""
    half = mark().with_suffix(".part")
    half.write_text(json.dumps({"day": day.isoformat(), "percent": percent}))
    half.rename(mark())


def begin() -> None:
    mark().parent.mkdir(parents=True, exist_ok=True)
    mark().touch()


def end() -> None:
    mark().unlink(missing_ok=True)


def read() -> Filling | None:
    """None once the bank is full."""
    try:
        text = mark().read_text()
    except FileNotFoundError:
        return None
    if not text:
        return Filling(None, 0)
    told = json.loads(text)
    return Filling(date.fromisoformat(told["day"]), int(told["percent"]))
