"""What time brings: contracts left unsigned, tax cards not given, runs not drawn or not approved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from accounts.models import Bank
from core import clock, health, policy, sweeping, todo
from core.db import lock, verb
from core.models import Rate
from core.pay import days
from experts import cards
from experts.states import ExpertStatus
from orders.models import Gig, GigReport, ReportDifference, ReportLine
from orders.states import GIG_LIVE, DifferenceState, ReportState
from payments import notifications, returning
from payments.actions.batches import warn_of_few_approvers
from payments.actions.contracts import compose_contract
from payments.actions.slips import render_payslips
from payments.calendar import BEFORE_PAY_DATE
from payments.models import Batch, CardChoice, Contract, Fee, FeeHold, FeeLine
from payments.states import BatchState, ContractState
from supervision.models import EntitlementEntry

REMIND_AFTER_DAYS = (3, 7)
LATE: dict[str, str] = {ContractState.COMPOSED: "contract_unsigned", ContractState.EXPERT_SIGNED: "sign_contract"}

LATE_RUNS: dict[str, str] = {BatchState.DRAWN: "batch_unapproved", BatchState.APPROVED: "batch_unsent"}


def sweep_all() -> int:
    return sweeping.run(SWEEPS) + sum(look() for look in LOOKS)


def _unsigned() -> list[int]:
    """Waiting for the expert, composed at least three days ago, with a reminder left to send."""
    limit = clock.now() - timedelta(days=REMIND_AFTER_DAYS[0])
    found = Contract.objects.filter(
        state=ContractState.COMPOSED, created_at__lte=limit, reminders__lt=len(REMIND_AFTER_DAYS)
    )
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_to_sign(contract_id: int) -> bool:
    """Three and seven days after composing, at most two; then a person phones. The bank's delay reminds nobody."""
    contract = lock(Contract.objects.filter(pk=contract_id)).get()
    if contract.state != ContractState.COMPOSED or contract.reminders >= len(REMIND_AFTER_DAYS):
        return False
    if contract.created_at + timedelta(days=REMIND_AFTER_DAYS[contract.reminders]) > clock.now():
        return False
    contract.reminders += 1
    contract.save(update_fields=["reminders"])
    notifications.reminder(contract)
    return True


def _late() -> list[int]:
    found = Contract.objects.overdue(clock.now()).filter(gig__state__in=sorted(GIG_LIVE))
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def task_unsigned(contract_id: int) -> bool:
    """A working day before the gig and still unsigned: the coordinator phones and may record the consent.

    When only the bank's own name is missing, the coordinator signs.
    """
    contract = lock(Contract.objects.filter(pk=contract_id)).get()
    task = LATE.get(contract.state)
    if task is None or contract.due is None or contract.due > clock.now():
        return False
    todo.open(
        task,
        contract,
        role="coordinator",
        person=contract.gig.order.coordinator,
        due=contract.gig.bookings.order_by("starts")[0].starts,
    )
    return False


def _without_contract() -> list[int]:
    """Live gigs agreed an hour ago and still without any contract: offers to compose from."""
    limit = clock.now() - timedelta(hours=1)
    found = Gig.objects.filter(state__in=sorted(GIG_LIVE), contracts=None, created_at__lte=limit)
    return list(found.order_by("id").values_list("offer_id", flat=True))


def compose_late(offer_id: int) -> bool:
    return compose_contract(offer_id) is not None


def _without_manifest() -> list[int]:
    """Approved runs whose payslips are not all made: a lost wake-up, or a PDF that failed at first."""
    limit = clock.now() - timedelta(minutes=10)
    states = [BatchState.APPROVED, BatchState.SENT, BatchState.SETTLED]
    found = Batch.objects.filter(state__in=states, approved_at__lte=limit, payslip_count__gt=0)
    return list(found.filter(manifest__rendered_at=None).order_by("id").values_list("id", flat=True))


def render_late(batch_id: int) -> bool:
    return render_payslips(batch_id) > 0


def _holds_to_review() -> list[int]:
    found = FeeHold.objects.filter(released_at=None, review_by__lte=clock.today())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def review_hold(hold_id: int) -> bool:
    """The day that was promised when the fee was held: payroll looks again, so that no hold is forgotten."""
    hold = lock(FeeHold.objects.filter(pk=hold_id)).get()
    if hold.released_at is None:
        todo.open("fee_hold", hold.fee, role="payroll", due=clock.now())
    return False


SWEEPS: tuple[sweeping.Sweep, ...] = (
    (_unsigned, remind_to_sign),
    (_late, task_unsigned),
    (_without_contract, compose_late),
    (_without_manifest, render_late),
    (_holds_to_review, review_hold),
)


def upcoming(today: date) -> date:
    """The pay day whose cut-off is the latest one gone by or today's, else the next one."""
    return next(days.pay_days_from(today))


@verb
def alarm_runs() -> int:
    """Cut-off passed without a run, two banking days to the pay day without approval, one without sending: an alarm.

    A fee settled after the cut-off makes for the next pay day and alarms nobody.
    """
    today = clock.today()
    pay_day = upcoming(today)
    due = datetime.combine(pay_day, time(9), tzinfo=clock.HELSINKI)
    run = Batch.objects.filter(pay_date=pay_day, state__in=["drawn", "approved", "sent", "settled"]).first()
    missed = Fee.objects.to_draw(pay_day).filter(expected_pay_day__lte=pay_day)
    back = run is None and any(row.is_ready for row in returning.on(pay_day))
    if run is None and days.cut_off(pay_day) < today and (back or missed.exists()):
        todo.open("cutoff_passed", Bank.objects.the(), role="payroll", due=due)
    for state, what in LATE_RUNS.items():
        last = days.add_banking_days(today, BEFORE_PAY_DATE[state])
        for batch in Batch.objects.filter(state=state, pay_date__lte=last).order_by("id"):
            by = datetime.combine(batch.pay_date, time(9), tzinfo=clock.HELSINKI)
            todo.open(what, batch, role="payroll", due=by)
    return 0


@verb
def watch_approvers() -> int:
    """Fewer than two people who may run payroll: the main user is warned, until there are two."""
    if not warn_of_few_approvers():
        todo.close("few_approvers", Bank.objects.the())
    return 0


@verb
def watch_rates() -> int:
    """A pay day within a month whose rates have not been entered: no run could be drawn for it."""
    today = clock.today()
    last = today + timedelta(days=int(policy.get("rates_warning_days")))
    known = set(Rate.objects.on(today).values_list("code", flat=True))
    coming = takewhile(lambda day: day <= last, days.pay_days_from(today))
    lacking = [day for day in coming if known - set(Rate.objects.on(day).values_list("code", flat=True))]
    if not lacking:
        todo.close("rates_missing", Bank.objects.the())
        return 0
    due = datetime.combine(days.cut_off(lacking[0]), time(9), tzinfo=clock.HELSINKI)
    todo.open("rates_missing", Bank.objects.the(), role="payroll", due=due)
    return 0


@verb
def ask_for_details() -> int:
    """10 and 5 days before the cut-off: whoever has a fee waiting and no card, account or code hears what follows."""
    today = clock.today()
    pay_day = days.next_pay_day(today)
    cut_off = days.cut_off(pay_day)
    left = (cut_off - today).days
    steps = [int(step) for step in policy.get("card_reminder_days") if left <= int(step)]
    if not steps:
        return 0
    facts = {"pay_day": pay_day.isoformat(), "last_day": cut_off.isoformat()}
    told: set[int] = set()
    answered_by = set(CardChoice.objects.filter(pay_day=pay_day).values_list("expert_id", flat=True))
    waiting = Fee.objects.unbatched().not_held().with_payee(pay_day).select_related("expert__person").order_by("id")
    for fee in waiting:
        tell = _what_to_ask(fee)
        answered = fee.expert_id in answered_by and tell is notifications.tax_card_missing
        if tell is not None and fee.expert_id not in told and not answered:
            told.add(fee.expert_id)
            tell(fee.expert.person, fee, step=min(steps), **facts)
    return 0


@verb
def warn_of_ending_cards() -> int:
    """A month and a week before its last day, unless the next card is there already."""
    today = clock.today()
    steps = sorted(int(step) for step in policy.get("card_expiry_days"))
    found = cards.ending(today, max(steps, default=0)).filter(expert__status=ExpertStatus.ACTIVE)
    for card in found.select_related("expert__person"):
        last = cards.as_card(card).valid_to
        step = next(step for step in steps if (last - today).days <= step)
        notifications.card_ends(card, last=last, step=step)
    return 0


def _what_to_ask(fee: Any) -> Callable[..., None] | None:
    """Of a fee from `with_payee`. What is typed and waits for the bank's call asks nothing of the expert."""
    if not ((fee.has_iban or fee.iban_call) and (fee.has_code or fee.code_call)):
        return notifications.details_missing
    return None if fee.has_card else notifications.tax_card_missing


LOOKS: tuple[Callable[[], int], ...] = (
    alarm_runs,
    watch_approvers,
    watch_rates,
    ask_for_details,
    warn_of_ending_cards,
)


def next_moment() -> datetime | None:
    """The next moment at which something in this room waits for time to pass (for «Siirrä kelloa»)."""
    now = clock.now()
    moments = [
        Contract.objects.unsigned().filter(due__gt=now).aggregate(at=Min("due"))["at"],
        _next_contract_reminder(now),
        _next_pay_moment(now),
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def _next_contract_reminder(now: datetime) -> datetime | None:
    waiting = Contract.objects.filter(state=ContractState.COMPOSED, reminders__lt=len(REMIND_AFTER_DAYS))
    told = waiting.order_by("id").values_list("created_at", "reminders")
    moments = [made + timedelta(days=REMIND_AFTER_DAYS[reminders]) for made, reminders in told]
    return min((moment for moment in moments if moment > now), default=None)


def _next_pay_moment(now: datetime) -> datetime | None:
    """The cut-off that a waiting fee makes for, a held fee's review, or the pay day of a run that is on its way."""
    today = clock.local(now).date()
    wanted = []
    if Fee.objects.unbatched().exists():
        pay_day = days.next_pay_day(today)
        wanted.append(datetime.combine(days.cut_off(pay_day) + timedelta(days=1), time(8), tzinfo=clock.HELSINKI))
    late = Batch.objects.filter(state=BatchState.DRAWN, pay_date__gte=today).aggregate(at=Min("pay_date"))["at"]
    held = FeeHold.objects.filter(released_at=None, review_by__gt=today).aggregate(at=Min("review_by"))["at"]
    if held:
        wanted.append(clock.at_opening(held))
    if late:
        wanted.append(datetime.combine(days.add_banking_days(late, -2), time(8), tzinfo=clock.HELSINKI))
    run = Batch.objects.filter(state__in=["approved", "sent"], pay_date__gte=today).aggregate(at=Min("pay_date"))["at"]
    if run:
        wanted.append(datetime.combine(run, time(8), tzinfo=clock.HELSINKI))
    return min((moment for moment in wanted if moment > now), default=None)


@health.nightly("fee_missing", _("Hyväksytyltä raportilta puuttuu palkkio: tarkista"), role="payroll")
def reports_without_fee() -> Iterable[GigReport]:
    """An hour after the decision: the event should have booked it within seconds."""
    limit = clock.now() - timedelta(hours=1)
    payable = ReportLine.objects.filter(version=ReportLine.Version.FINAL, amount_cents__gt=0).values("report")
    return GigReport.objects.filter(
        state=ReportState.APPROVED, decided_at__lte=limit, pk__in=payable, fees=None
    ).order_by("id")


@health.nightly("difference_fee_missing", _("Hyväksytyltä erotukselta puuttuu palkkio: tarkista"), role="payroll")
def differences_without_fee() -> Iterable[GigReport]:
    """An hour after somebody decided to pay it: the event should have booked it within seconds."""
    limit = clock.now() - timedelta(hours=1)
    granted = ReportDifference.objects.filter(state=DifferenceState.GRANTED, decided_at__lte=limit)
    booked = FeeLine.objects.filter(report_line__version=ReportLine.Version.REST).values("report_line__report")
    return GigReport.objects.filter(pk__in=granted.values("report")).exclude(pk__in=booked).order_by("id")


@health.nightly("support_fee_missing", _("Merkityltä tuelta puuttuu palkkio: tarkista"), role="payroll")
def support_without_fee() -> Iterable[EntitlementEntry]:
    used = EntitlementEntry.objects.filter(minutes__lt=0, created_at__lte=clock.now() - timedelta(hours=1))
    return used.filter(seat__fees=None, debrief__fees=None).order_by("id")


@health.nightly("contract_pdf_missing", _("Voimassa olevalta sopimukselta puuttuu PDF: tarkista"), role="coordinator")
def contracts_without_pdf() -> Iterable[Contract]:
    late = Contract.objects.filter(in_force_at__lte=clock.now() - timedelta(hours=1))
    return late.exclude(document__rendered_at__isnull=False).order_by("id")
