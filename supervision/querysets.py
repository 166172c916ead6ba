from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.roles import Role
from supervision.states import SEAT_OPEN, TAKES_A_SEAT, DebriefState, SeatState

if TYPE_CHECKING:
    from accounts.models import Person
    from supervision.models import Debrief, DebriefSlot, EntitlementEntry, Seat, SupportEvent


class EventQuerySet(models.QuerySet["SupportEvent"]):
    def visible_to(self, person: Person) -> Self:
        """All for the coordinator; the own ones for their supervisor; what is open to book for an expert."""
        if person.has(Role.COORDINATOR):
            return self
        seen = Q(supervisor=person) if person.has(Role.SUPERVISOR) else Q(pk=None)
        if person.has(Role.EXPERT):
            seen |= Q(cancelled_at=None) | Q(seat_rows__expert__person=person)
        return self.filter(seen).distinct()

    def held(self) -> Self:
        return self.filter(cancelled_at=None)

    def ahead(self, now: datetime) -> Self:
        return self.held().filter(starts__gt=now)

    def with_taken(self) -> Self:
        """`taken`: seats that are somebody's, offered ones too. `queue`: how many wait."""
        taken = Count("seat_rows", filter=Q(seat_rows__state__in=TAKES_A_SEAT))
        return self.annotate(taken=taken, queue=Count("seat_rows", filter=Q(seat_rows__state=SeatState.WAITING)))

    def unmarked(self, now: datetime) -> Self:
        """Over, and somebody's seat still says «booked»."""
        booked = _rows(self, "seat_rows").filter(event=OuterRef("pk"), state=SeatState.BOOKED)
        return self.held().filter(Exists(booked), ends__lte=now)

    def with_room(self, now: datetime) -> Self:
        """Somebody waits and a seat is free: nobody has been asked, because a wake-up was lost."""
        return self.ahead(now).with_taken().filter(queue__gt=0, taken__lt=F("seats"))


class SeatQuerySet(models.QuerySet["Seat"]):
    def open(self) -> Self:
        return self.filter(state__in=SEAT_OPEN)

    def of(self, person: Person) -> Self:
        return self.filter(expert__person=person)

    def waiting(self) -> Self:
        return self.filter(state=SeatState.WAITING)

    def in_turn(self) -> Self:
        """Who came first is asked first."""
        return self.order_by("created_at", "id")


class SlotQuerySet(models.QuerySet["DebriefSlot"]):
    def free(self, now: datetime) -> Self:
        return self.filter(debrief=None, starts__gt=now, giver__is_active=True)


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def of(self, person: Person) -> Self:
        return self.filter(expert__person=person)

    def visible_to(self, person: Person) -> Self:
        """One's own; those one gives; to a coordinator what somebody said yes to. An offer is the expert's alone."""
        wanted = Q(state__in=[DebriefState.ASKED, DebriefState.ACCEPTED, DebriefState.HELD])
        seen = Q(expert__person=person) | Q(giver=person)
        return self.filter(seen | wanted if person.has(Role.COORDINATOR) else seen)

    def unmarked(self, now: datetime) -> Self:
        return self.filter(state=DebriefState.ACCEPTED, due__lte=now)

    def silent(self, now: datetime) -> Self:
        return self.filter(state=DebriefState.OFFERED, due__lte=now)


class EntitlementQuerySet(models.QuerySet["EntitlementEntry"]):
    def of_year(self, year: int) -> Self:
        return self.filter(day__year=year)


def _rows(queryset: models.QuerySet[Any], name: str) -> models.QuerySet[Any]:
    model: Any = queryset.model._meta.get_field(name).related_model
    found: models.QuerySet[Any] = model.objects.all()
    return found
