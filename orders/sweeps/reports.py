"""Reports not told, not answered, not decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from core import audit, clock, todo
from core.db import verb
from core.models import Task
from orders import deadlines, notifications, reports
from orders.actions.reporting import contest, locked
from orders.inner import approve_report, approve_undisputed
from orders.models import GigReport, ReportLine
from orders.states import How, ReportState
from orders.sweeps.asking import open_task


def unreported() -> list[int]:
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
        return open_task("phone_expert", report, role="coordinator", person=report.gig.order.coordinator)
    if report.reminded_at is not None:
        return False
    report.reminded_at = now
    report.save(update_fields=["reminded_at"])
    notifications.report_reminder(report)
    return True


def silent_reports() -> list[int]:
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


def undecided_reports() -> list[int]:
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
    if not sum(line.amount_cents for line in lines):
        return open_task("decide_report", report, role="coordinator", due=report.due)
    difference = approve_undisputed(report, lines, now=now)
    for what in ("check_report", "decide_report"):
        todo.close(what, report)
    if difference is None:
        notifications.report_approved(report)
        return True
    coordinator = report.gig.order.coordinator
    todo.open("decide_difference", report, role="coordinator", person=coordinator, due=difference.due)
    paid = sum(line.amount_cents for line in report.lines.filter(version=ReportLine.Version.FINAL))
    notifications.undisputed_paid(report, paid_cents=paid, open_cents=difference.amount_cents)
    return True


def _let_coordinator_look(report: GigReport, now: datetime) -> None:
    report.reminded_at, report.due = now, deadlines.workdays(now, "report_decision_workdays")
    report.save(update_fields=["reminded_at", "due"])
    audit.log(None, "report_waits_for_a_look", report, about=report.gig.expert.person)
