"""One function a message; each only adds outbox rows. Subjects carry task type, date and number, nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import audit, clock, outbox, todo
from core.pay import days
from experts.models import TaxCard
from orders import calendar
from orders.models import Gig
from payments.models import Batch, Contract, Fee, FeeHold, Payslip, Transfer
from payments.states import NEW_ACCOUNT_NEEDED

audit.word("contract", _("sopimuksesi"), of_others=_("sopimus"))
audit.word(
    "contract_whole",
    _("sopimuksesi koko teksti, kirjatusta syystä"),
    of_others=_("sopimuksen koko teksti, kirjatusta syystä"),
)
audit.word("payslip", _("palkkiolaskelmasi"), of_others=_("palkkiolaskelma"))
audit.word(
    "payslip_whole",
    _("palkkiolaskelmasi, henkilötunnuksesi ja tilinumerosi, kirjatusta syystä"),
    of_others=_("palkkiolaskelma, henkilötunnus ja tilinumero, kirjatusta syystä"),
)
audit.word(
    "payee",
    _("palkkiosi ja se, onko tilinumero, henkilötunnus ja verokortti tallennettu"),
    of_others=_("palkkio ja se, onko tilinumero, henkilötunnus ja verokortti tallennettu"),
)
audit.word(
    "bank_account",
    _("tilinumerosi, kun maksuaineisto ladattiin"),
    of_others=_("tilinumero, kun maksuaineisto ladattiin"),
)
todo.word("contract_unsigned", _("Sopimus on allekirjoittamatta: soita ja kirjaa suostumus"))
todo.word("sign_contract", _("Allekirjoita sopimus pankin puolesta"))
todo.word("answer_contract_comment", _("Sopimukseen pyydettiin muutosta: vastaa"))
todo.word("consent_undone", _("Puhelinsuostumus peruttiin: ota yhteyttä"))
todo.word("same_person_signed", _("Sama henkilö kirjasi suostumuksen ja allekirjoitti: tarkista"))
todo.word("cutoff_passed", _("Palkka-ajo on laatimatta, vaikka katkaisupäivä meni"))
todo.word("batch_unapproved", _("Palkka-ajo on hyväksymättä, ja maksupäivä on lähellä"))
todo.word("batch_unsent", _("Hyväksytty palkka-ajo on lähettämättä pankkiin, ja maksupäivä on lähellä"))
todo.word("few_approvers", _("Palkka-ajon voi hyväksyä vain yksi henkilö: nimeä toinen palkanlaskija"))
todo.word("rates_missing", _("Tulevan maksupäivän maksuluvut puuttuvat: lisää ne ennen palkka-ajoa"))
todo.word("template_missing", _("Maksutavalle ei ole sopimuspohjaa: lisää se"))
todo.word("difference_of_held", _("Lisäpalkkio kirjattiin, mutta alkuperäinen palkkio on pidossa: tarkista"))
todo.word("fee_hold", _("Palkkion pidon tarkistuspäivä tuli: vapauta palkkio tai jatka pitoa"))
todo.word("payment_returned", _("Pankki palautti maksun: soita, jos uutta tilinumeroa ei ole tullut"))
todo.word("fee_profile", _("Palkkion maksutapaa ei voi vielä maksaa täältä: tarkista"))


def gig_facts(gig: Gig) -> dict[str, Any]:
    """What every message may say: task type, number and the first date."""
    first = gig.bookings.order_by("starts").first()
    task = gig.order.task_type
    return {
        "task": {"fi": task.fi, "sv": task.sv, "en": task.en},
        "number": gig.number,
        "starts": first.told if first else "",
        "ends": first.ends.isoformat() if first else "",
    }


def _contract(
    template: str,
    contract: Contract,
    to: Person,
    *,
    dedupe: str = "",
    files: list[outbox.Attachment] | None = None,
    **context: Any,
) -> None:
    outbox.mail(
        template,
        to,
        about=contract,
        context=gig_facts(contract.gig) | {"due": contract.due.isoformat() if contract.due else ""} | context,
        dedupe=f"{template}:{contract.pk}:{dedupe}",
        path=reverse("payments:contract", args=[contract.slug]),
        attachments=files,
    )


def to_sign(contract: Contract) -> None:
    _contract("payments_contract", contract, contract.gig.expert.person, total_cents=contract.total_cents)


def reminder(contract: Contract) -> None:
    person = contract.gig.expert.person
    if person.wants("reminders"):
        _contract("payments_contract_reminder", contract, person, dedupe=str(contract.reminders))


def banks_turn(contract: Contract) -> None:
    """A task for the coordinators; a message too when one of them has the order."""
    coordinator = contract.gig.order.coordinator
    todo.open("sign_contract", contract, role="coordinator", person=coordinator, due=contract.due)
    if coordinator is not None:
        stamp = contract.expert_signed_at.isoformat() if contract.expert_signed_at else ""
        _contract("payments_banks_turn", contract, coordinator, dedupe=stamp)


def in_force(contract: Contract) -> None:
    """The gig is confirmed by it, and so is its event in the expert's calendar."""
    files = calendar.attached(contract.gig)
    _contract("payments_contract_in_force", contract, contract.gig.expert.person, files=files)


def phone_consent(contract: Contract) -> None:
    stamp = contract.expert_signed_at.isoformat() if contract.expert_signed_at else ""
    _contract("payments_phone_consent", contract, contract.gig.expert.person, dedupe=stamp)


def commented(contract: Contract) -> None:
    if contract.gig.order.coordinator is not None:
        _contract("payments_commented", contract, contract.gig.order.coordinator)


def _fee_facts(fee: Fee) -> dict[str, Any]:
    if fee.gig is not None:
        return gig_facts(fee.gig)
    task = {}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            task[language] = fee.task.capitalize()
    day = fee.lines.order_by("position").values_list("date", flat=True).first()
    return {"task": task, "number": fee.number, "starts": day.isoformat() if day else ""}


def fee_booked(fee: Fee) -> None:
    template = "payments_fee_corrected" if fee.corrects_id else "payments_fee"
    if fee.of_support and not fee.corrects_id:
        template = "payments_support_fee"
    outbox.mail(
        template,
        fee.expert.person,
        about=fee,
        context=_fee_facts(fee)
        | {"total_cents": fee.total_cents, "pay_day": fee.expected_pay_day.isoformat(), "reason": fee.reason},
        dedupe=f"{template}:{fee.pk}",
        path=reverse("payments:my-money"),
    )


def fee_held(hold: FeeHold) -> None:
    """What is checked and until when; payroll's own reason stays with payroll."""
    _hold("payments_fee_held", hold, told=hold.told, review_by=hold.review_by.isoformat())


def fee_released(hold: FeeHold) -> None:
    _hold("payments_fee_released", hold, pay_day=days.next_pay_day(clock.today()).isoformat())


def _hold(template: str, hold: FeeHold, **context: Any) -> None:
    fee = hold.fee
    outbox.mail(
        template,
        fee.expert.person,
        about=fee,
        context=_fee_facts(fee) | {"total_cents": fee.total_cents} | context,
        dedupe=f"{template}:{hold.pk}",
        path=reverse("payments:my-money"),
    )


def _payslip(template: str, payslip: Payslip, **context: Any) -> None:
    outbox.mail(
        template,
        payslip.expert.person,
        about=payslip,
        context={"number": payslip.number, "pay_day": payslip.pay_date.isoformat()} | context,
        dedupe=f"{template}:{payslip.pk}",
        path=reverse("payments:payslip", args=[payslip.slug]),
    )


def payslips_ready(batch: Batch) -> None:
    """The run is approved: the payslip can be read, the money comes on the pay day."""
    for payslip in _with_people(batch):
        _payslip("payments_payslip", payslip)


def paid(batch: Batch) -> None:
    """The bank has paid: only now does anybody read that word."""
    day = batch.settled_on.isoformat() if batch.settled_on else ""
    arrived = {row.payslip_id for row in Transfer.objects.of_run(batch)}
    for payslip in _with_people(batch):
        if payslip.pk in arrived or not payslip.net_cents:
            _payslip("payments_paid", payslip, settled_on=day)
    for transfer in _carried(batch):
        _transfer("payments_paid", transfer, settled_on=day)


def returned(transfer: Transfer) -> None:
    """What to mend, in the words of the page; the account by its end alone."""
    new_account = transfer.returned_why in NEW_ACCOUNT_NEEDED
    page = "experts:payee" if new_account else "payments:my-money"
    _transfer("payments_returned", transfer, page=page, why=transfer.returned_why, new_account=new_account)


def sent_again(batch: Batch) -> None:
    for transfer in _carried(batch):
        _transfer("payments_sent_again", transfer, again_on=batch.pay_date.isoformat())


def not_sent_again(transfers: Iterable[Transfer]) -> None:
    """The run that carried them was recalled after its approval: they wait for the next one."""
    for transfer in transfers:
        _transfer("payments_not_sent_again", transfer, page="payments:my-money")


def _carried(batch: Batch) -> list[Transfer]:
    """Replacements of returned payments in the run, each with its payslip and person."""
    rows = Transfer.objects.of_run(batch).filter(sent_in=batch)
    return list(rows.select_related("payslip__expert__person").order_by("id"))


def _transfer(template: str, transfer: Transfer, *, page: str = "", **context: Any) -> None:
    """One letter for each payment, also when its payslip had a letter of the same kind before."""
    payslip = transfer.payslip
    facts = {"number": payslip.number, "net_cents": transfer.amount_cents, "account_end": str(transfer.iban)[-4:]}
    outbox.mail(
        template,
        payslip.expert.person,
        about=payslip,
        context=facts | context,
        dedupe=f"{template}:{payslip.pk}:{transfer.pk}",
        path=reverse(page) if page else reverse("payments:payslip", args=[payslip.slug]),
    )


def recalled(batch: Batch) -> None:
    for payslip in batch.payslips.select_related("expert__person").order_by("id"):
        outbox.mail(
            "payments_recalled",
            payslip.expert.person,
            about=payslip,
            context={"number": payslip.number, "pay_day": payslip.pay_date.isoformat()},
            dedupe=f"payments_recalled:{payslip.pk}",
            path=reverse("payments:my-money"),
        )


def _with_people(batch: Batch) -> list[Payslip]:
    return list(batch.payslips.filter(void_at=None).select_related("expert__person").order_by("id"))


def _ask(template: str, person: Person, fee: Fee, *, pay_day: str, last_day: str, step: int, page: str) -> None:
    later = days.pay_day_after(date.fromisoformat(pay_day))
    outbox.mail(
        template,
        person,
        about=fee,
        context={"pay_day": pay_day, "last_day": last_day, "later": later.isoformat()},
        dedupe=f"{template}:{person.pk}:{pay_day}:{step}",
        path=reverse(page),
    )


def tax_card_missing(person: Person, fee: Fee, *, pay_day: str, last_day: str, step: int) -> None:
    """To the page where both the card and the choice between 60 % and the next run are at hand."""
    _ask("payments_tax_card", person, fee, pay_day=pay_day, last_day=last_day, step=step, page="payments:my-money")


def card_ends(card: TaxCard, *, last: date, step: int) -> None:
    outbox.mail(
        "payments_card_ends",
        card.expert.person,
        about=card.expert,
        context={"last_day": last.isoformat()},
        dedupe=f"payments_card_ends:{card.pk}:{step}",
        path=reverse("experts:payee"),
    )


def details_missing(person: Person, fee: Fee, *, pay_day: str, last_day: str, step: int) -> None:
    _ask("payments_details", person, fee, pay_day=pay_day, last_day=last_day, step=step, page="experts:payee")
