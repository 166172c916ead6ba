"""The coordinator's pages: the board, one order, its candidates, an offer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock, policy, web
from core.errors import DomainError
from core.status import Status
from experts.models import Expert
from orders import (
    actions,
    brief,
    briefing,
    deadlines,
    estimates,
    lines_shown,
    permissions,
    price_panel,
    pricing,
    shown,
    status,
)
from orders.actions.staffing import cost_with, open_offers_left
from orders.forms.sessions import number
from orders.forms.staffing import (
    ApproveForm,
    MoneyForm,
    OfferForm,
    QuestionForm,
    RejectForm,
    TripSet,
    one_more,
    trip_rows,
)
from orders.models import Offer, Order
from orders.states import GigState, OfferState, OrderState
from orders.views.candidates import order_of, why_no_offer
from orders.views.orderer import person_of


@login_required
@require_GET
def handle(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: the whole order, what it waits for, and what can be done now."""
    return _handle_page(request, order_of(request, slug))


def _handle_page(request: HttpRequest, order: Order, **forms: Any) -> HttpResponse:
    by = person_of(request)
    questions = list(order.questions.select_related("asked_by", "answered_by"))
    offers = list(order.offers.select_related("expert__person").order_by("-id"))
    gigs = list(order.gigs.select_related("expert__person", "order").prefetch_related("reports").order_by("id"))
    context = {
        "order": order,
        "status": _standing(order, by, offers),
        "sessions": list(order.sessions.all()),
        "what": briefing.what(order, comes=False),
        "where": briefing.where(order),
        "missing": brief.sentences(order),
        "price": price_panel.of_order(order),
        "questions": questions,
        "offers": [(offer, status.of_offer(offer, by)) for offer in offers],
        "released": any(gig.state == GigState.RELEASED for gig in gigs),
        "may_offer": open_offers_left(order) if order.state == OrderState.STAFFING else 0,
        "orderer_phone": briefing.phone(order.orderer_phone),
        "gigs": [(gig, status.of_gig(gig, by), list(gig.reports.all())) for gig in gigs],
        "approve_form": ApproveForm(order=order),
        "reject_form": RejectForm(),
        "question_form": QuestionForm(),
        "opened": "",
        **forms,
    }
    return render(request, "orders/coordinator/handle.html", context, status=422 if forms else 200)


def _standing(order: Order, by: Any, offers: list[Offer]) -> Status:
    """While an offer is open, the expert it is to acts next; otherwise what every list says."""
    live = [offer for offer in offers if offer.state == OfferState.SENT]
    if order.state == OrderState.STAFFING and live and not getattr(order, "question_due", None):
        return status.of_offer(min(live, key=lambda offer: offer.answer_by), by)
    return shown.rows([order], by)[0].status


@login_required
@require_POST
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    order = order_of(request, slug)
    form = ApproveForm(request.POST, order=order)
    do = lambda: actions.approve(order.pk, by=person_of(request), profile=form.cleaned_data["profile"])  # noqa: E731
    if web.submit(form, do) is None:
        return _handle_page(request, order, approve_form=form, opened="approve")
    messages.success(request, _("Tilaus on hyväksytty. Seuraavaksi valitaan tekijä."))
    return redirect("orders:candidates", slug)


@login_required
@require_POST
def reject(request: HttpRequest, slug: str) -> HttpResponse:
    order = order_of(request, slug)
    form = RejectForm(request.POST)
    do = lambda: actions.reject(order.pk, by=person_of(request), reason=form.cleaned_data["reason"])  # noqa: E731
    if web.submit(form, do) is None:
        return _handle_page(request, order, reject_form=form, opened="reject")
    messages.success(request, _("Tilaus on hylätty. Tilaaja sai perustelusi."))
    return redirect("orders:board")


@login_required
@require_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    order = order_of(request, slug)
    form = QuestionForm(request.POST)
    do = lambda: actions.ask_question(order.pk, by=person_of(request), text=form.cleaned_data["text"])  # noqa: E731
    if web.submit(form, do) is None:
        return _handle_page(request, order, question_form=form, opened="ask")
    messages.success(request, _("Kysymys on lähetetty tilaajalle. Saat viestin, kun vastaus tulee."))
    return redirect("orders:handle", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: HttpRequest, slug: str, expert: str) -> HttpResponse:
    """Coordinator: the lines that will be frozen, journeys typed by hand, and one button that sends the offer."""
    by = person_of(request)
    order = order_of(request, slug)
    if order.state != OrderState.STAFFING:
        messages.error(request, why_no_offer(order))
        return redirect("orders:handle", slug)
    to = get_object_or_404(Expert.objects.select_related("person"), slug=expert)
    days = [clock.local(session.starts).date() for session in order.sessions.all()]
    if "add" in request.POST:
        more = trip_rows(one_more(request.POST), days=days)
        return _offer_page(request, order, to, OfferForm(request.POST), more, quiet=True)
    form, trips = OfferForm(request.POST or None), trip_rows(request.POST or None, days=days)
    if request.method != "POST":
        return _offer_page(request, order, to, OfferForm(initial={"answer_by": _deadline(order)}), trips)
    if not trips.is_valid():
        form.is_valid()
        return _offer_page(request, order, to, form, trips)
    try:
        sent = _send(order, to, by, form, trips) if form.is_valid() else None
    except DomainError as error:
        form.add_error(None, error.message)
        return _offer_page(request, order, to, form, trips, over=error.code == "money")
    if sent is None:
        return _offer_page(request, order, to, form, trips)
    messages.success(request, _("Tarjous on lähetetty: %(name)s.") % {"name": to.person.name})
    return redirect("orders:handle", slug)


def _send(order: Order, to: Expert, by: Any, form: OfferForm, trips: TripSet) -> Offer:
    given = form.cleaned_data["answer_by"]
    default = _deadline(order)
    same = given is not None and default is not None and given == default.replace(second=0, microsecond=0)
    return actions.send_offer(
        order.pk,
        by=by,
        expert=to,
        trips=trips.trips(),
        greeting=form.cleaned_data["greeting"],
        answer_by=None if same else given,
    )


def _deadline(order: Order) -> Any:
    now = clock.now()
    first = order.sessions.filter(starts__gt=now).first()
    if first is None:
        return None
    return deadlines.answer_by(now, first.starts, released=order.gigs.filter(state="released").exists())


def _offer_page(
    request: HttpRequest,
    order: Order,
    to: Expert,
    form: OfferForm,
    trips: TripSet,
    *,
    quiet: bool = False,
    over: bool = False,
) -> HttpResponse:
    """`quiet`: one row more was asked for, nothing is complained of yet. `over`: dearer than was approved."""
    if quiet:
        form.full_clean()
        form.errors.clear()
        for row in trips.forms:
            row.full_clean()
            row.errors.clear()
    now = clock.now()
    sessions = list(order.sessions.filter(starts__gt=now))
    lines = estimates.fee_lines(order, sessions)
    travel = _travel(trips) if form.is_bound and not quiet else []
    context = {
        "order": order,
        "expert": to,
        "to": to_whom(to.person.first_name),
        "form": form,
        "trips": trips,
        "forms": [*trips.forms, form],
        "sessions": sessions,
        "lines": lines_shown.rows([*lines, *travel]),
        "total_cents": pricing.total([*lines, *travel]),
        "cost_cents": cost_with(order, [*lines, *travel], sessions[-1].ends) if sessions else 0,
        "pay_day": deadlines.expected_pay_day(sessions[-1].ends) if sessions else None,
        "km_rate": policy.rate("km_car", clock.local(sessions[0].starts).date()) * 100 if sessions else None,
        "why_not": why_no_offer(order) if not over else "",
        "over": over,
    }
    refused = form.is_bound and not quiet
    return render(request, "orders/coordinator/offer_new.html", context, status=422 if refused else 200)


def to_whom(name: str) -> str:
    """«Ainolle» where Finnish bends a name simply, «tekijälle Pekka» where it doesn't; other languages say the name."""
    if get_language() != "fi":
        return name
    simple = len(name) > 2 and name[-1] in "aeiouyäö" and name[-2] not in "kpt"
    return f"{name}lle" if simple else _("tekijälle %(name)s") % {"name": name}


def _travel(trips: TripSet) -> list[pricing.PricedLine]:
    if not trips.is_valid():
        return []
    found = trips.trips()
    return [line for trip in found for line in pricing.travel_lines([trip], policy.rate("km_car", trip.date))]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more_money(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: an offer would cost more than was approved, so the cost centre is asked first."""
    order = order_of(request, slug)
    least = order.approved_max_cents or 0
    initial = {"amount_cents": max(min(number(request.GET.get("summa", "")), 100_000_00), least)}
    form = MoneyForm(request.POST or None, initial=initial)
    do = lambda: (actions.ask_for_more_money(order.pk, by=person_of(request), **form.cleaned_data), order)  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        said = _("Lupa on pyydetty kustannuspaikan hyväksyjältä. Saat tehtävän, kun hän on vastannut.")
        if order.approvals.waiting().filter(asked_of=None).exists():
            said = _("Kustannuspaikalla ei ole päättäjää. Pääkäyttäjä nimeää sen, ja pyyntösi odottaa tallessa.")
        messages.success(request, said)
        return redirect("orders:handle", slug)
    context = {"order": order, "form": form}
    return render(request, "orders/coordinator/more_money.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: the offer is taken back; the expert hears of it at once."""
    by = person_of(request)
    permissions.require(permissions.may_coordinate(by))
    offer = get_object_or_404(Offer.objects.select_related("order", "expert__person"), slug=slug)
    said = _("Tarjous on vedetty pois. %(name)s saa siitä tiedon.") % {"name": offer.expert.person.first_name}
    to = reverse("orders:handle", args=[offer.order.slug])
    return web.act(request, lambda: actions.withdraw_offer(offer.pk, by=by), said=said, to=to)
