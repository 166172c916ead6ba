from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.roles import Role
from core import clock
from core.pay import days
from payments.states import BATCH_LIVE, CONTRACT_LIVE, BatchState, ContractState, FeeState

if TYPE_CHECKING:
    from accounts.models import Person
    from payments.models import Batch, Contract, Fee, Payslip, Transfer


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, person: Person) -> Self:
        """Own for the expert; all for coordinator and auditor. Payroll sees lines only, elsewhere."""
        if person.has(Role.COORDINATOR) or person.has(Role.AUDITOR):
            return self
        return self.filter(gig__expert__person=person)

    def live(self) -> Self:
        return self.filter(state__in=sorted(CONTRACT_LIVE))

    def unsigned(self) -> Self:
        return self.filter(state__in=[ContractState.COMPOSED, ContractState.EXPERT_SIGNED])

    def for_bank_to_sign(self) -> Self:
        return self.filter(state=ContractState.EXPERT_SIGNED)

    def overdue(self, now: datetime) -> Self:
        return self.unsigned().filter(due__lte=now)


class FeeQuerySet(models.QuerySet["Fee"]):
    def visible_to(self, person: Person) -> Self:
        """All for payroll, coordinator (gross and state) and auditor; the own ones for the expert."""
        if any(person.has(role) for role in (Role.PAYROLL, Role.COORDINATOR, Role.AUDITOR)):
            return self
        return self.filter(expert__person=person)

    def unbatched(self) -> Self:
        """Fees with no line in a live payslip."""
        return self.filter(~Exists(_live_lines()))

    def held(self) -> Self:
        return self.filter(Exists(_live_hold()))

    def not_held(self) -> Self:
        return self.filter(~Exists(_live_hold()))

    def with_hold(self) -> Self:
        return self.annotate(hold_until=Subquery(_live_hold().values("review_by")[:1]))

    def for_payroll(self) -> Self:
        """With what payroll may see of a gig: its number, its task type and the expert's name."""
        return self.select_related("expert__person", "gig__order__task_type")

    def with_payee(self, pay_date: date) -> Self:
        """Annotates `has_iban`, `has_code`, `has_card`: what payroll needs before it can pay that day.

        `waits_for_card`: the expert chose to be paid on a later day rather than with 60 % withheld.
        `iban_call`, `code_call`: until when the bank calls about one that was typed and is not confirmed yet.
        """
        expert = OuterRef("expert_id")
        accounts = _model("experts", "BankAccount").filter(expert=expert, valid_from__lte=pay_date)
        codes = _model("experts", "Identity").filter(expert=expert, used_from__lte=pay_date)
        cards = _model("experts", "TaxCard").filter(
            expert=expert, kind="wage", withdrawn_at=None, valid__contains=pay_date
        )
        calls = _model("experts", "PayeeChange").filter(expert=expert, state="waiting")
        waits = _model("payments", "CardChoice").filter(expert=expert, wait=True, pay_day__gte=pay_date)
        return self.annotate(
            has_iban=Exists(accounts),
            has_code=Exists(codes),
            has_card=Exists(cards),
            waits_for_card=Exists(waits) & ~Exists(cards),
            iban_call=Subquery(calls.filter(kind="account").values("due")[:1]),
            code_call=Subquery(calls.filter(kind="code").values("due")[:1]),
        )

    def to_draw(self, pay_date: date) -> Self:
        """What a run of that day takes: unbatched, not held, with an account and a code, not waiting for a card."""
        found = self.unbatched().not_held().with_payee(pay_date)
        return found.filter(has_iban=True, has_code=True, waits_for_card=False)

    def with_state(self, now: datetime, next_cutoff: date) -> Self:
        """Annotates `state` (FeeState), `state_on` (its date), `act_by`, `held_until`, `payslip_pk`, what is missing.

        One derivation for every page. A fee is on the account only by the bank's own date, never before.
        """
        today = clock.local(now).date()
        pay_day = days.next_pay_day(max(today, next_cutoff))
        lines = _live_lines().order_by("id")
        slip = {"payslip_pk": "payslip_id", "batch_state": "payslip__batch__state", "net": "payslip__net_cents"}
        slip |= {"pay_date": "payslip__pay_date", "batch_settled_on": "payslip__batch__settled_on"}
        found = self.with_payee(pay_day).annotate(
            **{name: Subquery(lines.values(path)[:1]) for name, path in slip.items()},
            held_until=Subquery(_live_hold().values("review_by")[:1]),
            held_told=Subquery(_live_hold().values("told")[:1]),
            act_by=Value(next_cutoff, output_field=models.DateField()),
        )
        transfers = _model("payments", "Transfer").filter(payslip=OuterRef("payslip_pk"), replaced_by=None)
        paths = {"arrived_on": "settled_on", "returned_on": "returned_on", "returned_why": "returned_why"}
        paths |= {"made_at": "created_at", "later_state": "sent_in__state", "later_day": "sent_in__pay_date"}
        newer = _model("experts", "BankAccount").filter(
            expert=OuterRef("expert_id"), created_at__gt=OuterRef("made_at")
        )
        latest = found.annotate(**{name: Subquery(transfers.values(path)[:1]) for name, path in paths.items()})
        return latest.annotate(mended=Exists(newer)).annotate(state=_state(), state_on=_state_on(today, pay_day))


def _model(app: str, name: str) -> models.QuerySet[models.Model]:
    manager: models.Manager[models.Model] = apps.get_model(app, name)._default_manager
    return manager.all()


def _live_lines() -> models.QuerySet[models.Model]:
    return _model("payments", "PayslipLine").filter(fee_line__fee=OuterRef("pk"), void_at=None)


def _live_hold() -> models.QuerySet[models.Model]:
    return _model("payments", "FeeHold").filter(fee=OuterRef("pk"), released_at=None)


def _state() -> Case:
    """The latest unreplaced transfer speaks first; with a net of nothing there is none, and the batch does."""
    settled_without_transfer = Q(net=0, batch_settled_on__isnull=False)
    return Case(
        When(payslip_pk=None, held_until__isnull=False, then=Value(FeeState.HELD)),
        When(Q(payslip_pk=None) & (Q(has_iban=False) | Q(has_code=False)), then=Value(FeeState.MISSING)),
        When(payslip_pk=None, then=Value(FeeState.WAITING)),
        When(returned_on__isnull=False, then=Value(FeeState.RETURNED)),
        When(Q(arrived_on__isnull=False) | settled_without_transfer, then=Value(FeeState.ON_ACCOUNT)),
        When(later_state__in=[BatchState.DRAWN, BatchState.APPROVED], then=Value(FeeState.IN_BATCH)),
        When(batch_state__in=[BatchState.SENT, BatchState.SETTLED], then=Value(FeeState.SENT)),
        default=Value(FeeState.IN_BATCH),
        output_field=models.CharField(),
    )


def _state_on(today: date, pay_day: date) -> Case:
    """A fee that waits says a day that can still be its own, also when the run it was booked for went without it."""
    drawn = _model("payments", "Batch").filter(pay_date=OuterRef("expected_pay_day"), state__in=sorted(BATCH_LIVE))
    return Case(
        When(payslip_pk=None, held_until__isnull=False, then=F("held_until")),
        When(payslip_pk=None, waits_for_card=True, then=Value(days.pay_day_after(pay_day))),
        When(~Exists(drawn), payslip_pk=None, expected_pay_day__gte=today, then=F("expected_pay_day")),
        When(payslip_pk=None, then=Value(pay_day)),
        default=Coalesce("returned_on", "arrived_on", "later_day", "batch_settled_on", "pay_date"),
        output_field=models.DateField(),
    )


class TransferQuerySet(models.QuerySet["Transfer"]):
    def unreplaced(self) -> Self:
        return self.filter(replaced_by=None)

    def of_run(self, batch: Batch) -> Self:
        """What the run's file carries: its own payslips' payments and the replacements that were put into it."""
        own = Q(payslip__batch=batch, sent_in=None)
        return self.unreplaced().filter(own | Q(sent_in=batch)).filter(returned_on=None)

    def returned(self) -> Self:
        """Back from the bank, and no new payment made yet."""
        return self.unreplaced().filter(returned_on__isnull=False)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person) -> Self:
        if person.has(Role.PAYROLL) or person.has(Role.AUDITOR):
            return self
        return self.none()

    def waiting(self) -> Self:
        return self.filter(state=BatchState.DRAWN)


class PayslipQuerySet(models.QuerySet["Payslip"]):
    def visible_to(self, person: Person) -> Self:
        """Payroll all, the auditor too (masked); an expert the own ones once their batch is approved."""
        if person.has(Role.PAYROLL) or person.has(Role.AUDITOR):
            return self
        return self.filter(expert__person=person, batch__state__in=["approved", "sent", "settled"])

    def counting(self) -> Self:
        """Payslips that count against a tax card's limit: not void, batch not undone."""
        return self.filter(void_at=None).exclude(Q(batch__state="discarded") | Q(batch__state="recalled"))
