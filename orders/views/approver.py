"""Twenty seconds in the mail: what, for whom, how much, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Person
from core import clock, links, web
from core.errors import Missing
from core.models import PurposeLink
from orders import actions, notifications, permissions, price_panel, report_sums
from orders.actions.approving import to_name
from orders.forms.approving import NameApproverForm, RefuseForm
from orders.models import Approval, Order
from orders.states import OrderState
from orders.views.orderer import person_of

DECIDED = 20


def _rows() -> Any:
    return Approval.objects.select_related(
        "order__task_type",
        "order__unit",
        "order__orderer",
        "order__cost_centre__second_approver",
        "asked_of",
        "decided_by",
        "difference__report__gig",
    )


@login_required
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """Approver: what waits for me, then what I have decided."""
    by = person_of(request)
    waiting = list(_rows().for_decider(by).with_first_session().order_by("due", "pk"))
    decided = list(
        _rows().filter(decided_by=by).with_first_session().exclude(outcome="").order_by("-decided_at")[:DECIDED]
    )
    if not (waiting or decided):
        permissions.require(by.approves)
    return render(request, "orders/approver/list.html", {"waiting": waiting, "decided": decided})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, slug: str) -> HttpResponse:
    """Approver, signed in: the summary; POST decides."""
    by = person_of(request)
    found = get_object_or_404(_rows(), slug=slug)
    permissions.require(permissions.may_decide(by, found, found.order))
    return _summary(request, _current(found), by, back=reverse("orders:approvals"))


@require_http_methods(["GET", "HEAD", "POST"])
def link_approval(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail, without signing in: GET shows, POST decides and uses the link up."""
    link = links.resolve(token, notifications.APPROVE)
    found = _rows().filter(pk=link.object_id).first()
    if found is None or not permissions.may_decide(link.person, found, found.order):
        raise Missing(code="link")
    with translation.override(link.person.language):
        return _summary(request, _current(found), link.person, link=link)


def _current(found: Approval) -> Approval:
    """An old link of the first approver leads to the question that the deputy was asked meanwhile."""
    if found.outcome != Approval.Outcome.PASSED:
        return found
    newer = _rows().filter(order_id=found.order_id, outcome="", stage=found.stage, difference=found.difference).first()
    return newer or found


def _summary(
    request: HttpRequest, found: Approval, by: Person, *, link: PurposeLink | None = None, back: str = ""
) -> HttpResponse:
    decision = request.POST.get("decision", "")
    refusing = decision == "refuse"
    form = RefuseForm(request.POST if refusing else None)
    if decision == "approve" or (refusing and form.is_valid()):
        note = form.cleaned_data["note"] if refusing else ""
        do: Callable[[], Approval] = lambda: actions.decide_approval(  # noqa: E731
            found.pk, by=by, approve=not refusing, note=note, link=link
        )
        decided = web.submit(form, do) if refusing else do()
        if decided is not None:
            return _decided(request, decided, link)
    order = found.order
    centre = order.cost_centre
    limit = centre.limit_cents if centre else None
    before = (order.approved_max_cents or 0) if found.difference_id else 0
    over = limit is not None and before + found.amount_cents > limit and found.stage == Approval.Stage.FIRST
    context = {
        "approval": found,
        "order": order,
        "sessions": list(order.sessions.all()),
        "price": price_panel.of_order(order),
        "done": report_sums.of_order(order),
        "form": form,
        "waits": not found.outcome
        and (found.difference_id or order.state not in {OrderState.CANCELLED, OrderState.REJECTED}),
        "second": centre.second_approver if centre and over and centre.second_approver_id != by.pk else None,
        "limit_cents": limit,
        "back": back,
        "by": by,
    }
    return render(request, "orders/approver/approval.html", context, status=422 if form.is_bound else 200)


def _decided(request: HttpRequest, found: Approval, link: PurposeLink | None) -> HttpResponse:
    approved = found.outcome == Approval.Outcome.APPROVED
    said = _("Et hyväksynyt. Tilaaja saa viestisi.")
    if approved:
        said = _("Hyväksyit tilauksen. Kerroimme siitä tilaajalle.")
    if found.difference_id:
        said = _("Kiitos. Erotus maksetaan seuraavassa palkka-ajossa.")
        said = said if approved else _("Et hyväksynyt. Pankin koordinaattori selvittää asian.")
    if link is not None:
        return render(request, "orders/approver/thanks.html", {"approved": approved, "said": said})
    messages.success(request, said)
    return redirect("orders:approvals")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_approver(request: HttpRequest, slug: str) -> HttpResponse:
    """Main user: the cost centre has nobody left to ask, so another decides."""
    by = person_of(request)
    permissions.require(permissions.may_name_approver(by))
    found = Order.objects.select_related("task_type", "unit", "orderer", "cost_centre")
    order = get_object_or_404(found.exclude(state=OrderState.DRAFT), slug=slug)
    form = NameApproverForm(request.POST or None, order=order)
    if request.method == "POST" and web.submit(form, lambda: form.save(by)) is not None:
        said = _("%(name)s saa nyt pyynnön sähköpostiinsa.") % {"name": form.cleaned_data["person"].name}
        messages.success(request, said)
        return redirect("portal:order", slug)
    waiting = to_name(order)
    waiting = waiting if waiting is not None and waiting.asked_of_id else None
    late = waiting is not None and waiting.due <= clock.now()
    context = {"form": form, "order": order, "waiting": waiting, "late": late}
    return render(request, "orders/approver/name.html", context, status=422 if form.is_bound else 200)
