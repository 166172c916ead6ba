"""Support around the work, by the real verbs: an event tomorrow week, a supervisor, experts who book."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from accounts.roles import Role
from core import clock
from experts.models import Expert
from supervision import actions
from supervision.models import DebriefSlot, SupportEvent
from tests.factories import world as made
from tests.factories.world import HELSINKI, World

DAY = datetime(2026, 9, 10, 16, 30, tzinfo=HELSINKI)
"""A Thursday, nine days after the world's now."""


def a_supervisor(w: World, first_name: str = "Ulla") -> Person:
    return made.holding(w.main_user, w.main_user2, first_name, "Ohjaaja", Role.SUPERVISOR)


def an_event(
    w: World, supervisor: Person, starts: datetime = DAY, *, seats: int = 2, minutes: int = 90, **more: Any
) -> SupportEvent:
    ends = starts + timedelta(minutes=minutes)
    given = {"kind": "group", "place": "Järjestötalo, Kuopio", **more}
    return actions.add_event(by=w.coordinator, supervisor=supervisor, starts=starts, ends=ends, seats=seats, **given)


def a_slot(supervisor: Person, starts: datetime = DAY, minutes: int = 30) -> DebriefSlot:
    return actions.add_slot(by=supervisor, starts=starts, ends=starts + timedelta(minutes=minutes))


def marked(event: SupportEvent, by: Person, *came: Expert) -> SupportEvent:
    """Who came, told an hour after it ended."""
    ids = [seat.pk for seat in event.seat_rows.filter(expert__in=came)]
    with clock.at(event.ends + timedelta(hours=1)):
        return actions.mark(event.pk, by=by, attended=ids)
