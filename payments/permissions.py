"""All rights of contracts, fees and payroll runs (model.md §4). Predicates; rows come from visible_to()."""

from __future__ import annotations

from accounts.models import Person
from accounts.roles import Role
from core.errors import NotAllowed
from experts.models import Expert
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
    """The whole text: the expert and the coordinators. Payroll sees lines, elsewhere; the orderer that one exists."""
    return is_own_contract(person, contract) or person.has(Role.COORDINATOR)


def reads_contract_in_part(person: Person, contract: Contract) -> bool:
    """The auditor: parties, price, times and signatures; the whole text by a written reason (model.md §4)."""
    return person.has(Role.AUDITOR) and not may_read_contract(person, contract)


def may_see_fees(person: Person) -> bool:
    """Gross and state of every fee; never net, account or card."""
    return person.has(Role.COORDINATOR) or person.has(Role.AUDITOR) or person.has(Role.PAYROLL)


def may_open_fee(person: Person) -> bool:
    return person.has(Role.PAYROLL) or person.has(Role.AUDITOR)


def may_open_payslip(person: Person, payslip: Payslip) -> bool:
    return is_own_payslip(person, payslip) or person.has(Role.PAYROLL)


def reads_payslip_masked(person: Person, payslip: Payslip) -> bool:
    """The auditor, who sees code and account in full by a written reason only."""
    return person.has(Role.AUDITOR) and not may_open_payslip(person, payslip)


def may_run_payroll(person: Person) -> bool:
    return person.has(Role.PAYROLL)


def may_act_on_pay(person: Person, expert: Expert) -> bool:
    """Holding, correcting, marking as returned: nobody decides of one's own pay."""
    return may_run_payroll(person) and not is_own_pay(person, expert)


def may_see_batches(person: Person) -> bool:
    return person.has(Role.PAYROLL) or person.has(Role.AUDITOR)


def is_own_payslip(person: Person, payslip: Payslip) -> bool:
    return payslip.expert.person_id == person.pk


def is_own_pay(person: Person, expert: Expert) -> bool:
    return expert.person_id == person.pk


def is_expert(person: Person) -> bool:
    return person.has(Role.EXPERT)
