"""A full view where the auditor otherwise reads less: only with a written reason, and in the person's own look-log."""

from __future__ import annotations

from accounts.models import Person
from core import audit
from core.db import verb
from core.querysets import VIEWED
from payments import permissions
from payments.models import Contract, Payslip


@verb
def look_at_whole_contract(contract_id: int, *, by: Person, reason: str) -> Contract:
    """Who: the auditor. The expert can read who looked; the reason stays in the trail. Raises NotAllowed."""
    found = Contract.objects.select_related("gig__expert__person").get(pk=contract_id)
    permissions.require(permissions.reads_contract_in_part(by, found))
    audit.log(by, f"{VIEWED}contract_whole", found, about=found.gig.expert.person, reason=reason)
    return found


@verb
def look_at_whole_payslip(payslip_id: int, *, by: Person, reason: str) -> Payslip:
    """Who: the auditor. Personal code and account in full. Raises NotAllowed."""
    found = Payslip.objects.select_related("expert__person").get(pk=payslip_id)
    permissions.require(permissions.reads_payslip_masked(by, found))
    audit.log(by, f"{VIEWED}payslip_whole", found, about=found.expert.person, reason=reason)
    return found
