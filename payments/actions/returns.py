"""A payment that the bank returned: told to the expert, and sent again in the next run that can."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, policy, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from core.pay import days
from payments import notifications, permissions, returning
from payments.models import Batch, Transfer
from payments.states import BatchState, ReturnedWhy


@verb
def return_payment(payslip_id: int, *, by: Person, returned_on: date, why: str) -> Transfer:
    """The bank sent it back. The payslip stays; the expert hears what to mend, a new payment goes in the next run.

    Who: payroll, never of one's own. The same click twice is calm. Raises Stale for a payment that has not been sent,
    and DomainError (code "returned_on") for a day that has not come or is before the payment.
    """
    permissions.require(permissions.may_run_payroll(by))
    transfer = Transfer.objects.unreplaced().filter(payslip=payslip_id).first()
    if transfer is None:
        raise Stale(_("Laskelmasta ei ole maksua, joka voisi palautua."))
    permissions.require(permissions.may_act_on_pay(by, transfer.payslip.expert))
    lock(Batch.objects.filter(pk=transfer.run.pk)).get()
    transfer = lock(Transfer.objects.filter(pk=transfer.pk)).get()
    if transfer.returned_on is not None:
        return transfer
    if transfer.run.state not in {BatchState.SENT, BatchState.SETTLED}:
        raise Stale(_("Maksua ei ole vielä lähetetty pankkiin."))
    if not _sent_on(transfer) <= returned_on <= clock.today():
        raise DomainError(_("Palautuspäivä on maksun lähettämisen jälkeen ja enintään tämä päivä."), code="returned_on")
    _mark(transfer, returned_on, why)
    payslip = transfer.payslip
    audit.log(by, "payment_returned", payslip, about=payslip.expert.person, data={"why": why})
    todo.open("payment_returned", payslip, role="payroll", due=_call_by())
    notifications.returned(transfer)
    return transfer


def _sent_on(transfer: Transfer) -> date:
    if transfer.settled_on is not None:
        return transfer.settled_on
    sent: datetime | None = transfer.run.sent_at
    return clock.local(sent).date() if sent is not None else clock.today()


def _mark(transfer: Transfer, returned_on: date, why: str) -> None:
    transfer.returned_on, transfer.returned_why, transfer.returned_at = returned_on, why, clock.now()
    transfer.save(update_fields=["returned_on", "returned_why", "returned_at"])


def _call_by() -> datetime:
    day = days.add_working_days(clock.today(), int(policy.get("returned_call_workdays")))
    return datetime.combine(day, time(16), tzinfo=clock.HELSINKI)


def carry(batch: Batch) -> int:
    """Inside the draw: each returned payment that can be sent gets a new one, to the account in use on the pay day."""
    ready = [row for row in returning.on(batch.pay_date) if row.is_ready]
    list(lock(Transfer.objects.filter(pk__in=[row.transfer.pk for row in ready])).order_by("id"))
    for i, row in enumerate(ready, start=1):
        Transfer.objects.create(
            payslip=row.transfer.payslip,
            iban=row.iban,
            amount_cents=row.transfer.amount_cents,
            end_to_end_id=f"KP-{batch.number}-R{i:04d}",
            replaces=row.transfer,
            sent_in=batch,
        )
        todo.close("payment_returned", row.transfer.payslip)
    return len(ready)


def put_back(batch: Batch) -> list[Transfer]:
    """The run was undone before it was sent: what it carried is a returned payment again, as of the bank's own day."""
    carried = list(Transfer.objects.of_run(batch).filter(sent_in=batch).order_by("id"))
    for transfer in carried:
        _mark(transfer, _returned_first(transfer), ReturnedWhy.NOT_SENT)
    return carried


def _returned_first(transfer: Transfer) -> date:
    found = transfer
    while found.returned_on is None and found.replaces is not None:
        found = found.replaces
    return found.returned_on or clock.today()
