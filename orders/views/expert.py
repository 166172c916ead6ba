"""The expert's pages: offers and answers, «En pääse», and what happened; the orderer's and the bank's word on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Bank
from core import clock, web
from experts import times
from experts.models import Expert, ExpertTheme
from orders import actions, briefing, clashes, fitting, lines_shown, net, own_limits, permissions, status
from orders.models import Booking, Gig, GigReport, Offer
from orders.states import GIG_LIVE, OfferState
from orders.views.orderer import person_of

ENDED = 20


def offers_known() -> Any:
    return Offer.objects.select_related("order__task_type", "order__unit", "order__orderer", "expert__person")


@login_required
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """Expert: offers that can be taken, coming gigs, how to get more of them; then what has been."""
    by = person_of(request)
    permissions.require(by.has("expert"))
    live = offers_known().live().filter(expert__person=by).prefetch_related("order__sessions")
    expert = Expert.objects.get(person=by)
    waiting = fitting.of(expert.pk, live)
    gigs: Any = (
        Gig.objects.of_expert(by).select_related("order__task_type", "order__unit", "expert__person").with_span()
    )
    coming = list(gigs.filter(state__in=GIG_LIVE).order_by("first_start", "id"))
    past = list(gigs.exclude(state__in=GIG_LIVE).order_by("-id")[:ENDED])
    ended = offers_known().filter(expert__person=by).exclude(state__in=[OfferState.SENT, OfferState.ACCEPTED])
    context = {
        "expert": expert,
        "waiting": [row for row in waiting if row.clash is None],
        "clashing": [row for row in waiting if row.clash is not None],
        "week": times.week(expert.weekly.all()),
        "coming": [(gig, status.of_gig(gig, by)) for gig in coming],
        "past": [(gig, status.of_gig(gig, by)) for gig in past],
        "ended": [(offer, status.of_offer(offer, by)) for offer in ended.order_by("-id")[:ENDED]],
    }
    return render(request, "orders/expert/offers.html", context)


def facts(offer: Offer, *, contact: bool) -> dict[str, Any]:
    """What both the page and the mail's page tell: when, where, what, how much, when the money comes.

    `contact`: who meets, with the number; only signed in and while the offer or its gig is one's own.
    """
    order = offer.order
    lines = list(offer.lines.all())
    return {
        "offer": offer,
        "order": order,
        "sessions": list(order.sessions.all()),
        "place": briefing.place(order),
        "what": briefing.what(order, comes=True),
        "where": briefing.where(order, contact=contact),
        "fee": lines_shown.fee_rows(lines),
        "travel": lines_shown.travel_rows(lines),
        "bank": Bank.objects.the(),
    }


@login_required
@require_GET
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Expert: everything needed for an answer, with the net for the expert's own eyes alone."""
    by = person_of(request)
    found = get_object_or_404(offers_known().filter(expert__person=by), slug=slug)
    waits = found.state == OfferState.SENT and found.answer_by > clock.now()
    ahead = list(found.order.sessions.ahead(clock.now())) if waits else []
    times = [(session.starts, session.ends) for session in ahead]
    clash = clashes.first(found.expert_id, clashes.times(ahead))
    context = {
        **facts(found, contact=found.state in {OfferState.SENT, OfferState.ACCEPTED}),
        "status": status.of_offer(found, by),
        "waits": waits,
        "in_hand": net.of_offer(found) if waits else None,
        "themes": ExpertTheme.objects.for_orderer().filter(pk__in=found.themes_shown).order_by("id"),
        "clash": clash,
        "clash_words": clashes.words(clash) if clash else "",
        "limits": own_limits.broken(found.expert, found.order, times) if times and not clash else [],
        "gig": Gig.objects.filter(offer=found).first(),
        "week": _same_week(found) if waits else [],
    }
    return render(request, "orders/expert/offer.html", context)


def _same_week(found: Offer) -> list[Booking]:
    """What the week of the first session already holds."""
    first = found.order.sessions.first()
    if first is None:
        return []
    year, week, _day = clock.local(first.starts).isocalendar()
    mine = Booking.objects.filter(expert=found.expert, live=True, starts__iso_year=year, starts__week=week)
    return list(mine.select_related("gig__order__task_type"))


@login_required
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Expert: yes, or «Ei tällä kertaa» in one tap; a reason is never asked for, only allowed."""
    by = person_of(request)
    found = get_object_or_404(offers_known().filter(expert__person=by), slug=slug)
    back = reverse("orders:offer", args=[slug])
    if request.POST.get("answer") == "yes":
        return web.act(
            request,
            lambda: actions.accept_offer(found.pk, by=by, passing=request.POST.getlist("passing")),
            said=_("Keikka on sinun. Sopimus tulee allekirjoitettavaksi ihan pian."),
            to=lambda gig: reverse("portal:gig", args=[gig.slug]),
            back=back,
        )
    if request.POST.get("answer") != "no":
        return redirect(back)
    reason = request.POST.get("reason", "").strip()[:300]
    said = _("Kiitos, kun vastasit. Vastaus ei vaikuta siihen, tarjotaanko sinulle keikkoja jatkossa.")
    do = lambda: actions.decline_offer(found.pk, by=by, reason=reason)  # noqa: E731
    return web.act(request, do, said=said, to="orders:offers", back=back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """«En pääse»: the consequence first, then one button. Expert alone, until the minute before."""
    by = person_of(request)
    found = Gig.objects.of_expert(by).select_related("order__task_type", "order__coordinator")
    gig = get_object_or_404(found, slug=slug)
    card = reverse("portal:gig", args=[slug])
    if request.method == "POST":
        said = _("Olet nyt vapaa tästä keikasta. Pankki etsii sijaisen, eikä sinun tarvitse tehdä mitään.")
        return web.act(request, lambda: actions.release_gig(gig.pk, by=by), said=said, to=card)
    ahead = list(gig.bookings.filter(live=True, starts__gt=clock.now()))
    if gig.state not in GIG_LIVE or not ahead:
        messages.error(request, _("Keikka on jo alkanut. Soita yhteyshenkilölle tai koordinaattorille."))
        return redirect(card)
    context = {"gig": gig, "order": gig.order, "ahead": ahead, "call": briefing.call(gig.order, ahead[0].starts)}
    return render(request, "orders/expert/release.html", context)


@login_required
@require_POST
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    """«Työ on valmis»: expert, of work by a deadline; the hours are told next."""
    by = person_of(request)
    gig = get_object_or_404(Gig.objects.of_expert(by), slug=slug)
    said = _("Hienoa! Kerro vielä, menikö työ kuten sovittiin.")
    card = reverse("portal:gig", args=[slug])
    return web.act(request, lambda: actions.finish_work(gig.pk, by=by), said=said, to=_to_report, back=card)


def _to_report(report: GigReport) -> str:
    return reverse("orders:report", args=[report.slug])


@login_required
@require_POST
def prepared(request: HttpRequest, slug: str) -> HttpResponse:
    """Expert or coordinator: the gig ended early, but the preparation was done and is paid."""
    by = person_of(request)
    gig = get_object_or_404(Gig.objects.visible_to(by).select_related("order__task_type"), slug=slug)
    if gig.order.task_type.by_deadline and gig.state not in GIG_LIVE:
        open_it = lambda: actions.report_preparation(gig.pk, by=by)  # noqa: E731
        card = reverse("portal:gig", args=[slug])
        return web.act(request, open_it, said="", to=_to_report, back=card)
    said = _("Valmistelu on ilmoitettu. Se maksetaan, kun tilaaja on kuitannut sen tai kuittausaika on kulunut.")
    do = lambda: actions.report_preparation(gig.pk, by=by)  # noqa: E731
    return web.act(request, do, said=said, to=reverse("portal:gig", args=[slug]))
