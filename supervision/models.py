"""Support around the work. Date, kind, length and who came: there is no field for what was said, and none for why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import ends_after_start
from core.models import Slugged, Stamped
from experts.models import Expert
from orders.models import Booking, Gig
from supervision.querysets import DebriefQuerySet, EntitlementQuerySet, EventQuerySet, SeatQuerySet, SlotQuerySet
from supervision.states import SEAT_SETTLED, TAKES_A_SEAT, DebriefState, SeatState, SupportKind

PERSON = settings.AUTH_USER_MODEL


def _span() -> Func:
    return Func(F("starts"), F("ends"), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())


def _once(person: str, name: str, message: Any, **more: Any) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[(person, RangeOperators.EQUAL), (_span(), RangeOperators.OVERLAPS)],
        violation_error_message=message,
        **more,
    )


class SupportEvent(Slugged, Stamped):
    """A supervision with seats. Its supervisor reads who comes, when and where."""

    kind = models.CharField(max_length=10, choices=SupportKind, default=SupportKind.GROUP)
    supervisor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="support_events")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    remote_link = models.URLField(max_length=400, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    revision = models.PositiveSmallIntegerField(default=0, help_text="how often its calendar event has changed")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            ends_after_start("support_ends_after_it_starts"),
            models.CheckConstraint(
                name="support_has_one_to_thirty_seats",
                condition=Q(seats__gte=1, seats__lte=30),
                violation_error_message=_("Paikkoja on oltava 1–30."),
            ),
            models.CheckConstraint(
                name="support_has_a_place_or_a_link",
                condition=~Q(place="", remote_link=""),
                violation_error_message=_("Anna paikka tai etälinkki."),
            ),
            models.CheckConstraint(
                name="cancelled_support_says_who",
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                violation_error_message=_("Perutulla työnohjauksella on oltava peruja."),
            ),
            _once(
                "supervisor",
                "supervisor_is_in_one_place_at_a_time",
                _("Ohjaajalla on jo työnohjaus samaan aikaan."),
                condition=Q(cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("supervision:event", args=[self.slug])

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)


class Seat(Slugged, Stamped):
    """One expert in one event, or in its queue. `number` is the place that is taken; a queue has none."""

    event = models.ForeignKey(SupportEvent, on_delete=models.PROTECT, related_name="seat_rows")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    state = models.CharField(max_length=10, choices=SeatState)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="a_seat_is_one_persons",
                violation_error_message=_("Viimeinen paikka ehti mennä. Voit liittyä jonoon."),
            ),
            models.UniqueConstraint(
                fields=["event", "expert"],
                condition=~Q(state=SeatState.CANCELLED),
                name="expert_has_one_seat_in_an_event",
                violation_error_message=_("Sinulla on jo paikka tässä."),
            ),
            models.CheckConstraint(
                name="a_taken_seat_has_its_number",
                condition=Q(state__in=sorted(TAKES_A_SEAT), number__gte=1)
                | (~Q(state__in=sorted(TAKES_A_SEAT)) & Q(number=None)),
                violation_error_message=_("Varatulla paikalla on oltava numero."),
            ),
            models.CheckConstraint(
                name="an_offered_seat_says_until_when",
                condition=Q(state=SeatState.OFFERED, answer_by__isnull=False)
                | (~Q(state=SeatState.OFFERED) & Q(answer_by=None)),
                violation_error_message=_("Tarjotulla paikalla on oltava vastausaika."),
            ),
            models.CheckConstraint(
                name="a_settled_seat_says_when",
                condition=Q(state__in=sorted(SEAT_SETTLED), settled_at__isnull=False)
                | (~Q(state__in=sorted(SEAT_SETTLED)) & Q(settled_at=None)),
                violation_error_message=_("Merkityllä paikalla on oltava aika."),
            ),
            models.CheckConstraint(
                name="who_came_was_told_by_somebody",
                condition=~Q(state__in=["attended", "missed"]) | Q(settled_by__isnull=False),
                violation_error_message=_("Läsnäolon merkitsijän on näyttävä."),
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class DebriefSlot(Slugged, Stamped):
    """A time that somebody who gives debriefs keeps free."""

    giver = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="debrief_slots")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            ends_after_start("a_slot_ends_after_it_starts"),
            _once("giver", "giver_has_one_slot_at_a_time", _("Sinulla on jo purkuaika samaan aikaan.")),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M}"


class Debrief(Slugged, Stamped):
    """A talk after a session, or when an expert asks. Saying no deletes the row: nobody can see that it was offered."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="debriefs")
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="debrief")
    state = models.CharField(max_length=10, choices=DebriefState)
    due = models.DateTimeField(null=True, blank=True, help_text="when the one who acts next must have acted")
    giver = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="debriefs")
    slot = models.OneToOneField(DebriefSlot, on_delete=models.PROTECT, null=True, blank=True, related_name="debrief")
    starts = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True, help_text="given for this talk; wiped once it is held")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DebriefQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(booking=None, state__in=["asked", "accepted"]),
                name="one_debrief_is_asked_at_a_time",
                violation_error_message=_("Purku on jo tulossa."),
            ),
            models.CheckConstraint(
                name="an_agreed_debrief_has_giver_and_time",
                condition=Q(state__in=["accepted", "held"], giver__isnull=False, starts__isnull=False)
                | (~Q(state__in=["accepted", "held"]) & Q(giver=None, slot=None, starts=None)),
                violation_error_message=_("Sovitulla purulla on oltava ohjaaja ja aika."),
            ),
            models.CheckConstraint(
                name="a_held_debrief_says_how_long",
                condition=Q(state="held", held_at__isnull=False, held_by__isnull=False, minutes__gte=1, phone="")
                | (~Q(state="held") & Q(held_at=None, minutes=None)),
                violation_error_message=_("Kerro, kauanko purku kesti."),
            ),
            models.CheckConstraint(
                name="an_open_debrief_has_a_deadline",
                condition=Q(state="held", due=None) | (~Q(state="held") & Q(due__isnull=False)),
                violation_error_message=_("Avoimella purulla on oltava määräaika."),
            ),
        ]

    def __str__(self) -> str:
        return f"debrief {self.pk}"


class EntitlementEntry(Stamped):
    """A ledger of paid support in minutes: earned by a gig, used by a seat or a debrief. Never gates anything."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="support_entries")
    day = models.DateField()
    minutes = models.IntegerField(help_text="earned above zero, used below")
    gig = models.OneToOneField(Gig, on_delete=models.PROTECT, null=True, blank=True, related_name="support_entry")
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="entry")
    debrief = models.OneToOneField(Debrief, on_delete=models.PROTECT, null=True, blank=True, related_name="entry")

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_entry_is_earned_or_used_once",
                condition=Q(gig__isnull=False, seat=None, debrief=None, minutes__gt=0)
                | Q(gig=None, seat__isnull=False, debrief=None, minutes__lt=0)
                | Q(gig=None, seat=None, debrief__isnull=False, minutes__lt=0),
                violation_error_message=_("Tuki kertyy keikasta ja kuluu työnohjauksesta tai purusta."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"
