"""The bank's time. Everybody asks here; the demo moves it forward, a test holds it still."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import ProgrammingError
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

HELSINKI: Final = ZoneInfo("Europe/Helsinki")
OPENING_HOUR: Final = 8
CLOSING_HOUR: Final = 16
KEPT_SECONDS: Final = 1.0

Waiting = Callable[[], datetime | None]

_held: list[datetime] = []
_offset: tuple[float, timedelta] = (float("-inf"), timedelta())
_waiting: list[Waiting] = []


def now() -> datetime:
    """The bank's moment, aware, UTC."""
    if _held:
        return _held[-1]
    return real() + (_moved() if settings.KP_CLOCK_MOVABLE else timedelta())


def real() -> datetime:
    """The machine's own time, for leases, backoff and heartbeats, which nobody may move."""
    return datetime.now(UTC)  # noqa: DTZ005, TID251 RUF100


def today() -> date:
    """The bank's day in Helsinki."""
    return local(now()).date()


def at_opening(day: date) -> datetime:
    """The morning of a day, for what counts from the day itself."""
    return datetime(day.year, day.month, day.day, OPENING_HOUR, tzinfo=HELSINKI)


def at_closing(day: date) -> datetime:
    """When the bank's working day ends: what is due on a day is due by then."""
    return datetime(day.year, day.month, day.day, CLOSING_HOUR, tzinfo=HELSINKI)


def local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Holds the bank's time still, in this whole process (a live server's threads too). For tests and seeding."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=HELSINKI)
    _held.append(moment.astimezone(UTC))
    try:
        yield _held[-1]
    finally:
        _held.pop()


def move_to(moment: datetime) -> datetime:
    """Moves the bank's time forward for every process within a second. Only where settings allow; never back."""
    from core.models import ClockOffset

    if not settings.KP_CLOCK_MOVABLE:
        raise DomainError(_("Tässä pankissa kelloa ei siirretä."), "clock_is_fixed")
    if moment <= now():
        raise DomainError(_("Kello siirtyy vain eteenpäin."), "clock_goes_forward")
    ClockOffset.objects.update_or_create(pk=1, defaults={"offset": moment - real()})
    forget()
    return now()


def waits(found: Waiting) -> Waiting:
    """A room tells what it waits for: a function that returns its next moment, or None."""
    if found not in _waiting:
        _waiting.append(found)
    return found


def next_waiting() -> datetime | None:
    """The nearest moment ahead that anything in the bank waits for."""
    here = now()
    moments = [moment for find in _waiting if (moment := find()) is not None and moment > here]
    return min(moments, default=None)


def forget() -> None:
    """Reads the offset anew at the next question."""
    global _offset
    _offset = (float("-inf"), timedelta())


def _moved() -> timedelta:
    global _offset
    read_at, offset = _offset
    if time.monotonic() - read_at > KEPT_SECONDS:
        from core.models import ClockOffset

        try:
            offset = ClockOffset.objects.values_list("offset", flat=True).filter(pk=1).first() or timedelta()
        except ProgrammingError:
            return timedelta()  # before the first migration there is no table, and system checks make a person
        _offset = (time.monotonic(), offset)
    return offset
