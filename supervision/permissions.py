"""All rights of the room (model.md §4). Nobody reads why somebody comes, since nobody asks."""

from __future__ import annotations

from accounts.models import Person
from accounts.roles import Role
from core.errors import NotAllowed
from supervision.models import Debrief, SupportEvent
from supervision.states import DebriefState


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()


def is_expert(person: Person) -> bool:
    return person.has(Role.EXPERT)


def may_coordinate(person: Person) -> bool:
    return person.has(Role.COORDINATOR)


def may_supervise(person: Person) -> bool:
    return person.has(Role.SUPERVISOR)


def may_mark(person: Person, event: SupportEvent) -> bool:
    """Its own supervisor, or a coordinator who has asked. Nobody marks the seat of their own."""
    return may_coordinate(person) or (may_supervise(person) and event.supervisor_id == person.pk)


def may_move(person: Person, event: SupportEvent) -> bool:
    return may_mark(person, event)


def may_give(person: Person, debrief: Debrief) -> bool:
    """Whoever holds it says that it was held; a coordinator for one who is silent. Never the expert's own."""
    if debrief.expert.person_id == person.pk:
        return False
    return may_coordinate(person) or (may_supervise(person) and debrief.giver_id == person.pk)


def is_own(person: Person, debrief: Debrief) -> bool:
    return debrief.expert.person_id == person.pk


def may_arrange(person: Person, debrief: Debrief) -> bool:
    return may_coordinate(person) and debrief.state in {DebriefState.ASKED, DebriefState.ACCEPTED}
