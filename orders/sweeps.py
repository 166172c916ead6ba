"""Nobody is left hanging: what time alone moves (model.md §3). Each finds ids, then one verb locks and judges again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import CharField, DateField, Exists, Min, Model, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, TruncMonth

from accounts.models import Person
from core import audit, clock, outbox, policy, todo
from core.db import lock, verb
from core.models import OutboxMessage, Task
from orders import deadlines, notifications, reports
from orders.actions.approving import ask_approver, deciders, nobody_to_ask
from orders.actions.ending import end_order
from orders.actions.reporting import contest, locked
from orders.actions.staffing import coordinator_next
from orders.inner import STAFFING_TASKS, approve_report, approve_undisputed, close_tasks, move, withdraw_offers
from orders.models import Approval, Booking, Gig, GigReport, Offer, Order, OrderQuestion, OrderSession, ReportLine
from orders.opening import open_reports
from orders.states import GIG_LIVE, GIG_OPEN, ORDER_OPEN, GigState, How, OfferState, OrderState, ReportState

Outcome = Approval.Outcome


def _task(what: str, about: Model, *, role: str, person: Person | None = None, due: datetime | None = None) -> bool:
    """Somebody must act; the row itself stays where it is."""
    todo.open(what, about, role=role, person=person, due=due)
    return False


def sweep_all() -> int:
    """Run every sweep once; returns how many rows moved. Safe to run at any time, as often as you like.

    A row that fails stops no other: the failures are raised together at the end.
    """
    failed: list[Exception] = []
    moved = sum(_each(ids(), one, failed) for ids, one in SWEEPS)
    if failed:
        raise ExceptionGroup("some rows could not be swept", failed)
    return moved


def _each(ids: list[int], one: Callable[[int], bool], failed: list[Exception]) -> int:
    moved = 0
    for pk in ids:
        try:
            moved += one(pk)
        except Exception as error:
            failed.append(error)
    return moved


def _silent_approvals() -> list[int]:
    return list(Approval.objects.waiting().filter(due__lte=clock.now()).order_by("id").values_list("id", flat=True))


@verb
def pass_approval_on(approval_id: int) -> bool:
    """Silent for three working days → the deputy; the deputy silent too → the main user names another."""
    order_id = Approval.objects.values_list("order_id", flat=True).get(pk=approval_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    approval = lock(Approval.objects.filter(pk=approval_id)).get()
    now = clock.now()
    if approval.outcome or approval.due > now:
        return False
    if order.state not in ORDER_OPEN:
        approval.outcome, approval.decided_at = Outcome.VOID, now
        approval.save(update_fields=["outcome", "decided_at"])
        return True
    centre = order.cost_centre
    deputy = centre.deputy if centre else None
    passed = {approval.asked_of_id, order.orderer_id}
    if approval.stage == Approval.Stage.SECOND:
        passed |= deciders(order, approval.amount_cents)
    if not approval.deputised and deputy and deputy.is_active and deputy.pk not in passed:
        approval.outcome, approval.decided_at = Outcome.PASSED, now
        approval.save(update_fields=["outcome", "decided_at"])
        ask_approver(
            order,
            amount_cents=approval.amount_cents,
            now=now,
            stage=approval.stage,
            reason=approval.reason,
            deputised=True,
        )
        audit.log(None, "approval_passed_on", order)
        return True
    nobody_to_ask(order, now=now)
    return False


def _late_bank() -> list[int]:
    found = Order.objects.filter(state=OrderState.AWAITING_BANK, due__lte=clock.now())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_bank(order_id: int) -> bool:
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.AWAITING_BANK:
        return False
    return _task("answer_order", order, role="coordinator", due=order.due)


def _late_questions() -> list[int]:
    found = OrderQuestion.objects.filter(answered_at=None, due__lte=clock.now())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def phone_about_question(question_id: int) -> bool:
    question = lock(OrderQuestion.objects.filter(pk=question_id)).select_related("order").get()
    if question.answered_at is not None:
        return False
    return _task("phone_orderer", question.order, role="coordinator", person=question.asked_by)


def _offers_to_remind() -> list[int]:
    now = clock.now()
    found = Offer.objects.live().filter(remind_at__lte=now, reminded_at=None, answer_by__gt=now)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_offer(offer_id: int) -> bool:
    """One reminder at half of the time."""
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    now = clock.now()
    if offer.state != OfferState.SENT or offer.reminded_at is not None or offer.answer_by <= now:
        return False
    offer.reminded_at = now
    offer.save(update_fields=["reminded_at"])
    notifications.offer_reminder(offer)
    return True


def _overdue_offers() -> list[int]:
    return list(Offer.objects.overdue(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def expire_offer(offer_id: int) -> bool:
    """No answer in time: nothing is held against the expert; the coordinator acts next."""
    order_id = Offer.objects.values_list("order_id", flat=True).get(pk=offer_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    now = clock.now()
    if offer.state != OfferState.SENT or offer.answer_by > now:
        return False
    move(offer, OfferState.EXPIRED, answered_at=now, answered_how=How.SILENCE)
    audit.log(None, "offer_expired", offer, about=offer.expert.person)
    coordinator_next(order, now=now)
    notifications.offer_expired(offer)
    return True


def _unstaffed_orders() -> list[int]:
    """Nobody asked by the promised day, and no task or decision on its way. One task for each deadline."""
    now = clock.now()
    tasks = Task.objects.filter(object_label=Order._meta.label_lower, object_id=OuterRef("pk"), what__in=STAFFING_TASKS)
    told = Exists(tasks.filter(Q(done_at=None) | Q(created_at__gte=OuterRef("due"))))
    asked = Exists(Offer.objects.live().filter(order=OuterRef("pk")))
    decides = Exists(Approval.objects.waiting().filter(order=OuterRef("pk")))
    found = Order.objects.filter(~told, ~asked, ~decides, state=OrderState.STAFFING, due__lte=now)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_to_staff(order_id: int) -> bool:
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.STAFFING or order.offers.live().exists():
        return False
    return _task("staff_order", order, role="coordinator", person=order.coordinator, due=order.due)


def _lapsed_orders() -> list[int]:
    """Open orders with an unheld session that begins now and a place that nobody took."""
    now = clock.now()
    begun = Exists(OrderSession.objects.filter(order=OuterRef("pk"), starts__lte=now))
    waiting = [OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING]
    return list(Order.objects.filter(begun, state__in=waiting).order_by("id").values_list("id", flat=True))


@verb
def lapse_order(order_id: int) -> bool:
    """Its day came: with no gig the order is cancelled, with fewer gigs than places it goes on with those."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    now = clock.now()
    if order.state not in {OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING}:
        return False
    if order.gigs.filter(state__in=[*GIG_OPEN, GigState.CLOSED]).exists():
        for offer in withdraw_offers(order, by=None, now=now, how=How.SWEEP):
            notifications.offer_withdrawn(offer)
        move(order, OrderState.STAFFED, staffed_at=now, due=None)
        close_tasks(order, STAFFING_TASKS)
        audit.log(None, "order_goes_on_with_fewer", order)
        notifications.order_goes_on_with_fewer(order)
        return True
    if order.sessions.filter(starts__gt=now).exists():
        return False
    end_order(order, by=None, how=How.SWEEP, reason="", words="", now=now)
    return True


def _gigs_with_held_sessions() -> list[int]:
    """Live gigs with something held since the last look: a month without its report, or nothing left to come."""
    now = clock.now()
    ended = Exists(Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__lte=now))
    ahead = Exists(Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__gt=now))
    told = Exists(GigReport.objects.filter(gig=OuterRef("gig"), period=OuterRef("period")))
    month = TruncMonth("starts", output_field=DateField(), tzinfo=clock.HELSINKI)
    held = Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__lte=now)
    unreported = Exists(held.annotate(period=month).exclude(told))
    found = Gig.objects.filter(ended, state__in=GIG_LIVE).filter(~ahead | unreported)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def end_sessions(gig_id: int) -> bool:
    """Open the reports that the held sessions ask for; after the last one the gig is over."""
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    now = clock.now()
    if gig.state not in GIG_LIVE:
        return False
    opened = open_reports(gig, now=now)
    if gig.bookings.filter(live=True, ends__gt=now).exists():
        return bool(opened)
    move(gig, GigState.OVER, over_at=now)
    audit.log(None, "gig_over", gig, about=gig.expert.person)
    outbox.emit("orders.gig_over", gig)
    return True


def _unreported() -> list[int]:
    soon = clock.now() + timedelta(days=1)
    found = GigReport.objects.filter(state=ReportState.AWAITED, due__lte=soon)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_report(report_id: int) -> bool:
    """One reminder a day before; at the deadline the coordinator phones and may report for the expert."""
    report = locked(report_id)
    now = clock.now()
    if report.state != ReportState.AWAITED or report.due is None:
        return False
    if report.due <= now:
        return _task("phone_expert", report, role="coordinator", person=report.gig.order.coordinator)
    if report.reminded_at is not None:
        return False
    report.reminded_at = now
    report.save(update_fields=["reminded_at"])
    notifications.report_reminder(report)
    return True


def _silent_reports() -> list[int]:
    found = GigReport.objects.filter(state__in=[ReportState.SUBMITTED, ReportState.NOT_HELD_CLAIMED])
    return list(found.filter(due__lte=clock.now()).order_by("id").values_list("id", flat=True))


@verb
def silence_on_report(report_id: int) -> bool:
    """The orderer's silence approves hours; silence on «not held» takes it to the coordinator, never money away.

    A report of more than the contract waits once more for the coordinator's look, then it is approved all the same.
    """
    report = locked(report_id)
    now = clock.now()
    if report.due is None or report.due > now:
        return False
    if report.state == ReportState.SUBMITTED:
        if report.reminded_at is None and Task.objects.open().about(report).filter(what="check_report").exists():
            _let_coordinator_look(report, now)
            return True
        approve_report(report, by=None, how=How.SILENCE, now=now, source=ReportLine.Version.EXPERT)
        todo.close("check_report", report)
        notifications.report_approved(report)
        return True
    if report.state == ReportState.NOT_HELD_CLAIMED and report.contested_by is not None:
        contest(report, by=report.contested_by, note=report.contest_note)
        return True
    return False


def _undecided_reports() -> list[int]:
    found = GigReport.objects.filter(state=ReportState.CONTESTED, due__lte=clock.now())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def pay_undisputed(report_id: int) -> bool:
    """A contested report that nobody decided in time is paid for the part that both told; the rest stays a task.

    With nothing in common (not held, or the orderer's nothing) it is on the coordinators' list again, for all of them.
    """
    report = locked(report_id)
    now = clock.now()
    if report.state != ReportState.CONTESTED or report.due is None or report.due > now:
        return False
    lines = reports.undisputed(report)
    paid = sum(line.amount_cents for line in lines)
    if not paid:
        return _task("decide_report", report, role="coordinator", due=report.due)
    told = sum(line.amount_cents for line in report.lines.filter(version=ReportLine.Version.EXPERT))
    approve_undisputed(report, lines, now=now)
    for what in ("check_report", "decide_report"):
        todo.close(what, report)
    if told == paid:
        notifications.report_approved(report)
        return True
    due = deadlines.workdays(now, "report_decision_workdays")
    todo.open("decide_difference", report, role="coordinator", person=report.gig.order.coordinator, due=due)
    notifications.undisputed_paid(report, paid_cents=paid, open_cents=told - paid)
    return True


def _let_coordinator_look(report: GigReport, now: datetime) -> None:
    report.reminded_at, report.due = now, deadlines.workdays(now, "report_decision_workdays")
    report.save(update_fields=["reminded_at", "due"])
    audit.log(None, "report_waits_for_a_look", report, about=report.gig.expert.person)


def _week_old_drafts() -> list[int]:
    limit = clock.now() - timedelta(days=int(policy.get("draft_reminder_days")))
    told = OutboxMessage.objects.filter(dedupe=Concat(Value("orders_draft:"), Cast(OuterRef("pk"), CharField())))
    found = Order.objects.filter(~Exists(told), state=OrderState.DRAFT, changed_at__lte=limit)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_draft(order_id: int) -> bool:
    """One reminder of a draft that was left a week ago."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.DRAFT:
        return False
    notifications.draft_waits(order, deleted_on=clock.local(order.changed_at + _drafts_kept()).date())
    return True


def _drafts_kept() -> timedelta:
    return timedelta(days=int(policy.get("draft_kept_days")))


def _old_drafts() -> list[int]:
    found = Order.objects.filter(state=OrderState.DRAFT, changed_at__lte=clock.now() - _drafts_kept())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def delete_draft(order_id: int) -> bool:
    """A draft untouched for as long as the policy says is deleted: it has met nobody but its writer."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.DRAFT or order.changed_at > clock.now() - _drafts_kept():
        return False
    order.delete()
    return True


SWEEPS: tuple[tuple[Callable[[], list[int]], Callable[[int], bool]], ...] = (
    (_silent_approvals, pass_approval_on),
    (_late_bank, remind_bank),
    (_late_questions, phone_about_question),
    (_offers_to_remind, remind_offer),
    (_overdue_offers, expire_offer),
    (_unstaffed_orders, remind_to_staff),
    (_lapsed_orders, lapse_order),
    (_gigs_with_held_sessions, end_sessions),
    (_unreported, remind_report),
    (_silent_reports, silence_on_report),
    (_undecided_reports, pay_undisputed),
    (_old_drafts, delete_draft),
    (_week_old_drafts, remind_draft),
)


def next_moment() -> datetime | None:
    """The next moment at which something in this room waits for time to pass (for «Siirrä kelloa»)."""
    now = clock.now()
    moments = [
        Approval.objects.waiting().filter(due__gt=now).aggregate(at=Min("due"))["at"],
        Order.objects.filter(state__in=[OrderState.AWAITING_BANK, OrderState.STAFFING], due__gt=now).aggregate(
            at=Min("due")
        )["at"],
        OrderQuestion.objects.filter(answered_at=None, due__gt=now).aggregate(at=Min("due"))["at"],
        Offer.objects.live().filter(answer_by__gt=now).aggregate(at=Min("answer_by"))["at"],
        Booking.objects.filter(live=True, ends__gt=now).aggregate(at=Min("ends"))["at"],
        OrderSession.objects.filter(Q(order__state=OrderState.STAFFING), starts__gt=now).aggregate(at=Min("starts"))[
            "at"
        ],
        GigReport.objects.waiting().filter(due__gt=now).aggregate(at=Min("due"))["at"],
    ]
    return min((m for m in moments if m is not None), default=None)
