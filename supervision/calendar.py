"""Support as calendar events: that one meets somebody, never whom, why or what kind it is (docs/decisions/0012)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person
from core import clock, ics, policy
from supervision.models import Debrief, Seat, SupportEvent
from supervision.states import DebriefState, SeatState

LOOKS_BACK: Final = timedelta(days=365)
GONE: Final = frozenset({SeatState.CANCELLED, SeatState.WAITING, SeatState.OFFERED})


def of_person(person: Person) -> list[ics.Entry]:
    """Three queries: the own seats, the supervisions one gives, and the debriefs of both."""
    since = clock.now() - LOOKS_BACK
    seats = Seat.objects.of(person).exclude(state__in=GONE).filter(event__ends__gte=since).select_related("event")
    given = SupportEvent.objects.filter(supervisor=person, ends__gte=since)
    talks = Debrief.objects.filter(Q(expert__person=person) | Q(giver=person), starts__gte=since)
    agreed = talks.filter(state__in=[DebriefState.ACCEPTED, DebriefState.HELD]).select_related("expert")
    return [
        *(_event(seat.event, reverse("supervision:mine")) for seat in seats.order_by("event__starts", "id")),
        *(_event(event, reverse("supervision:event", args=[event.slug])) for event in given.order_by("starts", "id")),
        *(_debrief(talk, person) for talk in agreed.order_by("starts", "id")),
    ]


def _event(event: SupportEvent, path: str) -> ics.Entry:
    off = event.cancelled_at is not None
    return _entry(event.slug, event.starts, event.ends, path, off=off, revision=event.revision)


def _debrief(talk: Debrief, person: Person) -> ics.Entry:
    mine = talk.expert.person_id == person.pk
    path = reverse("supervision:mine") if mine else reverse("supervision:sessions")
    starts = talk.starts or clock.now()
    return _entry(talk.slug, starts, starts + timedelta(minutes=_minutes(talk)), path, off=False)


def _minutes(talk: Debrief) -> int:
    return talk.minutes or int(policy.get("debrief_minutes"))


def _entry(key: str, starts: datetime, ends: datetime, path: str, *, off: bool, revision: int = 0) -> ics.Entry:
    status = ics.CANCELLED if off else ics.CONFIRMED
    return ics.Entry(f"tuki-{key}", _("Kokemuspankin tapaaminen"), starts, ends, status, revision + int(off), path)
