"""One's own calendar: a secret address that any calendar app can follow, and the page where it is shown and changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import orders.calendar
import supervision.calendar
from accounts import calendar
from accounts.roles import Role
from accounts.views.common import person_of
from core import ics, links, web

VERBS = {"open": calendar.open_address, "change": calendar.change_address, "close": calendar.close_address}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Anybody: the own address, how it is used, and one button that changes it."""
    by = person_of(request)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in VERBS:
            return redirect("portal:calendar")
        return web.act(request, lambda: VERBS[act](by), said=_said(act), to="portal:calendar")
    link = calendar.of(by)
    address = settings.KP_PUBLIC_URL.rstrip("/") + links.path(link) if link else ""
    context = {
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2] if address else "",
        "orders": by.has(Role.ORDERER) and not by.has(Role.EXPERT),
    }
    return web.kept_nowhere(render(request, "portal/calendar.html", context))


def _said(act: str) -> str:
    return {
        "open": _("Osoite on valmis. Kopioi se kalenteriisi."),
        "change": _("Osoite vaihtui. Vanha lakkasi toimimasta heti, joten kopioi uusi kalenteriisi."),
        "close": _("Osoite on poistettu. Keikat eivät enää päivity kalenteriisi."),
    }[act]


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address: times, task types and numbers in the owner's language; nothing of what or where."""
    owner = calendar.owner(token)
    with translation.override(owner.language):
        of_gigs = [*orders.calendar.of_person(owner), *orders.calendar.of_orderer(owner)]
        entries = [*of_gigs, *supervision.calendar.of_person(owner)]
        content = ics.feed(entries, name=_("Kokemuspankki"), sender=orders.calendar.sender())
    response = HttpResponse(content, content_type=f"{ics.TYPE}; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kokemuspankki.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return web.kept_nowhere(response)
