"""The coordinator: the calendar of support, who sits where (never why), and debriefs to arrange."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.views.common import person_of
from core import audit, clock, web
from supervision import actions, permissions, status
from supervision.forms import ArrangeForm, EventForm
from supervision.models import Debrief, Seat, SupportEvent
from supervision.states import DebriefState, SeatState

PAGE = 60
LOOKED_BACK = timedelta(days=30)
SHOWN = [SeatState.BOOKED, SeatState.OFFERED, SeatState.WAITING, SeatState.ATTENDED, SeatState.MISSED]


def _coordinator(request: HttpRequest) -> Person:
    by = person_of(request)
    permissions.require(permissions.may_coordinate(by))
    return by


@login_required
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """What comes and the last month, how full; and the debriefs that somebody asked for."""
    by = _coordinator(request)
    now = clock.now()
    found = SupportEvent.objects.filter(ends__gt=now - LOOKED_BACK).with_taken().select_related("supervisor")
    unmarked = set(SupportEvent.objects.unmarked(now).values_list("pk", flat=True))
    rows = list(found.order_by("starts", "id")[:PAGE])
    asked = Debrief.objects.filter(state__in=[DebriefState.ASKED, DebriefState.ACCEPTED])
    debriefs = list(asked.select_related("expert__person", "giver").order_by("due", "id")[:PAGE])
    audit.viewed(by, "debriefs", [row.expert.person for row in debriefs])
    context = {
        "coming": [row for row in rows if row.ends > now],
        "past": [(row, row.pk in unmarked) for row in reversed(rows) if row.ends <= now],
        "debriefs": [
            (row, status.of_debrief(row, by), row.starts is not None and row.starts <= now) for row in debriefs
        ],
    }
    return render(request, "supervision/events.html", context)


@login_required
def event_add(request: HttpRequest) -> HttpResponse:
    by = _coordinator(request)
    form = EventForm(request.POST or None)
    made = web.submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if made is not None:
        messages.success(request, _("Työnohjaus on kalenterissa. Kokemusasiantuntijat voivat varata paikan."))
        return redirect(made)
    return render(request, "supervision/event_add.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_GET
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits where, who waits; each of them can read that this was looked at."""
    by = _coordinator(request)
    found = get_object_or_404(SupportEvent.objects.select_related("supervisor"), slug=slug)
    rows = list(found.seat_rows.filter(state__in=SHOWN).select_related("expert__person").order_by("state", "id"))
    audit.viewed(by, "support_seats", [seat.expert.person for seat in rows], found)
    now = clock.now()
    context = {
        "event": found,
        "rows": rows,
        "ahead": found.starts > now and found.cancelled_at is None,
        "to_mark": found.ends <= now and any(seat.state == SeatState.BOOKED for seat in rows),
    }
    return render(request, "supervision/event.html", context)


@login_required
@require_POST
def event_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    by = _coordinator(request)
    found = get_object_or_404(SupportEvent, slug=slug)
    said = _("Työnohjaus on peruttu, ja kaikki saivat tiedon.")
    return web.act(request, lambda: actions.cancel_event(found.pk, by=by), said=said, to=found)


@login_required
@require_POST
def came(request: HttpRequest, slug: str) -> HttpResponse:
    by = _coordinator(request)
    seat = get_object_or_404(Seat.objects.select_related("event"), slug=slug)
    said = _("Korjattu: aika maksetaan.")
    return web.act(request, lambda: actions.mark_came_after_all(seat.pk, by=by), said=said, to=seat.event)


@login_required
def debrief_arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Who holds it and when, agreed with the expert by phone."""
    by = _coordinator(request)
    found = get_object_or_404(Debrief.objects.visible_to(by).select_related("expert__person", "giver"), slug=slug)
    permissions.require(permissions.may_arrange(by, found))
    form = ArrangeForm(request.POST or None)
    is_open = found.state == DebriefState.ASKED
    if request.method == "POST" and is_open and web.submit(form, lambda: form.save(by, found)) is not None:
        messages.success(request, _("Purku on sovittu, ja molemmat saivat tiedon."))
        return redirect("supervision:events")
    audit.viewed(by, "debriefs", [found.expert.person], found)
    context = {"form": form if is_open else None, "debrief": found, "status": status.of_debrief(found, by)}
    return render(
        request, "supervision/debrief_arrange.html", context, status=422 if form.is_bound and is_open else 200
    )
