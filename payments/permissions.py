"""All rights of contracts, fees and payroll runs (model.md §4). Predicates; rows come from visible_to()."""

from __future__ import annotations

from accounts.models import Person
from accounts.roles import Role
from core.errors import NotAllowed
from payments.models import Contract, Payslip


def require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed()


def is_own_contract(person: Person, contract: Contract) -> bool:
    return contract.gig.expert.person_id == person.pk


def may_sign_for_bank(person: Person) -> bool:
    return person.has(Role.COORDINATOR)


def may_bind_bank(person: Person, contract: Contract) -> bool:
    """Nobody stands on both sides of one contract."""
    return may_sign_for_bank(person) and not is_own_contract(person, contract)


def may_read_contract(person: Person, contract: Contract) -> bool:
    """The expert, the coordinators and the auditor. Payroll sees lines, elsewhere; the orderer that one exists."""
    return is_own_contract(person, contract) or person.has(Role.COORDINATOR) or person.has(Role.AUDITOR)


def may_run_payroll(person: Person) -> bool:
    return person.has(Role.PAYROLL)


def may_see_batches(person: Person) -> bool:
    return person.has(Role.PAYROLL) or person.has(Role.AUDITOR)


def is_own_payslip(person: Person, payslip: Payslip) -> bool:
    return payslip.expert.person_id == person.pk


def is_expert(person: Person) -> bool:
    return person.has(Role.EXPERT)
