"""From transfers to the bank's file: the bank as payer, the payee's name and frozen account, one message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Bank
from payments import pain001
from payments.models import Batch, Transfer


def content(batch: Batch, transfers: Iterable[Transfer], *, message_id: str, stamped_at: datetime) -> bytes:
    """Equal bytes for equal rows. Raises BankFileRefused with the payment and the reason."""
    bank = Bank.objects.the()
    return pain001.write(
        pain001.TransferFile(
            message_id=message_id,
            created_at=stamped_at,
            pay_date=batch.pay_date,
            debtor=pain001.Debtor(
                name=bank.name, iban=bank.iban, customer_id=bank.business_id.replace("-", ""), bic=bank.bic
            ),
            payments=[_payment(transfer) for transfer in transfers],
        )
    )


def _payment(transfer: Transfer) -> pain001.Payment:
    payslip = transfer.payslip
    with translation.override(payslip.language):
        message = _("Palkkio %(number)s") % {"number": payslip.number}
    return pain001.Payment(
        end_to_end_id=transfer.end_to_end_id,
        name=payslip.expert.person.name,
        iban=str(transfer.iban),
        amount_cents=transfer.amount_cents,
        message=message,
    )
