"""The secret address of one's own calendar: a purpose link that anybody who has it may read, until it is changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from accounts.models import Person
from core import audit, clock, links
from core.db import lock, verb
from core.errors import Expired, Missing, Used
from core.models import PurposeLink

CALENDAR: Final = "calendar"
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""It lasts until its owner changes it."""
links.route(CALENDAR, "portal:link-calendar")


def of(person: Person) -> PurposeLink | None:
    found: PurposeLink | None = (
        PurposeLink.objects.live(clock.now()).about(person).filter(purpose=CALENDAR, person=person).first()
    )
    return found


def owner(token: str) -> Person:
    """Raises Missing for every address that is not in use, also for one that was: nobody learns which it is."""
    try:
        return links.resolve(token, CALENDAR).person
    except (Used, Expired) as error:
        raise Missing(links.UNKNOWN, "link") from error


@verb
def open_address(by: Person) -> PurposeLink:
    """Who: anybody, for oneself. A second click gives the same address."""
    lock(Person.objects.filter(pk=by.pk)).get()
    found = of(by)
    if found is None:
        found = _made(by)
        audit.log(by, "accounts.calendar_opened", by, about=by)
    return found


@verb
def change_address(by: Person) -> PurposeLink:
    """The old address stops at once: it was seen by somebody whom it was not meant for. Who: oneself."""
    lock(Person.objects.filter(pk=by.pk)).get()
    _end(by)
    audit.log(by, "accounts.calendar_changed", by, about=by)
    return _made(by)


@verb
def close_address(by: Person) -> None:
    """No calendar any more. Who: oneself. Calm on a second click."""
    lock(Person.objects.filter(pk=by.pk)).get()
    if _end(by):
        audit.log(by, "accounts.calendar_closed", by, about=by)


def _made(by: Person) -> PurposeLink:
    return links.make(CALENDAR, by, by, expires_at=NEVER)


def _end(by: Person) -> int:
    now = clock.now()
    rows = PurposeLink.objects.live(now).about(by).filter(purpose=CALENDAR, person=by)
    return rows.update(used_at=now)
