"""Who may what with people, roles and units (model.md §4, last row)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import Role
from core.errors import NotAllowed

if TYPE_CHECKING:
    from accounts.models import Person, RoleGrant

MANY = (Role.MAIN_USER, Role.AUDITOR)
DECIDED_BY = (Role.MAIN_USER, Role.AUDITOR, Role.COORDINATOR, Role.PAYROLL)
RULE_READERS = (*DECIDED_BY, Role.EXPERT)


def may_see_people(person: Person) -> bool:
    """Main user and auditor see everybody, an orderer the people of the own units."""
    return person.has(Role.ORDERER) or may_see_everybody(person)


def may_see_everybody(person: Person) -> bool:
    return any(person.has(role) for role in MANY)


def may_edit_people(person: Person) -> bool:
    return person.has(Role.MAIN_USER)


def may_see_units(person: Person) -> bool:
    return may_edit_units(person) or person.has(Role.AUDITOR)


def may_edit_units(person: Person) -> bool:
    return person.has(Role.MAIN_USER) or person.has(Role.COORDINATOR)


def may_second(person: Person, grant: RoleGrant) -> bool:
    return may_edit_people(person) and person.pk not in (grant.person_id, grant.granted_by_id)


def may_see_rules(person: Person) -> bool:
    """Orderers and approvers see the prices alone."""
    return any(person.has(role) for role in RULE_READERS)


def may_edit_rules(person: Person) -> bool:
    return person.has(Role.MAIN_USER)


def may_see_who_decided(person: Person) -> bool:
    return any(person.has(role) for role in DECIDED_BY)


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()
