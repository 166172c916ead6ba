"""Verbs called with locked rows by our own public verbs and by rooms above (model.md §3, lock order)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core import audit, outbox, todo
from core.errors import Stale
from orders import notifications, states
from orders.models import Gig, GigReport, Offer, OfferLine, Order, ReportLine
from orders.states import GigState, How, LineKind, OfferState, OrderState, ReportState

if TYPE_CHECKING:
    from accounts.models import Person

MOVES = {
    Order: states.ORDER_MOVES,
    Offer: states.OFFER_MOVES,
    Gig: states.GIG_MOVES,
    GigReport: states.REPORT_MOVES,
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


def move(row: Order | Offer | Gig | GigReport, to: str, **facts: Any) -> None:
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
    audit.log(by, "gig_confirmed", gig, about=gig.expert.person)


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


def lines_owed(gig: Gig, period: date) -> list[OfferLine]:
    """The offer's lines of that month: frozen, so what the expert saw is what is paid."""
    lines = list(gig.offer.lines.all())
    return [line for line in lines if month_of(line, lines) == period]


def month_of(line: OfferLine, lines: list[OfferLine]) -> date:
    """The month whose report tells of the line: its own, or for a journey in a month without a session the next one's.

    Reports are opened by months with sessions, so a journey on the evening before would be told in none.
    """
    own = line.date.replace(day=1)
    months = sorted({other.date.replace(day=1) for other in lines if other.kind == LineKind.WORK})
    if own in months or not months:
        return own
    return next((month for month in months if month > own), months[-1])


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
        "receipt": line.receipt,
        "taxable": line.taxable,
    }


def version_of(report: GigReport, version: str) -> list[ReportLine]:
    return list(report.lines.filter(version=version).select_related("offer_line", "receipt"))


def copy_version(report: GigReport, source: str, target: str) -> int:
    return write_lines(report, target, [_copied(line) for line in version_of(report, source)])


def approve_report(
    report: GigReport, *, by: Person | None, how: str, now: datetime, source: str, reason: str = ""
) -> None:
    """Approved: the chosen version becomes what is paid, and payments hear of it. Locked: order, gig, report."""
    copy_version(report, source, ReportLine.Version.FINAL)
    _approved(report, by=by, how=how, now=now, reason=reason)


def approve_undisputed(report: GigReport, lines: list[ReportLine], *, now: datetime) -> None:
    """The part that both sides told is paid now; the rest is still open. Locked: order, gig, report."""
    write_lines(report, ReportLine.Version.FINAL, [_copied(line) for line in lines])
    _approved(report, by=None, how=How.SWEEP, now=now, reason="")


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
