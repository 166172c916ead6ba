"""Payments that came back from the bank, and which of them a run of a day can send again. A pure read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from experts.models import BankAccount, PayeeChange
from experts.states import PayeeState
from payments.models import Transfer
from payments.states import NEW_ACCOUNT_NEEDED


@dataclass(frozen=True)
class Returned:
    """`iban`: where it can be sent on the day; empty while the expert's new account is missing or not in use yet."""

    transfer: Transfer
    iban: str
    call_waits: bool

    @property
    def is_ready(self) -> bool:
        return bool(self.iban)


def on(pay_date: date) -> list[Returned]:
    """In order of id, with the account in use on the day. Three questions, however many."""
    rows = list(Transfer.objects.returned().select_related("payslip__expert__person").order_by("id"))
    experts = {row.payslip.expert_id for row in rows}
    accounts = BankAccount.objects.filter(expert__in=experts, valid_from__lte=pay_date)
    account = {found.expert_id: found for found in accounts.order_by("expert_id", "valid_from", "id")}
    calls = PayeeChange.objects.filter(expert__in=experts, kind="account", state=PayeeState.WAITING)
    called = set(calls.values_list("expert_id", flat=True))
    return [_one(row, account.get(row.payslip.expert_id), row.payslip.expert_id in called) for row in rows]


def _one(row: Transfer, account: BankAccount | None, call_waits: bool) -> Returned:
    """The account that was refused is not tried again: one confirmed after the payment was made is needed."""
    fits = account is not None and (row.returned_why not in NEW_ACCOUNT_NEEDED or account.created_at > row.created_at)
    return Returned(row, str(account.iban) if account is not None and fits else "", call_waits)
