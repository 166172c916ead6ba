"""A supervisor: who comes, when, where; and in one form afterwards who came."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.views.common import person_of
from core import audit, clock, web
from core.errors import NotAllowed
from supervision import actions, front, permissions
from supervision.forms import HeldForm, MarkForm, MoveForm, SlotForm
from supervision.models import Debrief, DebriefSlot, Seat, SupportEvent
from supervision.states import DebriefState, SeatState


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """The own sessions and debriefs that are coming or wait for their mark."""
    by = person_of(request)
    permissions.require(permissions.may_supervise(by))
    context = {"sessions": front.sessions(by, clock.now()), "debriefs": front.debriefs_to_give(by), "now": clock.now()}
    return render(request, "supervision/sessions.html", context)


@login_required
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Supervisor, or the coordinator for a silent one: one choice a seat. Names in full for the coordinator alone."""
    by = person_of(request)
    if not (permissions.may_supervise(by) or permissions.may_coordinate(by)):
        raise NotAllowed()
    event = get_object_or_404(SupportEvent.objects.visible_to(by).select_related("supervisor"), slug=slug)
    permissions.require(permissions.may_mark(by, event))
    rows = list(event.seat_rows.filter(state=SeatState.BOOKED).select_related("expert__person").order_by("id"))
    form = MarkForm(
        request.POST if request.method == "POST" else None, seats=[(seat, _name(seat, by)) for seat in rows]
    )
    over = event.ends <= clock.now() and event.cancelled_at is None
    to = "supervision:events" if permissions.may_coordinate(by) else "supervision:sessions"
    if request.method == "POST" and over and web.submit(form, lambda: form.save(by, event)) is not None:
        messages.success(request, _("Kiitos. Paikalla olleille maksetaan, muille koordinaattori soittaa."))
        return redirect(to)
    if permissions.may_coordinate(by):
        audit.viewed(by, "support_seats", [seat.expert.person for seat in rows], event)
    context = {"event": event, "form": form if over and rows else None, "back": to, "over": over}
    return render(request, "supervision/mark.html", context, status=422 if form.is_bound and over and rows else 200)


@login_required
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Its supervisor or a coordinator: another time. Who hears of it is said before the button."""
    by = person_of(request)
    if not (permissions.may_supervise(by) or permissions.may_coordinate(by)):
        raise NotAllowed()
    event = get_object_or_404(SupportEvent.objects.visible_to(by), slug=slug)
    permissions.require(permissions.may_move(by, event))
    form = MoveForm(request.POST if request.method == "POST" else None, event=event)
    back = event.get_absolute_url() if permissions.may_coordinate(by) else reverse("supervision:sessions")
    if request.method == "POST" and web.submit(form, lambda: form.save(by, event)) is not None:
        messages.success(
            request, _("Aika on vaihdettu. Kaikki, joilla on paikka tai jotka ovat jonossa, saivat tiedon.")
        )
        return redirect(back)
    context = {"form": form, "event": event, "back": back}
    return render(request, "supervision/move.html", context, status=422 if form.is_bound else 200)


def _name(seat: Seat, by: Person) -> str:
    person = seat.expert.person
    return person.name if permissions.may_coordinate(by) else person.first_name


@login_required
def debrief_mark(request: HttpRequest, slug: str) -> HttpResponse:
    """The giver, or a coordinator for a silent one: it was held so long, or nobody was reached."""
    by = person_of(request)
    found = get_object_or_404(
        Debrief.objects.visible_to(by).select_related("expert__person", "giver"), slug=slug, state=DebriefState.ACCEPTED
    )
    permissions.require(permissions.may_give(by, found))
    missed = request.POST.get("what") == "not_reached"
    form = HeldForm(request.POST if request.method == "POST" and not missed else None)
    to = "supervision:sessions" if permissions.may_supervise(by) else "supervision:events"
    if missed:
        said = _("Kirjattu. Koordinaattori soittaa ja sopii uuden ajan.")
        return web.act(
            request, lambda: actions.debrief_not_reached(found.pk, by=by), said=said, to=to, back=request.path
        )
    do = lambda: actions.hold_debrief(found.pk, by=by, minutes=form.cleaned_data["minutes"])  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        messages.success(request, _("Kiitos. Purku on merkitty pidetyksi."))
        return redirect(to)
    context = {
        "form": form,
        "debrief": found,
        "back": to,
        "began": found.starts is not None and found.starts <= clock.now(),
    }
    return render(request, "supervision/debrief_mark.html", context, status=422 if form.is_bound else 200)


@login_required
def slots(request: HttpRequest) -> HttpResponse:
    """The own times for debriefs: experts choose from these."""
    by = person_of(request)
    permissions.require(permissions.may_supervise(by))
    form = SlotForm(request.POST or None)
    if request.method == "POST" and web.submit(form, lambda: form.save(by)) is not None:
        messages.success(request, _("Aika on lisätty. Sen voi nyt valita purkuun."))
        return redirect("supervision:slots")
    mine = DebriefSlot.objects.filter(giver=by, ends__gt=clock.now()).select_related("debrief")
    context = {"form": form, "rows": [(slot, getattr(slot, "debrief", None)) for slot in mine.order_by("starts", "id")]}
    return render(request, "supervision/slots.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def slot_remove(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_supervise(by))
    slot = get_object_or_404(DebriefSlot, slug=slug, giver=by)
    do = lambda: actions.remove_slot(slot.pk, by=by)  # noqa: E731
    return web.act(request, do, said=_("Aika on poistettu."), to="supervision:slots")
