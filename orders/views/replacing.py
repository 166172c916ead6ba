"""One click for cover: the best candidates are shown, and each is asked at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import audit, clock, web
from experts.models import Expert
from orders import actions, deadlines, matching
from orders.actions.staffing import open_offers_left
from orders.models import Offer, Order
from orders.states import GigState
from orders.views.candidates import order_of, why_no_offer
from orders.views.orderer import person_of

SPARE = 5
"""Shown beside those who are asked first, for a coordinator who knows better."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: as many of the best as may be asked now are ticked; one button asks them."""
    by = person_of(request)
    order = order_of(request, slug)
    if request.method == "POST" and "expert" in request.POST:
        chosen = list(Expert.objects.filter(slug__in=request.POST.getlist("expert")).order_by("id"))
        do = lambda: actions.send_offers(order.pk, by=by, experts=chosen)  # noqa: E731
        to, back = reverse("orders:handle", args=[slug]), reverse("orders:replace", args=[slug])
        return web.act(request, do, said=lambda sent: _said(sent, len(chosen)), to=to, back=back)
    if why := why_no_offer(order):
        messages.error(request, why)
        return redirect("orders:handle", slug)
    return _page(request, order)


def _page(request: HttpRequest, order: Order) -> HttpResponse:
    by, now = person_of(request), clock.now()
    left = open_offers_left(order)
    free = [c for c in matching.looked(order, by).candidates if not c.why_not][: left + SPARE]
    audit.viewed(by, "candidates", [c.expert.person for c in free], order)
    released = order.gigs.filter(state=GigState.RELEASED).exists()
    first = order.sessions.ahead(now).first()
    context: dict[str, Any] = {
        "order": order,
        "sessions": list(order.sessions.ahead(now)),
        "rows": [(candidate, place < left) for place, candidate in enumerate(free)],
        "left": left,
        "released": released,
        "answer_by": deadlines.answer_by(now, first.starts, released=released) if first else None,
        "nobody": request.method == "POST",
    }
    return render(request, "orders/coordinator/replace.html", context)


def _said(sent: list[Offer], chosen: int) -> str:
    words = ngettext("Tarjous on lähetetty yhdelle.", "Tarjous on lähetetty %(n)d ihmiselle.", len(sent))
    passed = _("Osa valituista ei ollut enää vapaa.") if len(sent) < chosen else ""
    return f"{words % {'n': len(sent)}} {_('Ensimmäinen kyllä saa keikan.')} {passed}".strip()
