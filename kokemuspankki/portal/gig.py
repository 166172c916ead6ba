"""The gig card: everything of one gig on one screen, joined from every room, by role (model.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Bank, Person
from accounts.roles import Role
from accounts.views.common import person_of
from core import clock
from core.pay import days
from core.status import ALERT, WAIT, Status
from kokemuspankki.portal import comers
from kokemuspankki.portal.comers import ENDED
from orders import briefing, consequences, fellows, lines_shown, permissions, receipts, status
from orders.actions.ending import is_prepared
from orders.actions.reporting import told
from orders.models import Booking, Gig, GigReport, MoveAnswer
from orders.states import DIFFERENCE_OPEN, GIG_LIVE, REPORT_OPEN, GigState, LineKind, MoveState, ReportState
from payments import calendar
from payments.models import Contract, Fee
from payments.status import of_contract, of_fee
from payments.views.money import next_cut_off


@dataclass(frozen=True)
class Report:
    row: GigReport
    status: Status
    rows: list[lines_shown.Row]
    total_cents: int
    told: str
    receipts: list[receipts.Shown]
    unsure: bool


@login_required
@require_GET
def gig(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    found = _found(by, slug)
    role = role_of(by, found)
    now = clock.now()
    bookings = list(found.bookings.all())
    if role == "auditor":
        return _lean(request, found, bookings)
    sessions = [b for b in bookings if b.live] or bookings
    ahead = [b for b in bookings if b.live and b.starts > now]
    contract = found.contracts.order_by("-id").first()
    lines = list(found.offer.lines.all())
    said = reports(found, by)
    context = {
        "gig": found,
        "order": found.order,
        "role": role,
        "status": standing(found, contract, said, by),
        "sessions": sessions,
        "next": ahead[0] if ahead else sessions[0],
        "place": briefing.place(found.order),
        "what": briefing.what(found.order, comes=role == "expert"),
        "where": briefing.where(found.order, contact=role != "expert" or found.state not in ENDED),
        "bank": Bank.objects.the(),
        "lines": lines_shown.rows(lines) if role != "orderer" and found.state not in ENDED else [],
        "total_cents": found.offer.total_cents,
        "expert": comer(found, by, role, sessions),
        "contract": contract,
        "contract_status": of_contract(contract, by) if contract else None,
        "reports": said,
        "fees": fees(found, by, role),
        "run": calendar.steps(max(found.offer.expected_pay_day, days.next_pay_day(clock.today()))),
        "call": briefing.call(found.order, ahead[0].starts if ahead else None),
        "paper": role in {"expert", "coordinator"} and found.state not in ENDED,
        "tickets": any(line.kind == LineKind.TICKET for line in lines),
        "can_report_preparation": may_report_preparation(found, role, lines),
        **(_for_expert(found, ahead) if role == "expert" else {}),
    }
    return render(request, "portal/gig.html", context)


def _for_expert(found: Gig, ahead: list[Booking]) -> dict[str, Any]:
    """What the expert alone is told and may do."""
    live = found.state in GIG_LIVE
    return {
        "fellows": fellows.of(found),
        "move": _move_asked(found),
        "can_release": live and bool(ahead),
        "can_finish": live and found.order.task_type.by_deadline,
    }


def _found(by: Person, slug: str) -> Gig:
    rows = Gig.objects.visible_to(by).select_related(
        "order__task_type", "order__unit", "order__orderer", "order__coordinator", "expert__person", "offer"
    )
    row: Gig = get_object_or_404(rows, slug=slug)
    return row


def _move_asked(found: Gig) -> MoveAnswer | None:
    """A new time that waits for this expert's answer."""
    waiting = found.move_answers.filter(yes=None, proposal__state=MoveState.ASKED)
    return waiting.filter(proposal__answer_by__gt=clock.now()).first()


def role_of(by: Person, found: Gig) -> str:
    """An expert's own card first, then the orderer's, then the bank's. Raises Http404 for every other reader."""
    if permissions.is_own_gig(by, found):
        return "expert"
    if permissions.may_coordinate(by):
        return "coordinator"
    if permissions.is_orderer_of(by, found.order):
        return "orderer"
    if by.has(Role.AUDITOR):
        return "auditor"
    raise Http404


def _lean(request: HttpRequest, found: Gig, bookings: list[Booking]) -> HttpResponse:
    """The auditor's card: who, when, lines, decisions and money; no title, goal, contact, theme or free text."""
    by = person_of(request)
    contract = found.contracts.order_by("-id").first()
    said = reports(found, by)
    context = {
        "gig": found,
        "order": found.order,
        "status": replace(standing(found, contract, said, by), extra=""),
        "sessions": bookings,
        "lines": lines_shown.rows(found.offer.lines.all()),
        "contract": contract,
        "contract_status": of_contract(contract, by) if contract else None,
        "reports": said,
        "fees": fees(found, by, "auditor"),
    }
    return render(request, "portal/gig_part.html", context)


def standing(found: Gig, contract: Contract | None, said: list[Report], by: Person) -> Status:
    """Of an agreed gig the contract says who acts next; of one that is over what still waits of its reports."""
    if found.state == GigState.AGREED and contract is not None:
        return of_contract(contract, by)
    if found.state not in GIG_LIVE:
        rows = sorted(said, key=lambda report: (report.row.state not in REPORT_OPEN, report.row.pk))
        waits = next((report.status for report in rows if report.status.tone in {WAIT, ALERT}), None)
        return waits or status.of_gig(found, by)
    rest = found.reports.filter(difference__state__in=DIFFERENCE_OPEN).select_related("difference").first()
    if found.state not in GIG_LIVE and rest is not None:
        rest.gig = found
        return status.of_report(rest, by)
    return status.of_gig(found, by)


def comer(found: Gig, by: Person, role: str, sessions: list[Booking]) -> comers.Comer | None:
    """The orderer by the rule of the order's page; the bank always."""
    if role == "orderer":
        return comers.of_gigs([found], by, sessions).get(found.pk)
    person = found.expert.person
    return comers.Comer(person.name, found.expert.title, person.phone, person.email or "")


def fees(found: Gig, by: Person, role: str) -> list[tuple[Fee, Status]]:
    """Gross and state; what is missing of the payee's own data is said to the expert alone (model.md §4)."""
    if role == "orderer":
        return []
    rows = found.fees.with_state(clock.now(), next_cut_off()).select_related("expert").order_by("id")
    said = [(fee, of_fee(fee, by)) for fee in rows]
    return said if role == "expert" else [(fee, replace(words, extra="")) for fee, words in said]


def reports(found: Gig, by: Person) -> list[Report]:
    shown = []
    rows = list(found.reports.select_related("decided_by", "difference").prefetch_related("lines"))
    files = receipts.of_reports(rows) if permissions.is_own_gig(by, found) or permissions.may_coordinate(by) else {}
    for row in rows:
        row.gig = found
        final = [line for line in row.lines.all() if line.version == "final"]
        lines = final or [line for line in row.lines.all() if line.version == "expert"]
        total = sum(line.amount_cents for line in lines)
        unsure = permissions.may_coordinate(by) and consequences.planning_pay_is_unsure(lines)
        said, mine = status.of_report(row, by), files.get(row.pk, [])
        shown.append(Report(row, said, lines_shown.rows(lines), total, told(row), mine, unsure))
    return shown


def may_report_preparation(found: Gig, role: str, lines: list[Any]) -> bool:
    """Ended before its day or decided as not held, with preparation or tickets, and nothing told of them yet."""
    if role == "orderer" or found.state in GIG_LIVE:
        return False
    ended = found.state in ENDED
    prepared = any(is_prepared(line, ended=ended) for line in lines)
    untold = ReportState.AWAITED if ended else ReportState.NOT_HELD
    return prepared and not found.reports.exclude(state=untold).exists()
