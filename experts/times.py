"""The expert's own time in words, for the expert's own pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core import clock
from experts.models import AvailabilityException, Expert, WeeklyAvailability
from experts.states import DayPart
from experts.time_forms import SHORT


@dataclass(frozen=True)
class Told:
    """Days told apart; `last` belongs to them."""

    slug: str
    first: date
    last: date
    free: bool


def ahead(expert: Expert) -> list[Told]:
    """The days told apart that are not over."""
    rows = expert.exceptions.filter(days__endswith__gt=clock.today()).order_by("days")
    return [_told(row) for row in rows]


def _told(row: AvailabilityException) -> Told:
    return Told(row.slug, row.days.lower, row.days.upper - timedelta(days=1), row.free)


def week(rows: Iterable[WeeklyAvailability]) -> list[str]:
    """ "ma, ti: aamupäivä, iltapäivä": days of the same parts on one line; nothing when any time will do."""
    parts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        parts[row.weekday].append(row.part)
    days: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for day, found in sorted(parts.items()):
        days[tuple(str(part.label) for part in DayPart if part in found)].append(day)
    return [_line(numbers, said) for said, numbers in days.items()]


def _line(days: list[int], parts: tuple[str, ...]) -> str:
    said = _("koko päivä") if len(parts) == len(DayPart) else ", ".join(parts)
    return f"{_days(days)}: {said}"


def _days(days: list[int]) -> str:
    """ "ma–to, la"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(str(SHORT[r[0]]) if len(r) == 1 else f"{SHORT[r[0]]}–{SHORT[r[-1]]}" for r in runs)
