"""A payroll run: drawn, approved by another person, sent, settled by the bank's date. Or undone, its fees free."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Bank, Person
from accounts.roles import Role
from core import audit, clock, outbox, todo
from core.copying import new_keys
from core.db import lock, verb
from core.errors import DomainError, Stale
from experts.models import TaxCard
from payments import bank_file, drawing, freshness, notifications, permissions, reckoning, returning
from payments.actions.returns import carry, put_back
from payments.models import BankFile, Batch, Fee, Payslip, PayslipLine, Transfer
from payments.reckoning import any_of
from payments.states import BATCH_MOVES, BatchState
from payments.writing import Writing

ONE_DRAW_AT_A_TIME = 741_001
APPROVERS = 2


def move(batch: Batch, to: str, **facts: Any) -> None:
    """The one place that assigns `state`, together with who and when. Raises Stale for a move MOVES doesn't allow."""
    if to not in BATCH_MOVES[batch.state]:
        raise Stale()
    batch.state = to
    for name, value in facts.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", *facts])


def locked(batch_id: int) -> Batch:
    return lock(Batch.objects.filter(pk=batch_id)).get()


@verb
def draw_batch(*, by: Person, pay_date: date) -> Batch:
    """Every unbatched, unheld fee of an expert with an account and a personal code goes into one run of that day.

    Who: payroll. Set-wise; without a tax card 60 % is withheld. Raises RatesMissing (codes listed), and DomainError
    when the day is no banking day, nothing is to be paid, or a run of that day waits already. A fee is never taken
    twice: the fees are locked, looked at again, and `fee_line_is_paid_once` says the same.
    """
    permissions.require(permissions.may_run_payroll(by))
    drawing.refuse_day(pay_date)
    _one_draw_at_a_time()
    payable, others = locked_fees(pay_date)
    _tell_of_other_profiles(others)
    if not payable and not any(row.is_ready for row in returning.on(pay_date)):
        if waiting := Batch.objects.waiting().filter(pay_date=pay_date).first():
            return waiting
        raise DomainError(_nothing(others), code="nothing")
    batch = _write(by, pay_date, payable)
    carry(batch)
    audit.log(by, "batch_drawn", batch, data={"pay_date": pay_date.isoformat(), "payslips": batch.payslip_count})
    warn_of_few_approvers()
    todo.close("cutoff_passed", Bank.objects.the())
    return batch


def _one_draw_at_a_time() -> None:
    """What counts against a tax card's limit is read from payslips: no draw, approval or undoing beside another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_DRAW_AT_A_TIME])


def locked_fees(pay_date: date) -> tuple[dict[int, int], list[int]]:
    """Read the keys, lock them in order of id, look again: a run that came between has taken its own.

    Keys of what this run pays, each with its expert's; and those of other profiles.
    """
    ids = list(Fee.objects.to_draw(pay_date).order_by("id").values_list("id", flat=True))
    list(lock(Fee.objects.filter(pk__in=any_of(ids))).order_by("id").values_list("id", flat=True))
    still = Fee.objects.to_draw(pay_date).filter(pk__in=any_of(ids)).order_by("id")
    rows = list(still.values_list("id", "expert_id", "profile"))
    payable = {pk: expert for pk, expert, profile in rows if profile in drawing.PAYABLE_PROFILES}
    return payable, [pk for pk, _expert, _profile in rows if pk not in payable]


def _nothing(others: list[int]) -> str:
    if others:
        return _("Näiden palkkioiden maksutapaa ei voi vielä maksaa täältä. Vain profiili D on käytössä.")
    return _("Ei ole palkkioita, jotka voisi nyt maksaa. Katso esikatselusta, mitä puuttuu.")


def _tell_of_other_profiles(others: list[int]) -> None:
    for fee in Fee.objects.filter(pk__in=others).order_by("id") if others else ():
        todo.open("fee_profile", fee, role="payroll")


def warn_of_few_approvers() -> bool:
    """Who draws a run does not approve it, so fewer than two stop every run. True when there are too few."""
    few = Person.objects.holding(Role.PAYROLL, on=clock.today()).count() < APPROVERS
    if few:
        todo.open("few_approvers", Bank.objects.the(), role="main_user")
    return few


def _write(by: Person, pay_date: date, fees: dict[int, int]) -> Batch:
    """The run with its sums, then three COPYs, however many experts; its key is taken first, for they bear it."""
    slips, rates = reckoning.slips_of(fees, pay_date)
    batch = Batch(pk=new_keys(Batch, 1)[0], pay_date=pay_date, drawn_by=by, example_rates=rates.is_example)
    with Writing(batch, len(set(fees.values())), rates) as writing:
        for slip in slips:
            writing.add(slip)
        batch.payslip_count, batch.employer = writing.sums.count, writing.sums.employer(rates)
        for name, cents in writing.sums.cents.items():
            setattr(batch, name, cents)
        batch.save(force_insert=True)
        writing.write(fees)
    return batch


@verb
def approve_batch(batch_id: int, *, by: Person) -> Batch:
    """Another person than who drew it says yes; from now on it is read-only, and payslips are made by the event.

    Who: payroll. The same click twice is calm. Raises DomainError (code "same_person") for the one who drew it, and
    (code "basis") when what its taxes were computed from has changed since.
    """
    permissions.require(permissions.may_run_payroll(by))
    _one_draw_at_a_time()
    batch = locked(batch_id)
    if batch.state == BatchState.APPROVED and batch.approved_by_id == by.pk:
        return batch
    if batch.drawn_by_id == by.pk:
        raise DomainError(_("Palkka-ajon hyväksyy toinen henkilö kuin se, joka sen laati."), code="same_person")
    if batch.state == BatchState.DRAWN:
        drawing.refuse_day(batch.pay_date)
        _refuse_changed(batch)
    move(batch, BatchState.APPROVED, approved_at=clock.now(), approved_by=by)
    todo.close("batch_unapproved", batch)
    audit.log(by, "batch_approved", batch, data={"net_cents": batch.net_cents})
    outbox.emit("payments.batch_approved", batch)
    note_limits(batch)
    notifications.payslips_ready(batch)
    notifications.sent_again(batch)
    return batch


def _refuse_changed(batch: Batch) -> None:
    if freshness.since_drawn(batch).used:
        raise DomainError(
            _("Toinen palkka-ajo on muuttanut verokorttien käytettyä tulorajaa. Pura tämä ajo ja laadi se uudelleen."),
            code="basis",
        )


def note_limits(batch: Batch) -> None:
    """A card whose limit this run reaches says so from the pay day on, for the next estimate's sake."""
    reached = [
        slip.tax_card_id or 0
        for slip in batch.payslips.filter(tax_card__isnull=False).order_by("id")
        if slip.basis.get("limit_cents") is not None
        and slip.basis["used_before_cents"] + slip.taxable_cents >= slip.basis["limit_cents"]
    ]
    TaxCard.objects.filter(pk__in=reached, limit_reached_on=None).update(limit_reached_on=batch.pay_date)


@verb
def discard_batch(batch_id: int, *, by: Person, reason: str = "") -> Batch:
    """Before approval: the run is taken apart and its fees are free for the next one. Who: payroll."""
    permissions.require(permissions.may_run_payroll(by))
    _one_draw_at_a_time()
    batch = locked(batch_id)
    if batch.state == BatchState.DISCARDED:
        return batch
    move(batch, BatchState.DISCARDED, undone_at=clock.now(), undone_by=by, undone_reason=reason.strip())
    _void(batch)
    put_back(batch)
    todo.close("batch_unapproved", batch)
    audit.log(by, "batch_discarded", batch, reason=reason)
    return batch


@verb
def recall_batch(batch_id: int, *, by: Person, reason: str) -> Batch:
    """After approval, before sending: another person than who approved, with a reason. Fees are free again."""
    permissions.require(permissions.may_run_payroll(by))
    _one_draw_at_a_time()
    batch = locked(batch_id)
    if batch.state == BatchState.RECALLED:
        return batch
    if not reason.strip():
        raise DomainError(_("Kirjoita, miksi palkka-ajo perutaan."), code="reason")
    if batch.state == BatchState.APPROVED and batch.approved_by_id == by.pk:
        raise DomainError(_("Hyväksytyn palkka-ajon peruu toinen henkilö kuin hyväksyjä."), code="same_person")
    now = clock.now()
    move(batch, BatchState.RECALLED, undone_at=now, undone_by=by, undone_reason=reason.strip())
    _void(batch)
    not_sent = put_back(batch)
    cards = batch.payslips.values("tax_card")
    TaxCard.objects.filter(pk__in=cards, limit_reached_on=batch.pay_date).update(limit_reached_on=None)
    batch.bank_files.filter(refused_at=None).update(refused_at=now, refused_why=reason.strip())
    todo.close("batch_unsent", batch)
    audit.log(by, "batch_recalled", batch, reason=reason)
    notifications.recalled(batch)
    notifications.not_sent_again(not_sent)
    return batch


def _void(batch: Batch) -> None:
    now = clock.now()
    PayslipLine.objects.filter(payslip__batch=batch, void_at=None).update(void_at=now)
    Payslip.objects.filter(batch=batch, void_at=None).update(void_at=now)


@verb
def write_bank_file(batch_id: int, *, by: Person) -> BankFile:
    """pain.001 for the bank, once: message id and time are frozen with the bytes. Who: payroll, after approval."""
    permissions.require(permissions.may_run_payroll(by))
    batch = locked(batch_id)
    if live := batch.bank_files.filter(refused_at=None).first():
        return live
    if batch.state not in {BatchState.APPROVED, BatchState.SENT}:
        raise Stale(_("Maksuaineisto tehdään vasta hyväksytystä palkka-ajosta."))
    transfers = list(Transfer.objects.of_run(batch).select_related("payslip__expert__person").order_by("id"))
    if not transfers:
        raise DomainError(_("Tässä palkka-ajossa ei ole maksuja: kaikki nettosummat ovat nolla."), code="nothing")
    now = clock.now()
    message_id = f"KP-{batch.number}-{batch.bank_files.count() + 1}"
    content = bank_file.content(batch, transfers, message_id=message_id, stamped_at=now)
    file = BankFile.objects.create(
        batch=batch,
        message_id=message_id,
        stamped_at=now,
        content=content.decode(),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    audit.log(by, "bank_file_written", batch, data={"message_id": message_id, "transfers": len(transfers)})
    return file


@verb
def refuse_bank_file(batch_id: int, *, by: Person, why: str) -> Batch:
    """The bank refused the file: the next one is written with a new id for the same payslips. Who: payroll."""
    permissions.require(permissions.may_run_payroll(by))
    batch = locked(batch_id)
    if not why.strip():
        raise DomainError(_("Kirjoita, mitä pankki vastasi."), code="reason")
    if batch.state not in {BatchState.APPROVED, BatchState.SENT}:
        raise Stale()
    refused = batch.bank_files.filter(refused_at=None).update(refused_at=clock.now(), refused_why=why.strip())
    if refused:
        _new_transfers(batch)
        audit.log(by, "bank_file_refused", batch, reason=why)
    return batch


def _new_transfers(batch: Batch) -> None:
    """Same payslips, same accounts, new ids: an id is never sent twice (payroll.md 5.2)."""
    turn, now = batch.bank_files.count(), clock.now()
    old = Transfer.objects.of_run(batch).order_by("id")
    Transfer.objects.bulk_create(
        Transfer(
            payslip_id=transfer.payslip_id,
            iban=transfer.iban,
            amount_cents=transfer.amount_cents,
            end_to_end_id=f"KP-{batch.number}-{i:05d}-{turn + 1}",
            replaces=transfer,
            sent_in_id=transfer.sent_in_id,
            created_at=now,
        )
        for i, transfer in enumerate(old, start=1)
    )


@verb
def mark_sent(batch_id: int, *, by: Person) -> Batch:
    """The file is in the bank. Who: payroll. Raises DomainError (code "no_file") when there is none to send."""
    permissions.require(permissions.may_run_payroll(by))
    batch = locked(batch_id)
    if batch.state in {BatchState.SENT, BatchState.SETTLED}:
        return batch
    _refuse_without_file(batch)
    move(batch, BatchState.SENT, sent_at=clock.now(), sent_by=by)
    todo.close("batch_unsent", batch)
    audit.log(by, "batch_sent", batch)
    return batch


def _refuse_without_file(batch: Batch) -> None:
    if Transfer.objects.of_run(batch).exists() and not batch.bank_files.filter(refused_at=None).exists():
        raise DomainError(_("Tee ensin maksuaineisto ja lähetä se pankkiin."), code="no_file")


@verb
def settle_batch(batch_id: int, *, by: Person, settled_on: date) -> Batch:
    """The bank's own date: only now does anything say that the money is on the account. Who: payroll.

    Raises DomainError (code "settled_on") for a day that hasn't come or is before the sending, and (code "no_file")
    while the bank has refused the file and no new one is made.
    """
    permissions.require(permissions.may_run_payroll(by))
    batch = locked(batch_id)
    if batch.state == BatchState.SETTLED:
        return batch
    if settled_on > clock.today():
        raise DomainError(_("Merkitse maksetuksi vasta, kun maksupäivä on tullut."), code="settled_on")
    if batch.sent_at and settled_on < clock.local(batch.sent_at).date():
        raise DomainError(_("Maksupäivä ei voi olla ennen aineiston lähettämistä."), code="settled_on")
    if batch.state == BatchState.SENT:
        _refuse_without_file(batch)
    move(batch, BatchState.SETTLED, settled_on=settled_on, settled_at=clock.now(), settled_by=by)
    Transfer.objects.of_run(batch).update(settled_on=settled_on)
    audit.log(by, "batch_settled", batch, data={"settled_on": settled_on.isoformat()})
    notifications.paid(batch)
    return batch
