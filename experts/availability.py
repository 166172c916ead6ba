"""When an expert can be offered work by their own word: tauko, single days, the weekly pattern.

`free_at` is one condition for the database; whoever matches calls it for each session and says «yksityinen peruste»,
whichever part of it failed. Bookings, own maximum and rest are not here (orders/rules.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from experts.models import AvailabilityException, WeeklyAvailability
from experts.states import PART_STARTS, DayPart

MIDNIGHT = time(0)


def free_at(starts: datetime, ends: datetime) -> Q:
    """Of an expert: no tauko, and free by the own word in every part of every day that this time touches.

    A day told apart goes before the weekly pattern; who has told no pattern is free at any time.
    """
    holds = Q()
    for day, parts in touched(starts, ends):
        usual = Q(~Exists(WeeklyAvailability.objects.filter(expert=OuterRef("pk"))))
        usual |= Q(*(Q(Exists(_weekly(day, part))) for part in parts))
        holds &= ~absent_on(day) & (usual | Q(Exists(_told(day, free=True))))
    return holds


def paused_on(day: date) -> Q:
    """Of an expert: on tauko that day."""
    return Q(paused__contains=day)


def absent_on(day: date) -> Q:
    """Of an expert: on tauko, or has said not to come on that day. Which of them is nobody's business."""
    return paused_on(day) | Q(Exists(_told(day, free=False)))


def touched(starts: datetime, ends: datetime) -> Iterator[tuple[date, list[DayPart]]]:
    """Each day of a time in Helsinki, with the parts of the day that it reaches into; its end is not within."""
    first, last = clock.local(starts), clock.local(ends)
    for n in range((last.date() - first.date()).days + 1):
        day = first.date() + timedelta(days=n)
        begins = first.time() if n == 0 else MIDNIGHT
        until = last.time() if day == last.date() else None
        parts = [part for part in DayPart if _within(part, begins, until)]
        if parts:
            yield day, parts


def _within(part: DayPart, begins: time, until: time | None) -> bool:
    order = list(DayPart)
    after = order[order.index(part) + 1 :]
    ended = bool(after) and PART_STARTS[after[0]] <= begins
    return not ended and (until is None or PART_STARTS[part] < until)


def _weekly(day: date, part: DayPart) -> QuerySet[WeeklyAvailability]:
    return WeeklyAvailability.objects.filter(expert=OuterRef("pk"), weekday=day.weekday(), part=part)


def _told(day: date, *, free: bool) -> QuerySet[AvailabilityException]:
    return AvailabilityException.objects.filter(expert=OuterRef("pk"), days__contains=day, free=free)
