"""The gig card on one sheet of paper: when, where, who meets, the brief, the fee, and what if one can't come."""

from __future__ import annotations

import io
from typing import Any, Final

import pikepdf
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Person
from accounts.views.common import person_of
from core import pdf, web
from orders import briefing, lines_shown, permissions
from orders.models import Gig
from orders.states import GigState

STEPS: Final = 4
"""Sizes of type, from the usual to the one that takes the longest brief."""
ENDED: Final = frozenset({GigState.CANCELLED, GigState.RELEASED})


@login_required
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The gig's expert, or a coordinator for an expert without a printer. Made when asked for, kept nowhere."""
    by = person_of(request)
    gig = _found(by, slug)
    title = _("Keikka %(number)s") % {"number": gig.number}
    try:
        content = one_page(facts(gig), title)
    except OSError:
        messages.error(request, _("PDF ei onnistu juuri nyt. Voit tulostaa keikkakortin selaimesta."))
        return redirect("portal:gig", slug)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(title)}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return web.kept_nowhere(response)


def _found(by: Person, slug: str) -> Gig:
    rows = Gig.objects.visible_to(by).exclude(state__in=ENDED)
    joined = rows.select_related("order__task_type", "order__unit", "order__coordinator", "expert__person", "offer")
    gig: Gig = get_object_or_404(joined, slug=slug)
    if not (permissions.is_own_gig(by, gig) or permissions.may_coordinate(by)):
        raise Http404
    return gig


def facts(gig: Gig) -> dict[str, Any]:
    order = gig.order
    lines = list(gig.offer.lines.all())
    return {
        "gig": gig,
        "order": order,
        "sessions": [booking for booking in gig.bookings.order_by("starts") if booking.live],
        "where": briefing.where(order),
        "what": briefing.what(order, comes=True),
        "lines": lines_shown.rows(lines),
        "call": briefing.call(order, None),
        "address": settings.KP_PUBLIC_URL.rstrip("/") + reverse("portal:gig", args=[gig.slug]),
    }


def one_page(values: dict[str, Any], title: str) -> bytes:
    """The largest type that keeps it on one page."""
    content = b""
    for step in range(STEPS):
        html = render_to_string("portal/gig_card_pdf.html", {**values, "step": step})
        content = pdf.make(html, title=title, language=get_language() or "fi")
        if pages(content) == 1:
            break
    return content


def pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as made:
        return len(made.pages)
