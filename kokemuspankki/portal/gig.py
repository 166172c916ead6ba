"""The gig card: everything of one gig on one screen, joined from every room, by role (model.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Bank, Person
from accounts.views.common import person_of
from core import audit, clock, policy
from core.status import Status
from experts.models import ExpertTheme
from experts.states import Visibility
from orders import briefing, lines_shown, permissions, status
from orders.actions.reporting import told
from orders.models import Booking, Gig, GigReport, MoveAnswer
from orders.states import DIFFERENCE_OPEN, GIG_LIVE, GigState, LineKind, MoveState, ReportState
from payments.models import Contract
from payments.status import of_contract

ENDED = frozenset({GigState.RELEASED, GigState.CANCELLED})


@dataclass(frozen=True)
class Expert:
    """Who comes, as this reader may see."""

    name: str
    title: str
    phone: str = ""
    email: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    row: GigReport
    status: Status
    rows: list[lines_shown.Row]
    total_cents: int
    told: str


@login_required
@require_GET
def gig(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    found = get_object_or_404(
        Gig.objects.visible_to(by).select_related(
            "order__task_type", "order__unit", "order__orderer", "order__coordinator", "expert__person", "offer"
        ),
        slug=slug,
    )
    role = role_of(by, found)
    now = clock.now()
    bookings = list(found.bookings.all())
    sessions = [b for b in bookings if b.live] or bookings
    ahead = [b for b in bookings if b.live and b.starts > now]
    contract = found.contracts.order_by("-id").first()
    lines = list(found.offer.lines.all())
    context = {
        "gig": found,
        "order": found.order,
        "role": role,
        "status": standing(found, contract, by),
        "sessions": sessions,
        "next": ahead[0] if ahead else sessions[0],
        "place": briefing.place(found.order),
        "what": briefing.what(found.order),
        "where": briefing.where(found.order, contact=role != "expert" or found.state not in ENDED),
        "bank": Bank.objects.the(),
        "lines": lines_shown.rows(lines) if role != "orderer" and found.state not in ENDED else [],
        "total_cents": found.offer.total_cents,
        "expert": comer(found, by, role, sessions, now),
        "contract": contract,
        "contract_status": of_contract(contract, by) if contract else None,
        "reports": reports(found, by),
        "move": _move_asked(found) if role == "expert" else None,
        "can_release": role == "expert" and found.state in GIG_LIVE and bool(ahead),
        "can_report_preparation": may_report_preparation(found, role, lines),
    }
    return render(request, "portal/gig.html", context)


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
    raise Http404


def standing(found: Gig, contract: Contract | None, by: Person) -> Status:
    """Of an agreed gig the contract says who acts next; of one that is over its report does."""
    if found.state == GigState.AGREED and contract is not None:
        return of_contract(contract, by)
    open_ = found.reports.waiting().order_by("due", "id").first()
    if found.state not in GIG_LIVE and open_ is not None:
        return status.of_report(open_, by)
    rest = found.reports.filter(difference__state__in=DIFFERENCE_OPEN).select_related("difference").first()
    if found.state not in GIG_LIVE and rest is not None:
        rest.gig = found
        return status.of_report(rest, by)
    return status.of_gig(found, by)


def comer(found: Gig, by: Person, role: str, sessions: list[Booking], now: datetime) -> Expert | None:
    """The orderer knows the name until a month after closing; contact from two days before, when the expert lets."""
    person = found.expert.person
    if role != "orderer":
        return Expert(person.name, found.expert.title, person.phone, person.email or "")
    kept = timedelta(days=int(policy.get("name_shown_days_after_closing")))
    over = found.closed_at is not None and found.closed_at + kept < now
    if over or found.state in ENDED:
        return None
    themes = tuple(
        theme.own_words or ", ".join(str(tag) for tag in theme.tags.all())
        for theme in ExpertTheme.objects.filter(
            pk__in=found.offer.themes_shown, withdrawn_at=None, visibility__in=[Visibility.ORDERER, Visibility.PUBLIC]
        )
        .prefetch_related("tags")
        .order_by("id")
    )
    if themes:
        audit.viewed(by, "gig_themes", [person], found)
    soon = sessions[0].starts - timedelta(hours=int(policy.get("contact_shown_hours_before"))) <= now
    if not (soon and found.expert.share_contact and not person.protected):
        return Expert(person.name, found.expert.title, themes=themes)
    audit.viewed(by, "contact", [person], found)
    return Expert(person.name, found.expert.title, person.phone, person.email or "", themes)


def reports(found: Gig, by: Person) -> list[Report]:
    shown = []
    for row in found.reports.select_related("difference").prefetch_related("lines"):
        row.gig = found
        final = [line for line in row.lines.all() if line.version == "final"]
        lines = final or [line for line in row.lines.all() if line.version == "expert"]
        total = sum(line.amount_cents for line in lines)
        shown.append(Report(row, status.of_report(row, by), lines_shown.rows(lines), total, told(row)))
    return shown


def may_report_preparation(found: Gig, role: str, lines: list[Any]) -> bool:
    """Ended before its day or decided as not held, with preparation or tickets, and nothing told of them yet."""
    if role == "orderer" or found.state in GIG_LIVE:
        return False
    prepared = any(line.kind in {LineKind.PREPARATION, LineKind.TICKET} for line in lines)
    untold = ReportState.AWAITED if found.state in ENDED else ReportState.NOT_HELD
    return prepared and not found.reports.exclude(state=untold).exists()
