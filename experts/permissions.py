"""All rights of experts' data in one place (model.md §4)."""

from __future__ import annotations

from accounts.models import Person
from accounts.roles import Role
from core.errors import NotAllowed
from experts.models import Expert


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()


def is_own(person: Person, expert: Expert) -> bool:
    return expert.person_id == person.pk


def may_add_expert(person: Person) -> bool:
    return person.has(Role.COORDINATOR) or person.has(Role.MAIN_USER)


def may_list(person: Person) -> bool:
    """Names and titles of all: coordinator, main user, auditor."""
    return any(person.has(role) for role in (Role.COORDINATOR, Role.MAIN_USER, Role.AUDITOR))


def may_see_payee(person: Person, expert: Expert) -> bool:
    """Account, personal code and tax card: payroll and the expert alone; never a coordinator."""
    return is_own(person, expert) or person.has(Role.PAYROLL)


def may_confirm_payee(person: Person, expert: Expert) -> bool:
    """Payroll calls and confirms; nobody their own."""
    return person.has(Role.PAYROLL) and not is_own(person, expert)


def may_see_waiting_payees(person: Person) -> bool:
    return person.has(Role.PAYROLL)


def may_see_themes(person: Person) -> bool:
    """Coordinators only; payroll never."""
    return person.has(Role.COORDINATOR)
