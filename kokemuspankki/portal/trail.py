"""Who looked at my data, and the auditor's whole trail. Neither can be edited by anybody."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Person
from accounts.roles import Role
from accounts.views.common import person_of
from core import audit
from core.errors import NotAllowed
from core.models import AuditEntry
from core.querysets import VIEWED, label
from evaluation.models import FeedbackRequest
from orders.models import Gig, GigReport, Offer, Order, ReportDifference
from orders.states import OrderState
from payments.models import Contract

PAGE = 50
ACTED_ON: Final[dict[type[models.Model], str]] = {
    Order: "pk",
    Offer: "order",
    Gig: "order",
    GigReport: "gig__order",
    ReportDifference: "report__gig__order",
    Contract: "gig__order",
    FeedbackRequest: "gig__order",
}
"""What an order's trail tells of, and the way from each to its order. Support and debriefs leave nothing here."""


def _page(entries: list[AuditEntry], reader: Person) -> dict[str, object]:
    rows = [
        (entry, audit.said(entry, reader), entry.verb.startswith(VIEWED), _reason(entry, reader))
        for entry in entries[:PAGE]
    ]
    return {"rows": rows, "more": entries[PAGE - 1].pk if len(entries) > PAGE else None}


def _reason(entry: AuditEntry, reader: Person) -> str:
    """Why an order was cancelled or rejected is its free text: the coordinators', to others on the order's own page
    by a written reason (model.md §4)."""
    spoken = entry.object_label == label(Order) and not entry.verb.startswith(VIEWED)
    return entry.reason if reader.has(Role.COORDINATOR) or not spoken else ""


def _before(request: HttpRequest) -> dict[str, int]:
    text = request.GET.get("before", "")
    return {"pk__lt": int(text)} if text.isascii() and text.isdigit() and len(text) < 18 else {}


@login_required
@require_GET
def views_of_me(request: HttpRequest) -> HttpResponse:
    """Each look at the reader's own data: who, what, when (L3)."""
    person = person_of(request)
    looks = AuditEntry.objects.filter(about=person, verb__startswith=VIEWED, **_before(request))
    entries = list(looks.select_related("by").order_by("-pk")[: PAGE + 1])
    return render(request, "portal/views_of_me.html", _page(entries, person))


@login_required
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """All of it, for the auditor and the main user."""
    person = person_of(request)
    if not (person.has(Role.AUDITOR) or person.has(Role.MAIN_USER)):
        raise NotAllowed()
    found = AuditEntry.objects.filter(**_before(request)).select_related("by", "about", "acting_for")
    entries = list(found.order_by("-pk")[: PAGE + 1])
    return render(request, "portal/audit.html", _page(entries, person))


@login_required
@require_GET
def order_trail(request: HttpRequest, slug: str) -> HttpResponse:
    """Every act on one order, newest first, for the coordinator, the auditor and the main user (B21)."""
    person = person_of(request)
    if not any(person.has(role) for role in (Role.COORDINATOR, Role.AUDITOR, Role.MAIN_USER)):
        raise NotAllowed()
    order: Order = get_object_or_404(Order.objects.exclude(state=OrderState.DRAFT), slug=slug)
    found = AuditEntry.objects.filter(_acts_on(order), **_before(request)).exclude(verb__startswith=VIEWED)
    entries = list(found.select_related("by", "about", "acting_for").order_by("-pk")[: PAGE + 1])
    context = {"order": order, "handles": person.has(Role.COORDINATOR), **_page(entries, person)}
    return render(request, "portal/order_trail.html", context)


def _acts_on(order: Order) -> Q:
    any_of = Q()
    for kind, way in ACTED_ON.items():
        rows: Any = kind._default_manager.filter(**{way: order.pk}).values("pk")
        any_of |= Q(object_label=label(kind), object_id__in=rows)
    return any_of
