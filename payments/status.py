"""What is so, who acts next, by when: for every state of the room (model.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.pay import days
from core.status import ALERT, OK, PLAIN, WAIT, YOU, Status
from core.templatetags.kp import day
from payments.calendar import BEFORE_PAY_DATE
from payments.states import NEW_ACCOUNT_NEEDED, BatchState, ContractState, FeeState, ReturnedWhy

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import Person
    from payments.models import Batch, Contract, Fee, Payslip, Transfer

HOLD_WORDS = _("Tarkistamme palkkion tiedot, ennen kuin maksamme sen.")
COORDINATOR = _("pankin koordinaattori")
PAYROLL = _("palkanlaskija")


def of_contract(contract: Contract, viewer: Person) -> Status:
    own = contract.gig.expert.person_id == viewer.pk
    bank = YOU if viewer.has("coordinator") else COORDINATOR
    found = {
        ContractState.COMPOSED: Status(
            _("Sopimus odottaa allekirjoitustasi") if own else _("Kokemusasiantuntijan allekirjoitettavana"),
            YOU if own else contract.gig.expert.person.name,
            contract.due,
            WAIT,
        ),
        ContractState.EXPERT_SIGNED: Status(_("Pankin allekirjoitettavana"), bank, contract.due, WAIT),
        ContractState.IN_FORCE: Status(_("Sopimus on voimassa"), tone=OK),
        ContractState.COMMENTED: Status(_("Sopimukseen on pyydetty muutosta"), bank, contract.due, WAIT),
        ContractState.ENDED: Status(_("Sopimus on päättynyt"), tone=PLAIN, extra=contract.ended_why),
        ContractState.VOID: Status(_("Sopimus on rauennut"), tone=PLAIN, extra=contract.ended_why),
    }
    return found[ContractState(contract.state)]


def of_batch(batch: Batch, viewer: Person, *, refused: bool = False) -> Status:
    """`refused`: the bank did not take the file and no new one is made."""
    drawer = batch.drawn_by_id == viewer.pk
    approver: Any = YOU if viewer.has("payroll") and not drawer else _("toinen palkanlaskija")
    payroll: Any = YOU if viewer.has("payroll") else PAYROLL
    due = days.add_banking_days(batch.pay_date, -BEFORE_PAY_DATE.get(batch.state, 0))
    found = {
        BatchState.DRAWN: Status(_("Odottaa toisen palkanlaskijan hyväksyntää"), approver, due, WAIT),
        BatchState.APPROVED: Status(_("Hyväksytty, vielä lähettämättä pankkiin"), payroll, due, WAIT),
        BatchState.SENT: Status(
            _("Lähetetty pankkiin"),
            payroll,
            batch.pay_date,
            WAIT,
            extra=_("Merkitse pankin maksupäivä, kun maksut näkyvät tiliotteella."),
        ),
        BatchState.SETTLED: Status(_("Maksettu tileille"), tone=OK),
        BatchState.DISCARDED: Status(_("Purettu, palkkiot vapautuivat"), tone=PLAIN, extra=batch.undone_reason),
        BatchState.RECALLED: Status(_("Peruttu hyväksynnän jälkeen"), tone=ALERT, extra=batch.undone_reason),
    }
    if refused and batch.state == BatchState.SENT:
        again = _("Tee uusi maksuaineisto ja lähetä se pankkiin.")
        return Status(_("Pankki hylkäsi maksuaineiston"), payroll, batch.pay_date, ALERT, again)
    return found[BatchState(batch.state)]


def payroll_to(viewer: Person, *, own: bool) -> Any:
    """Payroll's own work is theirs; of one's own pay another acts."""
    return YOU if viewer.has("payroll") and not own else PAYROLL


def of_fee(fee: Fee, viewer: Person) -> Status:
    """Of a fee from `with_state`. The words never say «paid» before the bank's own date."""
    row: Any = fee
    own = fee.expert.person_id == viewer.pk
    payroll = payroll_to(viewer, own=own)
    found = {
        FeeState.WAITING: Status(_("Odottaa seuraavaa palkka-ajoa"), payroll, row.act_by, PLAIN, _card(row)),
        FeeState.MISSING: _missing(row, own, payroll),
        FeeState.HELD: Status(
            _("Palkkio on pidossa, kunnes se on tarkistettu"),
            payroll,
            row.held_until,
            WAIT,
            row.held_told or HOLD_WORDS,
        ),
        FeeState.IN_BATCH: Status(_("Palkka-ajossa"), payroll, row.state_on, PLAIN),
        FeeState.SENT: Status(_("Lähetetty pankkiin"), _("pankki"), row.state_on, PLAIN),
        FeeState.ON_ACCOUNT: Status(_("Tilillä"), "", row.state_on, OK, _on_account(row.state_on)),
        FeeState.RETURNED: _returned(row, own, payroll),
    }
    return found[FeeState(row.state)]


RETURNED_WORDS: dict[str, Any] = {
    ReturnedWhy.ACCOUNT: _("Pankki ei hyväksynyt tilinumeroa. Tarvitsemme uuden tilinumeron."),
    ReturnedWhy.CLOSED: _("Tili on suljettu. Tarvitsemme uuden tilinumeron."),
}


def needs_new_account(row: Any) -> bool:
    """Of a fee from `with_state`: it came back, and the expert has not even typed another account."""
    needed = row.state == FeeState.RETURNED and row.returned_why in NEW_ACCOUNT_NEEDED
    return bool(needed and not row.mended and not row.iban_call)


def _returned(row: Any, own: bool, payroll: Any) -> Status:
    """The expert acts while a new account is needed and not even typed; else payroll, in its next run."""
    words = _("Pankki palautti maksun")
    if row.returned_why in NEW_ACCOUNT_NEEDED and not row.mended:
        if row.iban_call:
            return Status(words, payroll, row.iban_call, WAIT, _("Uusi tili on varmistamatta: pankki soittaa."))
        return Status(
            words, YOU if own else _("kokemusasiantuntija"), row.act_by, ALERT, RETURNED_WORDS[row.returned_why]
        )
    return Status(words, payroll, row.act_by, WAIT, _("Se maksetaan uudelleen seuraavassa palkka-ajossa."))


def _missing(row: Any, own: bool, payroll: Any) -> Status:
    """The expert acts while something is untyped; once all is typed, payroll, by the day of its call."""
    waits = [call for has, call in ((row.has_iban, row.iban_call), (row.has_code, row.code_call)) if not has]
    words = _("Maksua varten puuttuu tieto")
    if is_untyped(row):
        return Status(words, YOU if own else _("kokemusasiantuntija"), row.act_by, ALERT, missing_of(row))
    return Status(words, payroll, min(waits, default=row.act_by), WAIT, missing_of(row))


def is_untyped(row: Any) -> bool:
    return not ((row.has_iban or row.iban_call) and (row.has_code or row.code_call))


def missing_of(row: Any) -> Any:
    """Of a fee from `with_payee`: what is missing, or typed and not confirmed yet."""
    if not is_untyped(row):
        return unconfirmed_words(iban=row.has_iban, code=row.has_code)
    return missing_words(iban=bool(row.has_iban or row.iban_call), code=bool(row.has_code or row.code_call))


def unconfirmed_words(*, iban: bool, code: bool) -> Any:
    if not iban and not code:
        return _("Tili ja henkilötunnus varmistamatta: pankki soittaa.")
    return _("Tili varmistamatta: pankki soittaa.") if not iban else _("Henkilötunnus varmistamatta: pankki soittaa.")


def _card(row: Any) -> Any:
    if row.waits_for_card:
        return _("Odottaa verokorttia.")
    return "" if row.has_card else _("Verokorttia ei ole, joten veroa pidätetään 60\u00a0%.")


def missing_words(*, iban: bool, code: bool) -> Any:
    if not iban and not code:
        return _("Tilinumero ja henkilötunnus puuttuvat.")
    return _("Tilinumero puuttuu.") if not iban else _("Henkilötunnus puuttuu.")


def of_payslip(payslip: Payslip, transfer: Transfer | None, viewer: Person, *, mended: bool = False) -> Status:
    """By the latest transfer; with a net of nothing there is none, and the batch's date speaks.

    `mended`: a newer account than the one that was refused is known.
    """
    own = payslip.expert.person_id == viewer.pk
    payroll = payroll_to(viewer, own=own)
    batch = transfer.run if transfer else payslip.batch
    settled = transfer.settled_on if transfer else batch.settled_on
    if payslip.void_at is not None:
        return Status(_("Laskelma on peruttu. Palkkio maksetaan uudella laskelmalla."), tone=ALERT)
    if transfer is not None and transfer.returned_on is not None:
        words = gettext("Pankki palautti maksun %(day)s") % {"day": day(transfer.returned_on)}
        if transfer.returned_why in NEW_ACCOUNT_NEEDED and not mended:
            who: Any = YOU if own else _("kokemusasiantuntija")
            return Status(words, who, None, ALERT, RETURNED_WORDS[transfer.returned_why])
        return Status(words, payroll, None, WAIT, _("Se maksetaan uudelleen seuraavassa palkka-ajossa."))
    if settled is not None:
        return Status(gettext("Tilillä %(day)s") % {"day": day(settled)}, "", settled, OK)
    if batch.state == BatchState.SENT:
        return Status(_("Lähetetty pankkiin"), _("pankki"), batch.pay_date, PLAIN)
    return Status(_("Tulossa maksuun"), payroll, batch.pay_date, PLAIN)


def _on_account(settled: date) -> str:
    return f"{day(settled)}"
