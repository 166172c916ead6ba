"""All rights of feedback in one place (model.md §4)."""

from __future__ import annotations

from accounts.models import Person
from accounts.roles import Role
from core.errors import NotAllowed
from evaluation.models import FeedbackRequest
from evaluation.states import SETTLED, Direction


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()


def may_give(person: Person, request: FeedbackRequest) -> bool:
    """The one asked; for the unit's side any colleague who may order for the unit."""
    if request.giver_id == person.pk:
        return True
    return request.direction == Direction.TO_EXPERT and request.gig.order.unit_id in person.unit_ids


def may_see_through(person: Person) -> bool:
    return person.has(Role.COORDINATOR)


def may_read(person: Person, request: FeedbackRequest) -> bool:
    """The giver; the coordinator; the expert once it is settled. The unit never reads an expert's single answer."""
    if request.giver_id == person.pk or may_see_through(person):
        return True
    own = request.direction == Direction.TO_EXPERT and request.gig.expert.person_id == person.pk
    return own and request.state in SETTLED
