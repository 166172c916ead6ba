"""When it does not go as planned: cancelled by the orderer or the bank, or released by the expert."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, outbox
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from orders import consequences, deadlines, gig_notifications, permissions, reports
from orders.actions.moving import ask_no_more_of_who_left, lock_experts
from orders.actions.reporting import submit_report
from orders.actions.staffing import coordinator_next
from orders.inner import approve_report, ask_options, close_tasks, finish_order, move, withdraw_offers, write_lines
from orders.models import Booking, Gig, GigReport, OfferLine, Order, ReportLine
from orders.opening import months_over, open_report, open_reports
from orders.owed import month_of
from orders.states import GIG_LIVE, ORDER_OPEN, GigState, How, LineKind, OrderState, ReportState


@verb
def cancel(order_id: int, *, by: Person, reason: str, words: str = "") -> Order:
    """Cancel what has not begun. What it pays was shown first, and the same function counts it now.

    Who: the orderer, a colleague of the unit, or a coordinator. A late cancellation makes an approved report by itself.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    if not (permissions.is_orderer_of(by, order) or permissions.may_coordinate(by)):
        raise NotAllowed()
    if order.state == OrderState.CANCELLED:
        return order
    if order.state not in ORDER_OPEN:
        raise Stale()
    now = clock.now()
    if all_done(order):
        raise DomainError(_("Työ on jo tehty, joten tilausta ei voi enää perua."), code="done")
    if not order.sessions.filter(starts__gt=now).exists():
        raise DomainError(_("Keikka on jo alkanut, joten sitä ei voi enää perua. Soita koordinaattorille."))
    end_order(order, by=by, how=How.PERSON, reason=reason, words=words, now=now)
    return order


def all_done(order: Order) -> bool:
    """Work by a deadline that everybody has told to be ready before its day."""
    if order.state != OrderState.STAFFED or not order.task_type.by_deadline:
        return False
    return not order.gigs.filter(state__in=GIG_LIVE).exists()


def end_order(order: Order, *, by: Person | None, how: str, reason: str, words: str, now: datetime) -> None:
    """Cancel a locked order with everything under it, and tell everybody it concerns."""
    offers = withdraw_offers(order, by=by, now=now, how=how)
    gigs = list(lock(order.gigs.filter(state__in=GIG_LIVE).order_by("id")))
    for gig in gigs:
        gig.order = order
        _cancel_gig(gig, by=by, how=how, now=now)
    move(
        order,
        OrderState.CANCELLED,
        cancelled_at=now,
        cancelled_by=by,
        cancelled_how=how,
        cancel_reason=reason,
        end_reason=words,
        due=None,
    )
    order.approvals.waiting().filter(difference=None).update(outcome="void", decided_at=now)
    close_tasks(order)
    audit.log(by, "order_cancelled", order, reason=words)
    gig_notifications.order_cancelled(order, gigs, offers)


def _cancel_gig(gig: Gig, *, by: Person | None, how: str, now: datetime) -> None:
    cost = consequences.of_gig(gig, now=now)
    percent = dict(cost.percent_by_booking)
    for booking in gig.bookings.filter(live=True, starts__gt=now):
        booking.live, booking.pay_percent = False, percent[booking.pk]
        booking.revision += 1
        booking.save(update_fields=["live", "pay_percent", "revision"])
    move(gig, GigState.CANCELLED, ended_at=now, ended_by=by, ended_how=how)
    audit.log(by, "gig_cancelled", gig, about=gig.expert.person)
    held = open_reports(gig, now=now)
    if cost.late:
        _pay_late_cancellation(gig, now=now, reported={report.period for report in held})
    outbox.emit("orders.gig_ended", gig)


def _pay_late_cancellation(gig: Gig, *, now: datetime, reported: set[date]) -> None:
    """Each month with something to pay gets an approved report of its own accord; held sessions report their month."""
    owed = list(gig.offer.lines.all())
    for period in sorted({month_of(line, owed) for line in owed} - reported):
        if lines := reports.as_agreed(GigReport(gig=gig, period=period)):
            report = open_report(gig, period, now=now, ask=False)
            write_lines(report, ReportLine.Version.EXPERT, lines)
            approve_report(report, by=None, how=How.SWEEP, now=now, source=ReportLine.Version.EXPERT)


@verb
def release_gig(gig_id: int, *, by: Person) -> Gig:
    """«En pääse»: free at once, costs nothing, no reason asked, until the minute before; the bank finds cover.

    Who: the expert alone. Opens a report for sessions already held; preparation done is told with report_preparation.
    """
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    lock_experts(order_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    permissions.require(permissions.is_own_gig(by, gig))
    if gig.state == GigState.RELEASED:
        return gig
    now = clock.now()
    if not gig.bookings.filter(live=True, starts__gt=now).exists():
        raise Stale(_("Keikka on jo alkanut. Soita yhteyshenkilölle tai koordinaattorille."))
    Booking.objects.filter(gig=gig, live=True, starts__gt=now).update(live=False, revision=F("revision") + 1)
    move(gig, GigState.RELEASED, ended_at=now, ended_by=by, ended_how=How.PERSON)
    audit.log(by, "gig_released", gig, about=by)
    open_reports(gig, now=now)
    outbox.emit("orders.gig_ended", gig)
    if order.state == OrderState.STAFFED and order.sessions.filter(starts__gt=now).exists():
        move(order, OrderState.STAFFING)
    ask_no_more_of_who_left(order, now=now)
    coordinator_next(order, now=now)
    finish_order(order, now=now)
    _options_again(order, now)
    gig_notifications.gig_released(gig)
    return gig


def _options_again(order: Order, now: datetime) -> None:
    """After a late release the orderer is asked at once what to do, after an earlier one in good time again."""
    first = order.sessions.ahead(now).first()
    if order.state != OrderState.STAFFING or first is None:
        return
    if deadlines.is_urgent(now, first.starts):
        ask_options(order, now=now)
    else:
        Order.objects.filter(pk=order.pk).update(options_asked_at=None, options_answered_at=None)


@verb
def report_preparation(gig_id: int, *, by: Person) -> GigReport:
    """Nothing was held in the end, but the preparation was done: it is always paid. Who: the expert or a coordinator.

    Of a gig that ended before its day, and of one whose report is decided as not held: that report is told anew, of
    the preparation alone. Sessions held in the same month are reported with it. Of work by a deadline that ended the
    report is opened, so that the hours done can be told.
    """
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    if not (permissions.is_own_gig(by, gig) or permissions.may_coordinate(by)):
        raise NotAllowed()
    ended = gig.state in {GigState.CANCELLED, GigState.RELEASED}
    promised = list(gig.offer.lines.all())
    prepared = [line for line in promised if is_prepared(line, ended=ended)]
    if not prepared:
        raise DomainError(_("Keikkaan ei kuulunut valmistelua."))
    period = month_of(prepared[0], promised)
    now = clock.now()
    how = How.PERSON if permissions.is_own_gig(by, gig) else How.PHONE
    if not ended:
        return _prepared_in_vain(gig, period, by=by, how=how, now=now)
    report = open_report(gig, period, now=now, ask=False)
    if report.state != ReportState.AWAITED or order.task_type.by_deadline:
        return report
    held = report.period in months_over(gig, now=now)
    owed = reports.as_agreed(report)
    lines = owed if held else [line for line in owed if line["kind"] in {LineKind.PREPARATION, LineKind.TICKET}]
    return submit_report(report, by=by, how=how, lines=lines, note="")


def is_prepared(line: OfferLine, *, ended: bool) -> bool:
    """May be done before the day, and is then paid whatever becomes of it.

    Hours of work by a deadline are told when it ended before its day; work that both sides call undone has none.
    """
    return line.kind in {LineKind.PREPARATION, LineKind.TICKET} or (ended and bool(line.basis.get("hourly")))


def _prepared_in_vain(gig: Gig, period: date, *, by: Person, how: str, now: datetime) -> GigReport:
    """The month's report of a gig that was not held tells of the preparation alone. Locked: order, gig."""
    report = lock(gig.reports.filter(period=period)).first()
    if report is None:
        raise Stale()
    report.gig = gig
    if report.state in {ReportState.SUBMITTED, ReportState.APPROVED}:
        return report
    if report.state != ReportState.NOT_HELD:
        raise Stale()
    kinds = {LineKind.PREPARATION, LineKind.TICKET}
    lines = [line for line in reports.as_agreed(report) if line["kind"] in kinds]
    audit.log(by, "preparation_told_of_not_held", report, about=gig.expert.person)
    report.lines.all().delete()
    if gig.state == GigState.OVER:
        gig.fee_settled_at = None
        gig.save(update_fields=["fee_settled_at"])
    undone = dict.fromkeys(["decided_at", "decided_by", "contested_at", "contested_by"])
    undone |= dict.fromkeys(["decided_how", "decision_reason", "contest_note"], "")
    return submit_report(report, by=by, how=how, lines=lines, note="", undone=undone)
