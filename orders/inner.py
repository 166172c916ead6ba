"""Verbs called with locked rows by our own public verbs and by rooms above (model.md §3, lock order)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import audit, outbox, todo
from core.errors import Stale
from orders import calendar, ceiling, deadlines, notifications, states
from orders.asking import ask_approver
from orders.models import Gig, GigReport, Offer, OfferLine, Order, ReportDifference, ReportLine
from orders.states import DifferenceState, GigState, How, LineKind, OfferState, OrderState, ReportState

if TYPE_CHECKING:
    from accounts.models import CostCentre, Person

MOVES = {
    Order: states.ORDER_MOVES,
    Offer: states.OFFER_MOVES,
    Gig: states.GIG_MOVES,
    GigReport: states.REPORT_MOVES,
    ReportDifference: states.DIFFERENCE_MOVES,
}


STAFFING_TASKS = ("staff_order", "offer_again", "money_refused")
ORDER_TASKS = (*STAFFING_TASKS, "answer_order", "name_approver", "phone_orderer")


def close_tasks(order: Order, whats: tuple[str, ...] = ORDER_TASKS) -> None:
    """What somebody was to do about the order is done or needs no doing any more."""
    for what in whats:
        todo.close(what, order)


def ask_options(order: Order, *, now: datetime) -> None:
    """The orderer says what is done while nobody is found; until then the search goes on. Locked: order."""
    order.options_asked_at, order.options_answered_at = now, None
    order.save(update_fields=["options_asked_at", "options_answered_at"])
    audit.log(None, "options_asked", order)
    notifications.options_asked(order)


def move(row: Order | Offer | Gig | GigReport | ReportDifference, to: str, **facts: Any) -> None:
    """The one place that assigns `state`, together with who and when. Raises Stale for a move MOVES doesn't allow."""
    if to not in MOVES[type(row)][row.state]:
        raise Stale()
    row.state = to
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *facts])


def confirm_gig(gig: Gig, *, now: datetime, by: Person | None) -> None:
    """The contract is in force. A gig that is already over stays where it is."""
    if gig.state != GigState.AGREED:
        return
    move(gig, GigState.CONFIRMED, confirmed_at=now)
    calendar.revised(gig)
    audit.log(by, "gig_confirmed", gig, about=gig.expert.person)


def end_gig(gig: Gig, *, by: Person | None, now: datetime) -> None:
    """Its last session is over, or its work is done. Locked: order, gig."""
    move(gig, GigState.OVER, over_at=now)
    audit.log(by, "gig_over", gig, about=gig.expert.person)
    outbox.emit("orders.gig_over", gig)


def note_fee_settled(gig: Gig, *, now: datetime) -> None:
    """Nothing is left to pay or to wait for. Locked: order, gig."""
    if gig.fee_settled_at is None:
        gig.fee_settled_at = now
        gig.save(update_fields=["fee_settled_at"])
    close_if_settled(gig, now=now)


def note_feedback_settled(gig: Gig, *, now: datetime) -> None:
    """The orderer's feedback reached the expert, one way or another. Locked: order, gig."""
    if gig.feedback_settled_at is None:
        gig.feedback_settled_at = now
        gig.save(update_fields=["feedback_settled_at"])
    close_if_settled(gig, now=now)


def close_if_settled(gig: Gig, *, now: datetime) -> None:
    if gig.state != GigState.OVER or gig.fee_settled_at is None or gig.feedback_settled_at is None:
        return
    move(gig, GigState.CLOSED, closed_at=now)
    audit.log(None, "gig_closed", gig, about=gig.expert.person)
    outbox.emit("orders.gig_closed", gig)
    finish_order(gig.order, now=now)


def finish_order(order: Order, *, now: datetime) -> None:
    """A staffed order is done when no gig is open any more."""
    if order.state != OrderState.STAFFED:
        return
    if order.gigs.filter(state__in=states.GIG_OPEN).exists():
        return
    move(order, OrderState.DONE, done_at=now, due=None)
    audit.log(None, "order_done", order)
    notifications.order_done(order)


def write_lines(report: GigReport, version: str, lines: list[dict[str, Any]]) -> int:
    """Replace one side's version of a report; returns its sum in cents. Nobody's version touches the other's."""
    report.lines.filter(version=version).delete()
    rows = [ReportLine(report=report, version=version, position=i, **line) for i, line in enumerate(lines)]
    ReportLine.objects.bulk_create(rows)
    return sum(row.amount_cents for row in rows)


def as_line(line: OfferLine) -> dict[str, Any]:
    """An offer line copied for a report. Kilometres have their places; a ticket awaits its receipt and is taxable."""
    return {
        "offer_line": line,
        "kind": line.kind,
        "date": line.date,
        "quantity": line.quantity,
        "unit_cents": line.unit_cents,
        "amount_cents": line.amount_cents,
        "from_place": line.from_place,
        "to_place": line.to_place,
        "km": line.km,
        "minutes": line.basis.get("minutes"),
        "hourly": line.basis.get("hourly", False),
        "taxable": line.kind != LineKind.KM,
    }


def _copied(line: ReportLine) -> dict[str, Any]:
    return {
        "offer_line": line.offer_line,
        "kind": line.kind,
        "date": line.date,
        "quantity": line.quantity,
        "unit_cents": line.unit_cents,
        "amount_cents": line.amount_cents,
        "from_place": line.from_place,
        "to_place": line.to_place,
        "km": line.km,
        "minutes": line.minutes,
        "hourly": line.hourly,
        "receipt": line.receipt,
        "taxable": line.taxable,
        "part_of_cents": line.part_of_cents,
    }


def version_of(report: GigReport, version: str) -> list[ReportLine]:
    return list(report.lines.filter(version=version).select_related("offer_line", "receipt"))


def approve_report(
    report: GigReport, *, by: Person | None, how: str, now: datetime, source: str, reason: str = ""
) -> None:
    """Approved: the chosen version is what is paid, within the sum approved for the order; payments hear of it.

    What goes over waits for the cost centre's yes to work already done. Locked: order, gig, report.
    """
    lines = [_copied(line) for line in version_of(report, source)]
    within, rest = ceiling.split(report, lines)
    write_lines(report, ReportLine.Version.FINAL, within)
    _approved(report, by=by, how=how, now=now, reason=reason)
    if rest:
        over = ceiling.excess(report, lines)
        ask_for_difference(_open_difference(report, rest, DifferenceState.AWAITING_APPROVER), over, now=now)


def as_told(report: GigReport) -> list[dict[str, Any]]:
    """What is paid with its difference: the approved lines and those still open."""
    versions = (ReportLine.Version.FINAL, ReportLine.Version.REST)
    return [_copied(line) for version in versions for line in version_of(report, version)]


def approve_undisputed(report: GigReport, lines: list[ReportLine], *, now: datetime) -> ReportDifference | None:
    """The part that both sides told is paid now; the rest of the expert's stays open. Locked: order, gig, report."""
    told = [_copied(line) for line in version_of(report, ReportLine.Version.EXPERT)]
    within, over = ceiling.split(report, [_copied(line) for line in lines])
    write_lines(report, ReportLine.Version.FINAL, within)
    _approved(report, by=None, how=How.SWEEP, now=now, reason="")
    rest = over + _only_told(told, lines)
    if not rest:
        return None
    due = deadlines.workdays(now, "report_decision_workdays")
    return _open_difference(report, rest, DifferenceState.CONTESTED, due=due)


def _only_told(told: list[dict[str, Any]], common: list[ReportLine]) -> list[dict[str, Any]]:
    """What the expert's lines say beside the part in common."""
    paid = {line.offer_line_id: line.amount_cents for line in common}
    rest = []
    for line in told:
        key = line["offer_line"].pk if line["offer_line"] else None
        rest += ceiling.cut([line], paid.pop(key, 0) if key else 0)[1]
    return rest


def _open_difference(
    report: GigReport, rest: list[dict[str, Any]], state: str, *, due: datetime | None = None
) -> ReportDifference:
    amount = write_lines(report, ReportLine.Version.REST, rest)
    opened = ReportDifference.objects.create(report=report, state=state, amount_cents=amount, due=due)
    audit.log(None, "difference_opened", opened, about=report.gig.expert.person, data={"amount_cents": amount})
    return opened


def ask_for_difference(difference: ReportDifference, cents: int, *, now: datetime) -> None:
    """The cost centre's yes to work that has been done: the same page, mail and deputies as for an order."""
    order = difference.report.gig.order
    ask_approver(order, amount_cents=cents, now=now, difference=difference)
    difference.refresh_from_db(fields=["due"])


def grant_difference(
    difference: ReportDifference,
    *,
    by: Person | None,
    now: datetime,
    reason: str = "",
    cost_centre: CostCentre | None = None,
) -> None:
    """It is paid: payments hear of it and book the correcting fee. Locked: order."""
    facts = {"reason": reason or difference.reason, "cost_centre": cost_centre}
    _end_difference(difference, DifferenceState.GRANTED, by=by, now=now, **facts)


def drop_difference(difference: ReportDifference, *, by: Person, now: datetime, reason: str) -> None:
    """It is not paid, for a reason that both sides read. Locked: order."""
    _end_difference(difference, DifferenceState.DROPPED, by=by, now=now, reason=reason)
    notifications.difference_dropped(difference)


def _end_difference(difference: ReportDifference, to: str, *, by: Person | None, now: datetime, **facts: Any) -> None:
    move(difference, to, decided_at=now, decided_by=by, due=None, **facts)
    gig = difference.report.gig
    for what in ("decide_difference", "difference_refused"):
        todo.close(what, difference.report)
    audit.log(by, f"difference_{to}", difference, about=gig.expert.person, reason=facts.get("reason", ""))
    outbox.emit("orders.report_decided", gig)


def refuse_difference(difference: ReportDifference, *, by: Person, now: datetime, reason: str) -> None:
    """The cost centre's no takes nothing from the expert: the coordinator decides who pays, or agrees it."""
    due = deadlines.workdays(now, "report_decision_workdays")
    move(difference, DifferenceState.REFUSED, due=due)
    report = difference.report
    coordinator = report.gig.order.coordinator
    todo.open("difference_refused", report, role="coordinator", person=coordinator, due=due, note=reason)
    audit.log(by, "difference_refused", difference, about=report.gig.expert.person, reason=reason)
    notifications.difference_refused(difference)


def _approved(report: GigReport, *, by: Person | None, how: str, now: datetime, reason: str) -> None:
    move(
        report,
        ReportState.APPROVED,
        decided_at=now,
        decided_by=by,
        decided_how=how,
        decision_reason=reason,
        due=None,
    )
    audit.log(by, "report_approved", report, about=report.gig.expert.person, data={"how": how}, reason=reason)
    outbox.emit("orders.report_decided", report.gig)


def withdraw_offers(order: Order, *, by: Person | None, now: datetime, how: str = How.PERSON) -> list[Offer]:
    """Every live offer of a locked order is withdrawn; returns them so that each expert hears of it."""
    offers = list(order.offers.live().select_for_update(of=("self",), no_key=True).order_by("id"))
    for offer in offers:
        move(offer, OfferState.WITHDRAWN, answered_at=now, answered_by=by, answered_how=how)
        audit.log(by, "offer_withdrawn", offer, about=offer.expert.person)
    return offers
