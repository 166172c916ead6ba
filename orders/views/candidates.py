"""Who fits an order, and why somebody else does not: the coordinator's page, and what it shares with the offer's."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core import audit
from experts.models import Expert
from orders import brief, matching, permissions
from orders.actions.staffing import open_offers_left
from orders.models import Order
from orders.states import OrderState
from orders.views.orderer import person_of

FOUND = 10


def order_of(request: HttpRequest, slug: str) -> Order:
    permissions.require(permissions.may_coordinate(person_of(request)))
    found = Order.objects.exclude(state=OrderState.DRAFT).for_list()
    joined = found.select_related("task_type", "unit", "orderer", "cost_centre", "coordinator")
    return get_object_or_404(joined, slug=slug)


def why_no_offer(order: Order) -> str:
    """Why no offer can be sent to anybody now, in words."""
    if order.state != OrderState.STAFFING:
        return _("Tilaukselle ei juuri nyt etsitä tekijää.")
    if missing := brief.sentences(order):
        return _("Toimeksiannosta puuttuu vielä: %(what)s. Kysy tilaajalta.") % {"what": ", ".join(missing)}
    if open_offers_left(order) < 1:
        return _("Jokaiselle paikalle on jo avoin tarjous. Odota vastausta tai vedä tarjous pois.")
    return ""


@login_required
@require_GET
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: who fits and why, in the order of model.md §5; and for anybody by name, each rule in words.

    Each person can read that they were looked at.
    """
    by = person_of(request)
    order = order_of(request, slug)
    looked = matching.looked(order, by)
    name, asked = request.GET.get("nimi", "").strip()[:80], request.GET.get("kuka", "")
    answers = matching.answers(order, _sought(name, asked), by) if name or asked else []
    seen: list[matching.Candidate | matching.Answer] = [*looked.candidates, *looked.others, *answers]
    audit.viewed(by, "candidates", {row.expert.person_id: row.expert.person for row in seen}.values(), order)
    context = {
        "order": order,
        "sessions": list(order.sessions.all()),
        "candidates": looked.candidates,
        "others": looked.others,
        "why_not": why_no_offer(order),
        "name": name,
        "answers": answers,
        "sought": bool(name or asked),
    }
    return render(request, "orders/coordinator/candidates.html", context)


def _sought(name: str, slug: str) -> list[Expert]:
    """Those who go by this name, or the one whose row was asked about; nobody whose data have been closed away."""
    known = Expert.objects.known()
    found = known.filter(slug=slug) if slug else known.named(name)
    return list(found.by_name()[:FOUND])
