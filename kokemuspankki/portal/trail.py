"""Who looked at my data, and the auditor's whole trail. Neither can be edited by anybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.roles import Role
from accounts.views.common import person_of
from core import audit
from core.errors import NotAllowed
from core.models import AuditEntry
from core.querysets import VIEWED

PAGE = 50


def _page(entries: list[AuditEntry]) -> dict[str, object]:
    rows = [(entry, audit.said(entry), entry.verb.startswith(VIEWED)) for entry in entries[:PAGE]]
    return {"rows": rows, "more": entries[PAGE - 1].pk if len(entries) > PAGE else None}


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
    return render(request, "portal/views_of_me.html", _page(entries))


@login_required
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """All of it, for the auditor and the main user."""
    person = person_of(request)
    if not (person.has(Role.AUDITOR) or person.has(Role.MAIN_USER)):
        raise NotAllowed()
    found = AuditEntry.objects.filter(**_before(request)).select_related("by", "about", "acting_for")
    entries = list(found.order_by("-pk")[: PAGE + 1])
    return render(request, "portal/audit.html", _page(entries))
