"""Each role's front page: a sentence that sums up the day, and at most four things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.models import Person, RoleGrant
from accounts.roles import Role
from accounts.views.common import person_of
from core import clock
from core.errors import NotAllowed
from core.money import euros
from core.pay import days
from core.status import Status
from core.templatetags.kp import begins, day, moment
from evaluation.models import FeedbackRequest
from evaluation.states import RequestState
from experts.models import Expert
from kokemuspankki.portal import tasks
from orders import board, shown
from orders.models import Approval, Booking, Gig, GigReport, Offer, Order, OrderQuestion
from orders.states import GIG_LIVE, ORDER_OPEN, GigState, OrderState, ReportState
from orders.status import DRAFT_KEPT
from payments import drawing, oddities
from payments.calendar import steps
from payments.models import Batch, Contract, Fee
from payments.states import BatchState, ContractState, FeeState
from payments.status import of_batch, of_fee
from supervision import front as support

Words = str | Promise


@dataclass(frozen=True)
class Wait:
    """One thing that waits for the reader: what, about what, by when, and where it is done.

    `tap`: the words of a button that does it here and now, and `tap_url` where it posts. `more`: one line of facts.
    """

    what: Words
    about: str
    by: date | datetime | None
    url: str
    act: Words
    tap: Words = ""
    tap_url: str = ""
    more: str = ""


@login_required
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in lands on a role's page; somebody with no role yet is told so."""
    roles = person_of(request).roles
    for role in ORDERED:
        if role in roles:
            return redirect("portal:home", role)
    return render(request, "portal/home/no_role.html")


@login_required
@require_GET
def home(request: HttpRequest, role: str) -> HttpResponse:
    person = person_of(request)
    if role not in person.roles or role not in PAGES:
        raise NotAllowed()
    request.session["role"] = role
    return render(request, f"portal/home/{role}.html", {"me_first_name": person.first_name, **PAGES[role](person)})


def waiting_words(waits: list[Wait]) -> str:
    if not waits:
        return _("Mikään ei odota sinua juuri nyt.")
    return ngettext("Yksi asia odottaa sinua.", "%(n)d asiaa odottaa sinua.", len(waits)) % {"n": len(waits)}


def expert(person: Person) -> dict[str, Any]:
    waits = [*_offers(person), *_contracts(person), *_reports(person), *_support(person)]
    gig = (
        Gig.objects.of_expert(person)
        .filter(state__in=GIG_LIVE, bookings__live=True, bookings__ends__gt=clock.now())
        .annotate(next_start=Min("bookings__starts", filter=Q(bookings__ends__gt=clock.now())))
        .select_related("order__task_type", "order__unit")
        .order_by("next_start", "id")
        .first()
    )
    booking = gig and Booking.objects.filter(gig=gig, live=True, ends__gt=clock.now()).first()
    received = FeedbackRequest.objects.received_by(person).select_related("gig__order__task_type", "feedback", "giver")
    return {
        "waits": waits,
        "sentence": waiting_words(waits),
        "gig": gig,
        "booking": booking,
        "money": _money(person),
        "feedback": received.order_by("-settled_at").first(),
        "seat": support.next_seat(person),
        "contact": support.contact_of(person),
        "expert": Expert.objects.get(person=person),
    }


def _offers(person: Person) -> list[Wait]:
    live = Offer.objects.live().filter(expert__person=person).select_related("order__task_type", "order__unit")
    return [
        Wait(_("Tarjous odottaa vastaustasi"), f"{o.order.task_type}, {o.order.unit}", o.answer_by,
             reverse("orders:offer", args=[o.slug]), _("Katso tarjous ja vastaa"), more=_when_and_how_much(o))
        for o in live.annotate(first_start=Min("order__sessions__starts")).order_by("answer_by", "id")
    ]  # fmt: skip


def _when_and_how_much(annotated: Any) -> str:
    return f"{begins(annotated.first_start, annotated.order.task_type.by_deadline)} · {euros(annotated.total_cents)}"


def _support(person: Person) -> list[Wait]:
    """A seat that is free for the reader now, and a debrief that may be had; both may be left unanswered."""
    seats = [
        Wait(_("Sinulle vapautui paikka"), f"{s.event}", s.answer_by, reverse("supervision:mine"), _("Katso ja vastaa"))
        for s in support.offered_seats(person)
    ]
    talks = [
        Wait(_("Sinulle on tarjolla purku"), str(d.booking.gig.order.task_type) if d.booking else "", d.due,
             reverse("supervision:debrief", args=[d.slug]), _("Valitse aika tai sano ei"))
        for d in support.offered_debriefs(person)
    ]  # fmt: skip
    return [*seats, *talks]


def _contracts(person: Person) -> list[Wait]:
    mine = Contract.objects.filter(gig__expert__person=person, gig__state=GigState.AGREED, state=ContractState.COMPOSED)
    return [
        Wait(_("Sopimus odottaa allekirjoitustasi"), str(c.gig.order.task_type), c.due,
             reverse("payments:contract", args=[c.slug]), _("Lue ja allekirjoita"))
        for c in mine.select_related("gig__order__task_type").order_by("id")
    ]  # fmt: skip


def _reports(person: Person) -> list[Wait]:
    rows = GigReport.objects.filter(gig__expert__person=person, state=ReportState.AWAITED)
    mine, ended = rows.select_related("gig__order__task_type"), Q(gig__bookings__ends__lte=clock.now())
    return [
        Wait(_("Miten keikka meni?"), _held(r), r.due,
             reverse("portal:gig", args=[r.gig.slug]), _("Meni toisin tai ei toteutunut"),
             _("Toteutui kuten sovittiin"), reverse("orders:report-agreed", args=[r.slug]))
        for r in mine.annotate(held=Max("gig__bookings__ends", filter=ended)).order_by("due", "id")
    ]  # fmt: skip


def _held(annotated: Any) -> str:
    task = str(annotated.gig.order.task_type)
    return f"{task}, {day(annotated.held)}" if annotated.held else task


def _money(person: Person) -> list[tuple[Fee, Status]]:
    """Coming money, each fee with its true state and date; what is already on the account is on its own page."""
    fees: Any = Fee.objects.filter(expert__person=person).with_state(
        clock.now(), days.cut_off(days.next_pay_day(clock.today()))
    )
    coming = (
        fees.exclude(state=FeeState.ON_ACCOUNT)
        .select_related("expert", "gig__order__task_type")
        .order_by("state_on", "id")[:5]
    )
    return [(fee, of_fee(fee, person)) for fee in coming]


def orderer(person: Person) -> dict[str, Any]:
    waits = [*_questions(person), *_reported(person), *_feedback_to_give(person), *_drafts(person)]
    seen: Any = Order.objects.visible_to(person).filter(
        Q(state__in=ORDER_OPEN) | Q(state=OrderState.DRAFT, orderer=person)
    )
    orders = list(seen.for_list().order_by("first_start", "id")[:6])
    rows = [(row.order, row.status) for row in shown.rows(orders, person)]
    return {"waits": waits, "sentence": waiting_words(waits), "orders": rows}


def _questions(person: Person) -> list[Wait]:
    asked = OrderQuestion.objects.filter(answered_at=None, order__state__in=ORDER_OPEN, order__orderer=person)
    return [
        Wait(_("Pankki kysyy sinulta"), q.order.title, q.due,
             reverse("portal:order", args=[q.order.slug]), _("Lue ja vastaa"))
        for q in asked.select_related("order").order_by("due", "id")
    ]  # fmt: skip


def _reported(person: Person) -> list[Wait]:
    """What an expert told: to confirm it, or to answer that it was not held; until then nothing is settled."""
    claimed = Q(state=ReportState.NOT_HELD_CLAIMED, contested_by=F("gig__expert__person"))
    told = GigReport.objects.filter(Q(state=ReportState.SUBMITTED) | claimed, gig__order__orderer=person)
    rows = list(told.select_related("gig__order").order_by("due", "id"))
    confirm = [
        Wait(_("Kuittaa toteuma"), r.gig.order.title, r.due,
             reverse("orders:report-confirm", args=[r.slug]), _("Katso ja kuittaa"))
        for r in rows if r.state == ReportState.SUBMITTED
    ]  # fmt: skip
    claims = [
        Wait(_("Ilmoitettu: ei toteutunut"), r.gig.order.title, r.due,
             reverse("portal:order", args=[r.gig.order.slug]), _("Lue ja vastaa"))
        for r in rows if r.state != ReportState.SUBMITTED
    ]  # fmt: skip
    return [*confirm, *claims]


def _feedback_to_give(person: Person) -> list[Wait]:
    asked = FeedbackRequest.objects.filter(giver=person, state=RequestState.ASKED, direction="to_expert")
    return [
        Wait(_("Kerro, mitä työstä jäi käteen"), r.gig.order.title, r.due,
             reverse("evaluation:give", args=[r.slug]), _("Vastaa kolmeen kysymykseen"))
        for r in asked.select_related("gig__order").order_by("due", "id")
    ]  # fmt: skip


def _drafts(person: Person) -> list[Wait]:
    mine = Order.objects.filter(state=OrderState.DRAFT, orderer=person).select_related("task_type")
    return [
        Wait(_("Tilaus on kesken"), o.title or str(o.task_type), clock.local(o.changed_at + DRAFT_KEPT).date(),
             reverse("orders:step", args=[o.slug, o.step]), _("Jatka luonnosta"))
        for o in mine.order_by("changed_at", "id")
    ]  # fmt: skip


def approver(person: Person) -> dict[str, Any]:
    asked = Approval.objects.waiting().filter(asked_of=person).select_related("order__unit", "order__task_type")
    waits = [
        Wait(f"{_('Enintään')} {euros(a.amount_cents)}", f"{a.order.title}, {a.order.unit}", a.due,
             reverse("orders:approval", args=[a.slug]), _("Katso ja päätä"))
        for a in asked.order_by("due", "id")
    ]  # fmt: skip
    return {"waits": waits, "sentence": waiting_words(waits)}


def _tasks(person: Person, limit: int = 8) -> list[tasks.Row]:
    return tasks.rows(person, limit)


def coordinator(person: Person) -> dict[str, Any]:
    now = clock.now()
    contracts = Contract.objects.for_bank_to_sign().count()
    waiting = _tasks(person, 100)
    made = board.columns(board.orders(), now)
    cards = [card for column in made for card in column.cards if card.act]
    acted = {card.order.pk for card in cards}
    n = len(cards) + contracts + sum(not row.is_told_by(acted) for row in waiting)
    sentence = (
        ngettext("Yksi asia odottaa sinua.", "%(n)d asiaa odottaa sinua.", n) % {"n": n}
        if n
        else _("Mikään ei odota sinua juuri nyt.")
    )
    first = sorted(cards, key=lambda card: (card.tone != "alert", card.at or now, card.order.pk))[:3]
    return {
        "columns": made,
        "urgent": next(view for view in board.views(made, "", now) if view.key == "urgent"),
        "contracts": contracts,
        "tasks": waiting[:8],
        "sentence": f"{sentence} {board.burning(made)}".strip(),
        "first": first,
    }


def payroll(person: Person) -> dict[str, Any]:
    """The run that waits for the reader, and the next one to draw: what it would hold and what is odd, unnamed."""
    pay_day = drawing.open_days(1)[0]
    coming = drawing.preview(pay_day)
    open_ = Batch.objects.filter(state__in=[BatchState.DRAWN, BatchState.APPROVED, BatchState.SENT]).order_by("id")
    batches = [(batch, of_batch(batch, person)) for batch in open_[:5]]
    mine = next((row for row in batches if row[1].mine), None)
    return {
        "pay_day": pay_day,
        "coming": coming,
        "odd": oddities.of(coming),
        "steps": steps(pay_day),
        "mine": mine,
        "batches": [row for row in batches if row != mine],
        "tasks": _tasks(person),
    }


def main_user(person: Person) -> dict[str, Any]:
    today = clock.today()
    pending = RoleGrant.objects.pending(today).select_related("person").order_by("id")[:5]
    payers = Person.objects.holding(Role.PAYROLL, on=today).count()
    return {"tasks": _tasks(person), "pending": pending, "few_payers": payers < 2}


def auditor(person: Person) -> dict[str, Any]:
    return {"tasks": _tasks(person)}


def supervisor(person: Person) -> dict[str, Any]:
    """Who comes, when, where; nothing else."""
    now = clock.now()
    sessions, debriefs = support.sessions(person, now), support.debriefs_to_give(person)
    times = [*(session.event.starts for session in sessions), *(debrief.starts for debrief in debriefs)]
    undone = sum(session.to_mark for session in sessions) + sum(
        d.starts is not None and d.starts <= now for d in debriefs
    )
    return {"sessions": sessions, "debriefs": debriefs, "now": now, "sentence": _next_meeting(times, undone, now)}


def _next_meeting(times: list[Any], undone: int, now: datetime) -> str:
    if undone:
        return ngettext("Yksi tapaaminen odottaa merkintääsi.", "%(n)d tapaamista odottaa merkintääsi.", undone) % {
            "n": undone
        }
    ahead = min((at for at in times if at and at > now), default=None)
    return _("Seuraava tapaamisesi on %(when)s.") % {"when": moment(ahead)} if ahead else ""


def plain(person: Person) -> dict[str, Any]:
    return {"tasks": _tasks(person)}


PAGES: dict[str, Callable[[Person], dict[str, Any]]] = {
    Role.EXPERT: expert,
    Role.ORDERER: orderer,
    Role.APPROVER: approver,
    Role.COORDINATOR: coordinator,
    Role.PAYROLL: payroll,
    Role.MAIN_USER: main_user,
    Role.AUDITOR: auditor,
    Role.SUPERVISOR: supervisor,
    Role.EVALUATOR: plain,
}
ORDERED = list(PAGES)
