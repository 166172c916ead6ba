"""What was done, by whom it is confirmed, and what happens when the two sides see it differently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, links, outbox, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from core.models import PurposeLink
from orders import deadlines, notifications, permissions, receipts, reports
from orders.inner import approve_report, move, write_lines
from orders.models import Gig, GigReport, Order, ReportLine
from orders.owed import lines_owed
from orders.states import How, ReportState

if TYPE_CHECKING:
    from orders.reports import Deviation

Version = ReportLine.Version


def locked(report_id: int) -> GigReport:
    """The report with its order and gig locked first, from the left."""
    gig_id, order_id = GigReport.objects.values_list("gig_id", "gig__order_id").get(pk=report_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    report = lock(GigReport.objects.filter(pk=report_id)).get()
    gig.order = order
    report.gig = gig
    return report


def _how(report: GigReport, by: Person) -> str:
    """The expert's own word, or the coordinator's by phone. Raises NotAllowed for anybody else."""
    if permissions.is_own_report(by, report):
        return How.PERSON
    if permissions.may_coordinate(by):
        return How.PHONE
    raise NotAllowed()


@verb
def report_as_agreed(report_id: int, *, by: Person, link: PurposeLink | None = None) -> GigReport:
    """«Toteutui kuten sovittiin»: the contract's lines become the report. Who: the expert, or a coordinator by phone.

    The same click twice is calm. `link`: the mail's link, used up by this.
    """
    report = locked(report_id)
    how = _how(report, by)
    if report.state in {ReportState.SUBMITTED, ReportState.APPROVED}:
        return report
    if link is not None:
        links.use(link)
    return submit_report(report, by=by, how=how, lines=reports.as_agreed(report), note="")


@verb
def report_changed(report_id: int, *, by: Person, deviation: Deviation, note: str = "") -> GigReport:
    """It went otherwise: minutes, preparation or kilometres differ. For more money the coordinator looks too."""
    report = locked(report_id)
    how = _how(report, by)
    if report.state == ReportState.SUBMITTED and report.reported_by_id != by.pk:
        raise Stale()
    had = receipts.held(report)
    lines = reports.changed(report, deviation)
    if report.state == ReportState.SUBMITTED:
        _corrected(report, by=by, lines=lines, note=note)
    else:
        submit_report(report, by=by, how=how, lines=lines, note=note)
    receipts.forget(had - receipts.held(report))
    return report


def told(report: GigReport) -> str:
    """Names the last telling of the report: what a page showed is what its button confirms."""
    return report.reported_at.isoformat() if report.reported_at else ""


def _corrected(report: GigReport, *, by: Person, lines: list[reports.Line], note: str) -> GigReport:
    """The orderer hears of the new figures and has the whole time anew: silence approves only what was told."""
    now = clock.now()
    report.note, report.reported_at, report.reminded_at = note, now, None
    report.due = deadlines.workdays(now, "report_silence_workdays")
    report.save(update_fields=["note", "reported_at", "reminded_at", "due"])
    _let_check(report, write_lines(report, Version.EXPERT, lines))
    audit.log(by, "report_corrected", report, about=report.gig.expert.person)
    notifications.report_submitted(report)
    return report


def submit_report(
    report: GigReport,
    *,
    by: Person,
    how: str,
    lines: list[reports.Line],
    note: str,
    undone: Mapping[str, Any] = MappingProxyType({}),
) -> GigReport:
    """Locked: order, gig, report. `undone`: what an earlier decision wrote, taken back by telling anew."""
    now = clock.now()
    total = write_lines(report, Version.EXPERT, lines)
    move(
        report,
        ReportState.SUBMITTED,
        reported_at=now,
        reported_by=by,
        reported_how=how,
        note=note,
        reminded_at=None,
        due=deadlines.workdays(now, "report_silence_workdays"),
        **undone,
    )
    todo.close("phone_expert", report)
    audit.log(by, "report_submitted", report, about=report.gig.expert.person, data={"how": how})
    _let_check(report, total)
    notifications.report_submitted(report)
    if how == How.PHONE:
        notifications.reported_by_phone(report)
    return report


def _let_check(report: GigReport, total_cents: int) -> None:
    """More than the contract promised for that month, or a receipt: the coordinator looks too."""
    if total_cents > sum(line.amount_cents for line in lines_owed(report.gig, report.period)):
        todo.open("check_report", report, role="coordinator", person=report.gig.order.coordinator, due=report.due)
    else:
        todo.close("check_report", report)
    if receipts.held(report):
        todo.open("check_receipts", report, role="coordinator", person=report.gig.order.coordinator, due=report.due)
    else:
        todo.close("check_receipts", report)


@verb
def confirm_report(report_id: int, *, by: Person, seen: str = "", link: PurposeLink | None = None) -> GigReport:
    """The orderer's yes, to a contested one too. A coordinator may say it, when more than the contract is asked.

    Nobody confirms one's own; a contested one is decided with a reason (decide_report). `seen`: which telling the page
    showed; Stale when it was corrected meanwhile, or while nothing is told. `link`: the mail's link, used up by this.
    """
    report = locked(report_id)
    permissions.require(permissions.may_confirm(by, report))
    if report.state == ReportState.APPROVED:
        return report
    for_unit = permissions.is_orderer_of(by, report.gig.order)
    if report.state not in ({ReportState.SUBMITTED, ReportState.CONTESTED} if for_unit else {ReportState.SUBMITTED}):
        raise Stale()
    if seen and seen != told(report):
        raise Stale()
    if link is not None:
        links.use(link)
    how = How.PERSON if for_unit else How.COORDINATOR
    approve_report(report, by=by, how=how, now=clock.now(), source=Version.EXPERT)
    for what in ("check_report", "decide_report"):
        todo.close(what, report)
    notifications.report_approved(report)
    return report


@verb
def contest_report(report_id: int, *, by: Person, deviation: Deviation, note: str) -> GigReport:
    """The orderer saw it otherwise: both versions stand side by side until the coordinator decides."""
    report = locked(report_id)
    permissions.require(permissions.is_orderer_of(by, report.gig.order))
    if not note.strip():
        raise DomainError(_("Kerro lyhyesti, mikä ei täsmää."), code="note")
    if report.state == ReportState.CONTESTED:
        return report
    if report.state != ReportState.SUBMITTED:
        raise Stale()
    write_lines(report, Version.ORDERER, reports.changed(report, deviation))
    contest(report, by=by, note=note)
    return report


def contest(report: GigReport, *, by: Person, note: str) -> None:
    now = clock.now()
    due = deadlines.workdays(now, "report_silence_workdays")
    facts = {} if report.contested_at else {"contested_at": now, "contested_by": by, "contest_note": note}
    move(report, ReportState.CONTESTED, due=due, **facts)
    todo.open("decide_report", report, role="coordinator", person=report.gig.order.coordinator, due=due)
    audit.log(by, "report_contested", report, about=report.gig.expert.person)
    notifications.report_contested(report)


@verb
def claim_not_held(report_id: int, *, by: Person, reason: str) -> GigReport:
    """One side says it did not happen; the other side is told and has three working days."""
    report = locked(report_id)
    own = permissions.is_own_report(by, report)
    if not (own or permissions.is_orderer_of(by, report.gig.order)):
        raise NotAllowed()
    if not reason.strip():
        raise DomainError(_("Kerro lyhyesti, mitä tapahtui."), code="reason")
    if report.state == ReportState.NOT_HELD_CLAIMED:
        return report
    now = clock.now()
    move(
        report,
        ReportState.NOT_HELD_CLAIMED,
        contested_at=now,
        contested_by=by,
        contest_note=reason,
        due=deadlines.workdays(now, "report_silence_workdays"),
    )
    audit.log(by, "report_not_held_claimed", report, about=report.gig.expert.person)
    notifications.not_held_claimed(report)
    return report


def _other_side(report: GigReport, by: Person) -> bool:
    claimed_by_expert = report.contested_by_id == report.gig.expert.person_id
    if claimed_by_expert:
        return permissions.is_orderer_of(by, report.gig.order)
    return permissions.is_own_report(by, report)


@verb
def agree_not_held(report_id: int, *, by: Person) -> GigReport:
    """The other side agrees that nothing was held. Only the expert's own yes leaves the expert unpaid:

    an orderer who agrees with an expert's claim hands it to the coordinator, since «nobody came» is paid whole.
    """
    report = locked(report_id)
    permissions.require(_other_side(report, by))
    if report.state == ReportState.NOT_HELD:
        return report
    if not permissions.is_own_report(by, report):
        if report.state != ReportState.CONTESTED:
            contest(report, by=by, note=report.contest_note)
        return report
    _not_held(report, by=by, how=How.PERSON, reason="", now=clock.now())
    return report


def _not_held(report: GigReport, *, by: Person, how: str, reason: str, now: datetime) -> None:
    move(
        report,
        ReportState.NOT_HELD,
        decided_at=now,
        decided_by=by,
        decided_how=how,
        decision_reason=reason,
        due=None,
    )
    todo.close("decide_report", report)
    audit.log(by, "report_not_held", report, about=report.gig.expert.person, reason=reason)
    outbox.emit("orders.report_decided", report.gig)
    notifications.report_not_held(report)


@verb
def dispute_not_held(report_id: int, *, by: Person, note: str) -> GigReport:
    """The other side says it was held: the coordinator decides."""
    report = locked(report_id)
    permissions.require(_other_side(report, by))
    if report.state == ReportState.CONTESTED:
        return report
    if permissions.is_own_report(by, report) and not report.lines.filter(version=Version.EXPERT).exists():
        write_lines(report, Version.EXPERT, reports.as_agreed(report))
        report.note = note
        report.save(update_fields=["note"])
    contest(report, by=by, note=note)
    return report


@verb
def decide_report(report_id: int, *, by: Person, outcome: str, reason: str) -> GigReport:
    """The coordinator decides a contested report: "expert", "orderer" or "not_held". Both sides read the reason.

    Never one's own.
    """
    report = locked(report_id)
    permissions.require(permissions.may_decide_report(by, report))
    if not reason.strip():
        raise DomainError(_("Kirjoita molemmille, miksi ratkaisit näin."), code="reason")
    if report.state in {ReportState.APPROVED, ReportState.NOT_HELD}:
        return report
    if report.state != ReportState.CONTESTED:
        raise Stale()
    now = clock.now()
    if outcome == "not_held":
        _not_held(report, by=by, how=How.COORDINATOR, reason=reason, now=now)
        return report
    source = Version.ORDERER if outcome == "orderer" else Version.EXPERT
    if not report.lines.filter(version=source).exists():
        write_lines(report, source, reports.as_agreed(report))
    approve_report(report, by=by, how=How.COORDINATOR, now=now, source=source, reason=reason)
    todo.close("decide_report", report)
    notifications.report_approved(report)
    return report
