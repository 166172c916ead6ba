"""What an approved report left open, decided by a coordinator: nobody loses the pay of work done in silence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import CostCentre, Person
from core import audit, clock, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from orders import ceiling, permissions
from orders.actions.reporting import locked
from orders.inner import as_told, ask_for_difference, drop_difference, grant_difference, move
from orders.models import ReportDifference, ReportLine
from orders.states import DIFFERENCE_OPEN, DifferenceState

Version = ReportLine.Version


@verb
def decide_difference(
    difference_id: int, *, by: Person, outcome: str, reason: str, cost_centre: CostCentre | None = None
) -> ReportDifference:
    """«pay», «drop», or after a cost centre's no «bank»: another cost centre pays. Both sides read the reason.

    Who: a coordinator, never of one's own report. Paying over what was approved asks the approver first. A drop after
    a cost centre's no is what was agreed with the expert, who is told at once. The same click twice is calm.
    """
    report = locked(ReportDifference.objects.values_list("report_id", flat=True).get(pk=difference_id))
    difference = lock(ReportDifference.objects.filter(pk=difference_id)).get()
    difference.report = report
    permissions.require(permissions.may_decide_report(by, report))
    if not reason.strip():
        raise DomainError(_("Kirjoita, miksi ratkaisit näin."), code="reason")
    if difference.state not in DIFFERENCE_OPEN:
        return difference
    allowed = {DifferenceState.CONTESTED: {"pay", "drop"}, DifferenceState.REFUSED: {"bank", "drop"}}
    if outcome not in allowed.get(DifferenceState(difference.state), set()):
        raise Stale()
    now = clock.now()
    if outcome == "drop":
        drop_difference(difference, by=by, now=now, reason=reason.strip())
        return difference
    if outcome == "bank" and cost_centre is None:
        raise DomainError(_("Valitse kustannuspaikka, joka maksaa erotuksen."), code="cost_centre")
    if outcome == "pay" and (over := ceiling.excess(report, as_told(report))):
        move(difference, DifferenceState.AWAITING_APPROVER, reason=reason.strip())
        todo.close("decide_difference", report)
        audit.log(by, "difference_over_approved", difference, about=report.gig.expert.person, reason=reason)
        ask_for_difference(difference, over, now=now)
        return difference
    payer = cost_centre if outcome == "bank" else None
    grant_difference(difference, by=by, now=now, reason=reason.strip(), cost_centre=payer)
    return difference
