"""What the demo's bar and its list of people need; asked only where `demo` is true."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template

from accounts.models import Person
from accounts.roles import ORDER, Role
from core import clock
from core.status import Words
from kokemuspankki.demo import mailbox, progress, waiting

register = template.Library()


@dataclass(frozen=True)
class Bar:
    person: Any
    roles: list[Words]
    now: datetime
    sent: int
    waits_until: datetime | None
    waits_for: Words
    filling: progress.Filling | None


@register.simple_tag(takes_context=True)
def demo_bar(context: Any) -> Bar:
    user = context["request"].user
    person = user if user.is_authenticated else None
    filling = progress.read()
    moment = None if filling else clock.next_waiting()
    return Bar(
        person=person,
        roles=[role.label for role in ORDER if role in person.held_roles] if person else [],
        now=clock.now(),
        sent=len(mailbox.keys()),
        waits_until=moment,
        waits_for=waiting.what(moment) if moment else "",
        filling=filling,
    )


FIRST = 3
"""Whom the README names stand first in each role; the others are one tap away."""


@dataclass(frozen=True)
class Group:
    """Everybody of one role; somebody with two roles stands in both."""

    role: Words
    first: list[Person]
    others: list[Person]


@register.simple_tag
def demo_people() -> list[Group]:
    """By role, in the order of the roles."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.active().with_roles(clock.today()).by_name():
        for role in _roles(person):
            found[role].append(person)
    return [_group(role, found[role]) for role in ORDER if found[role]]


def _group(role: Any, people: list[Person]) -> Group:
    first = sorted(people, key=lambda person: person.pk)[:FIRST]
    return Group(role.label, first, [person for person in people if person not in first])


def _roles(person: Any) -> set[str]:
    roles = {grant.role for grant in person.live_grants}
    roles |= {Role.APPROVER} if person.names_centre else set()
    return roles | ({Role.EXPERT} if person.has_expert else set())
