"""Another time for a gig that somebody has agreed to: proposing it, and the expert's answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock, links, web
from core.errors import DomainError, Missing
from orders import actions, own_limits, permissions
from orders.actions.moving import times_after
from orders.forms.options import new_times
from orders.models import MoveAnswer, Order
from orders.notices_of_moves import MOVE
from orders.states import ORDER_OPEN, MoveState
from orders.views.orderer import person_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Orderer, colleague of the unit or coordinator: the new times, and who is asked."""
    by = person_of(request)
    found = Order.objects.visible_to(by) if permissions.may_coordinate(by) else Order.objects.of_units(by)
    order = get_object_or_404(found.select_related("task_type").filter(state__in=ORDER_OPEN), slug=slug)
    times = new_times(order, request.POST if request.method == "POST" else None)
    if request.method == "POST" and times.is_valid():
        do = lambda: actions.propose_move(order.pk, by=by, times=times.times())  # noqa: E731
        if web.submit(times.forms[0], do):
            messages.success(request, _("Kysymme uutta aikaa kaikilta, jotka ovat suostuneet. Kerromme vastauksen."))
            return redirect("portal:order", slug)
    context = {"order": order, "times": times, "forms": times.forms}
    return render(request, "orders/orderer/move.html", context, status=422 if request.method == "POST" else 200)


def _known() -> Any:
    return MoveAnswer.objects.select_related("gig__order__task_type", "gig__expert__person", "proposal")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The expert's own: old and new time side by side, yes or no."""
    by = person_of(request)
    found = get_object_or_404(_known().filter(gig__expert__person=by), slug=slug)
    said = request.POST.get("answer")
    if said in {"yes", "no"}:
        passing = request.POST.getlist("passing")
        do = lambda: actions.answer_move(found.pk, by=by, yes=said == "yes", passing=passing)  # noqa: E731
        return web.act(
            request, do, said=_words(said), to=reverse("portal:gig", args=[found.gig.slug]), back=request.path
        )
    return _page(request, found, limits=True)


def _words(said: str) -> str:
    if said == "yes":
        return _("Kiitos. Uusi aika käy sinulle. Aika vaihtuu, kun kaikki ovat suostuneet.")
    return _("Kiitos, kun vastasit. Vanha aika jää voimaan.")


def _page(request: HttpRequest, found: MoveAnswer, error: str = "", *, limits: bool = False) -> HttpResponse:
    """`limits`: own limits that a yes would go past, for the signed-in expert."""
    proposal = found.proposal
    waits = proposal.state == MoveState.ASKED and proposal.answer_by > clock.now() and found.yes is None
    context = {
        "order": found.gig.order,
        "proposal": proposal,
        "times": list(proposal.times.all()),
        "waits": waits,
        "limits": _limits(found) if limits and waits else [],
        "error": error,
    }
    return render(request, "orders/expert/move.html", context, status=409 if error else 200)


def _limits(found: MoveAnswer) -> list[own_limits.Limit]:
    gig = found.gig
    if not own_limits.any_set(gig.expert):
        return []
    return own_limits.broken(gig.expert, gig.order, times_after(gig, found.proposal), besides=gig)


@require_http_methods(["GET", "HEAD", "POST"])
def link_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the mail, without signing in."""
    link = links.resolve(token, MOVE)
    with translation.override(link.person.language):
        found = _known().filter(pk=link.object_id).first()
        if found is None or not permissions.is_own_gig(link.person, found.gig):
            raise Missing(code="link")
        said = request.POST.get("answer")
        if said not in {"yes", "no"}:
            return _page(request, found)
        try:
            actions.answer_move(found.pk, by=link.person, yes=said == "yes", link=link)
        except web.CALM:
            raise
        except DomainError as refused:
            return _page(request, found, refused.message)
        url = reverse("portal:gig", args=[found.gig.slug])
        context = {"said": _words(said), "url": url, "act": _("Avaa keikkakortti")}
        return render(request, "orders/reports/thanks.html", context)
