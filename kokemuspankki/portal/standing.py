"""Where an order stands, with what the gigs, contracts, reports and feedback say: the same on its page and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from core import clock
from core.status import OK, PLAIN, WAIT, YOU, Status
from evaluation.models import FeedbackRequest
from evaluation.states import Direction, RequestState
from orders import status
from orders.models import Gig, GigReport, Order
from orders.states import GigState, OrderState, ReportState
from payments.models import Contract

if TYPE_CHECKING:
    from accounts.models import Person

SHOWN_GIGS = [GigState.AGREED, GigState.CONFIRMED, GigState.OVER, GigState.CLOSED]


@dataclass(frozen=True)
class Parts:
    """The rows that a page asks of each room, once."""

    gigs: list[Gig] = field(default_factory=list)
    contracts: dict[int, Contract] = field(default_factory=dict)
    reports: list[GigReport] = field(default_factory=list)
    feedback: list[FeedbackRequest] = field(default_factory=list)


def gather(rows: Sequence[Order], *, lines: bool = True) -> dict[int, Parts]:
    """By the order's id: as many questions for forty orders as for one. A list says no `lines` of money."""
    orders = {row.pk: row for row in rows}
    found = {pk: Parts() for pk in orders}
    shown = Gig.objects.filter(order__in=orders, state__in=SHOWN_GIGS).select_related("expert__person", "offer")
    for gig in (shown.prefetch_related("offer__lines") if lines else shown).order_by("pk"):
        gig.order = orders[gig.order_id]
        found[gig.order_id].gigs.append(gig)
    order_of = {gig.pk: gig.order_id for parts in found.values() for gig in parts.gigs}
    for contract in Contract.objects.live().filter(gig__in=order_of).defer("text_html"):
        found[order_of[contract.gig_id]].contracts[contract.gig_id] = contract
    told = GigReport.objects.filter(gig__order__in=orders).select_related("gig__expert__person")
    for report in told.prefetch_related("lines") if lines else told:
        report.gig.order = orders[report.gig.order_id]
        found[report.gig.order_id].reports.append(report)
    given = FeedbackRequest.objects.filter(gig__order__in=orders, direction=Direction.TO_EXPERT)
    for request in given.select_related("gig__expert__person").order_by("pk"):
        request.gig.order = orders[request.gig.order_id]
        found[request.gig.order_id].feedback.append(request)
    return found


def of_orders(rows: Sequence[Order], viewer: Person) -> dict[int, Status]:
    """Of a list's orders with somebody found, by id; the others' own states say all there is to say."""
    found = [row for row in rows if row.state == OrderState.STAFFED]
    prefetch_related_objects(found, "sessions")
    parts = gather(found, lines=False) if found else {}
    return {row.pk: standing(row, viewer, parts[row.pk]) for row in found}


def standing(row: Order, by: Person, parts: Parts) -> Status:
    """The order's own state; once somebody is found, the first thing that still waits with the gigs."""
    annotated: Any = row
    found = status.of_order(
        row,
        by,
        open_question=bool(annotated.question_due),
        question_due=annotated.question_due,
        asked=f"{annotated.asked_first or ''} {annotated.asked_last or ''}".strip(),
    )
    if row.state != OrderState.STAFFED or annotated.question_due:
        return found
    return _of_gigs(row, by, parts)


def _of_gigs(row: Order, by: Person, parts: Parts) -> Status:
    for state in (ReportState.SUBMITTED, ReportState.NOT_HELD_CLAIMED, ReportState.CONTESTED, ReportState.AWAITED):
        for report in parts.reports:
            if report.state == state:
                return status.of_report(report, by)
    if asked := next((f for f in parts.feedback if f.state == RequestState.ASKED), None):
        who = YOU if asked.giver_id == by.pk else asked.gig.order.orderer.name
        held = any(report.state == ReportState.APPROVED for report in parts.reports)
        words = _("Keikka on pidetty. Palautetta odotetaan") if held else _("Palautetta odotetaan")
        return Status(words, who, asked.due, WAIT)
    waiting = next((g for g in parts.gigs if g.state == GigState.AGREED), None)
    ahead = next((s for s in row.sessions.all() if s.starts > clock.now()), None)
    if waiting is not None and ahead is not None:
        contract = parts.contracts.get(waiting.pk)
        signs = (
            _("pankki allekirjoittaa sopimuksen")
            if contract and contract.expert_signed_at
            else _("kokemusasiantuntija allekirjoittaa sopimuksen")
        )
        due = contract.due if contract and contract.due else ahead.starts
        return Status(_("Tekijä on löytynyt, sopimus on tulossa"), signs, due, WAIT)
    if ahead is not None:
        return Status(_("Kaikki on sovittu"), status.gig_on(ahead.starts, by_deadline=ahead.by_deadline), tone=OK)
    if not any(report.state == ReportState.APPROVED for report in parts.reports):
        return Status(_("Keikka ei toteutunut") if parts.reports else _("Keikan aika on ohi"), tone=PLAIN)
    pay_day = max((g.offer.expected_pay_day for g in parts.gigs), default=None)
    return Status(_("Keikka on pidetty"), _("pankki maksaa palkkion"), pay_day, PLAIN)
