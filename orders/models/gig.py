from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Document, Slugged, Stamped
from core.pay import profiles
from experts.models import Expert
from orders import states
from orders.models.order import Order, OrderSession
from orders.models.prices import FeeSchedule
from orders.models.stamps import never_deleted, stamp, who
from orders.models.timed import Timed
from orders.querysets import GigQuerySet, GigReportQuerySet, OfferQuerySet
from orders.states import GigState, LineKind, OfferState, ReportState

if TYPE_CHECKING:
    from orders.models.difference import ReportDifference

PERSON = settings.AUTH_USER_MODEL


class Offer(Slugged, Stamped):
    """A gig offered to one expert. Lines, schedule, pay day and deadline are frozen at sending."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="offers")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.SENT)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    expected_pay_day = models.DateField()
    schedule = models.ForeignKey(FeeSchedule, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=1)
    total_cents = models.PositiveIntegerField()
    themes_shown = models.JSONField(
        default=list, help_text="ids of the expert's themes that acceptance shows the orderer"
    )
    greeting = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_how = models.CharField(max_length=12, choices=states.How, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "answer_by"], name="offers_by_deadline")]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "expert"],
                condition=Q(state=OfferState.SENT),
                name="one_live_offer_for_an_expert_and_order",
                violation_error_message=_("Tälle henkilölle on jo avoin tarjous."),
            ),
            stamp(
                "answered_offer_says_when",
                "answered_at",
                {"accepted", "declined", "expired", "withdrawn"},
                {"accepted", "declined", "expired", "withdrawn"},
                _("Vastatulla tarjouksella on oltava aika."),
            ),
            who("answered_offer_says_who", "answered_at", "answered_by", "answered_how", _("Vastaajan on näyttävä.")),
        ]

    def __str__(self) -> str:
        return f"{self.order} / {self.expert_id}"

    @property
    def pay_way(self) -> str:
        return profiles.told(self.profile)


class OfferLine(models.Model):
    """One line of the fee, frozen. Amounts in cents; `basis` says by which rule it came."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=18, choices=LineKind)
    date = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit_cents = models.PositiveIntegerField()
    amount_cents = models.PositiveIntegerField()
    from_place = models.CharField(max_length=120, blank=True)
    to_place = models.CharField(max_length=120, blank=True)
    km = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    basis = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "position"],
                name="offer_lines_have_their_places",
                violation_error_message=_("Tarjouksen rivit ovat jo olemassa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


class Gig(Slugged, Stamped):
    """One expert on one order, with all its sessions."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="gigs")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="gigs")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="gig")
    state = models.CharField(max_length=10, choices=GigState, default=GigState.AGREED)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="cancelled or released")
    ended_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_how = models.CharField(max_length=12, choices=states.How, blank=True)
    fee_settled_at = models.DateTimeField(null=True, blank=True)
    feedback_settled_at = models.DateTimeField(null=True, blank=True)

    objects = GigQuerySet.as_manager()

    class Meta:
        triggers = [never_deleted("a_gig_is_never_deleted")]
        indexes = [models.Index(fields=["expert", "state"], name="gigs_of_an_expert")]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "expert"],
                condition=Q(state__in=["agreed", "confirmed", "over", "closed"]),
                name="expert_is_on_an_order_once",
                violation_error_message=_("Sama henkilö on jo tällä keikalla."),
            ),
            models.CheckConstraint(
                name="confirmed_gig_says_when",
                condition=~Q(state=GigState.CONFIRMED) | Q(confirmed_at__isnull=False),
                violation_error_message=_("Vahvistetulla keikalla on oltava aika."),
            ),
            models.CheckConstraint(
                name="gig_not_yet_confirmed_has_no_confirming_time",
                condition=~Q(state=GigState.AGREED) | Q(confirmed_at=None),
                violation_error_message=_("Keikkaa ei ole vielä vahvistettu."),
            ),
            stamp(
                "over_gig_says_when",
                "over_at",
                {"over", "closed"},
                {"over", "closed"},
                _("Ohi olevalla keikalla on aika."),
            ),
            stamp("closed_gig_says_when", "closed_at", {"closed"}, {"closed"}, _("Valmiilla keikalla on oltava aika.")),
            models.CheckConstraint(
                name="closed_gig_has_fee_and_feedback_settled",
                condition=~Q(state=GigState.CLOSED)
                | Q(fee_settled_at__isnull=False, feedback_settled_at__isnull=False),
                violation_error_message=_("Keikka valmistuu vasta, kun palkkio ja palaute ovat kunnossa."),
            ),
            stamp(
                "ended_gig_says_when",
                "ended_at",
                {"cancelled", "released"},
                {"cancelled", "released"},
                _("Perutulla keikalla on oltava aika."),
            ),
            who("ended_gig_says_who", "ended_at", "ended_by", "ended_how", _("Perutulla keikalla on oltava peruja.")),
        ]

    def __str__(self) -> str:
        return f"{self.order}"

    @property
    def number(self) -> str:
        return f"{clock.local(self.created_at):%Y}-{self.pk:04d}"


class Booking(Timed):
    """One session of one gig in an expert's calendar. `live` is written by the gig's moves.

    Work by a deadline has an empty `during`: it overlaps nothing, so nothing stands in its way.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="bookings")
    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, related_name="bookings")
    session = models.ForeignKey(OrderSession, on_delete=models.PROTECT, related_name="bookings")
    during = DateTimeRangeField(help_text="own time widened by the policy's buffer; empty for work by a deadline")
    live = models.BooleanField(default=True)
    pay_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="what a cancelled session pays of its work; null when not cancelled"
    )
    told_over_at = models.DateTimeField(null=True, blank=True, help_text="session_over was emitted")
    revision = models.PositiveSmallIntegerField(default=0, help_text="how often its calendar event has changed")

    class Meta:
        ordering = ["starts", "id"]
        triggers = [never_deleted("a_booking_is_never_deleted")]
        constraints = [
            models.CheckConstraint(
                name="cancelled_session_is_no_longer_booked",
                condition=Q(pay_percent=None) | Q(live=False, pay_percent__lte=100),
                violation_error_message=_("Peruttu kerta ei voi olla varattuna."),
            ),
            models.CheckConstraint(
                name="work_by_a_deadline_takes_no_room",
                condition=Q(work_minutes=None, during__isempty=False)
                | Q(work_minutes__isnull=False, during__isempty=True),
                violation_error_message=_("Omaan tahtiin tehtävä työ ei varaa aikaa kalenterista."),
            ),
            ExclusionConstraint(
                name="expert_is_in_one_place_at_a_time",
                expressions=[("expert", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
                violation_error_message=_(
                    "Sinulla on jo keikka samaan aikaan. Vastaa «Ei tällä kertaa», tai pyydä pankkia siirtämään toista."
                ),
            ),
            models.UniqueConstraint(
                fields=["gig", "session"],
                name="gig_books_a_session_once",
                violation_error_message=_("Kerta on jo varattu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M}"


class GigReport(Slugged, Stamped):
    """What was done: one for a gig and month. Both sides' versions are kept as lines."""

    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, related_name="reports")
    period = models.DateField(help_text="first day of the month")
    state = models.CharField(max_length=16, choices=ReportState, default=ReportState.AWAITED)
    due = models.DateTimeField(null=True, blank=True, help_text="when the one who acts next must have acted")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reported_how = models.CharField(max_length=12, choices=states.How, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    contested_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contest_note = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_how = models.CharField(max_length=12, choices=states.How, blank=True)
    decision_reason = models.CharField(max_length=1000, blank=True)

    objects = GigReportQuerySet.as_manager()

    class Meta:
        ordering = ["period", "id"]
        triggers = [never_deleted("a_report_is_never_deleted")]
        indexes = [models.Index(fields=["state", "due"], name="reports_by_deadline")]
        constraints = [
            models.UniqueConstraint(
                fields=["gig", "period"],
                name="one_report_for_a_gig_and_month",
                violation_error_message=_("Tältä kuukaudelta on jo raportti."),
            ),
            models.CheckConstraint(
                name="submitted_report_says_when",
                condition=~Q(state=ReportState.SUBMITTED) | Q(reported_at__isnull=False),
                violation_error_message=_("Ilmoituksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="awaited_report_has_no_reporter",
                condition=~Q(state=ReportState.AWAITED) | Q(reported_at=None),
                violation_error_message=_("Ilmoitusta ei ole vielä annettu."),
            ),
            models.CheckConstraint(
                name="contested_report_says_who",
                condition=~Q(state__in=["contested", "not_held_claimed"])
                | Q(contested_at__isnull=False, contested_by__isnull=False),
                violation_error_message=_("Kerro, mikä ei täsmää."),
            ),
            stamp(
                "decided_report_says_when",
                "decided_at",
                {"approved", "not_held"},
                {"approved", "not_held"},
                _("Vahvistetulla ilmoituksella on oltava aika."),
            ),
            who("decided_report_says_who", "decided_at", "decided_by", "decided_how", _("Vahvistajan on näyttävä.")),
        ]

    def __str__(self) -> str:
        return f"{self.gig} {self.period:%m/%Y}"

    @property
    def open_difference(self) -> ReportDifference | None:
        """The part of an approved report that somebody must still decide about."""
        found: ReportDifference | None = getattr(self, "difference", None)
        return found if found is not None and found.state in states.DIFFERENCE_OPEN else None


class ReportLine(models.Model):
    """A line in one side's version of a report. `final` lines are what is paid."""

    class Version(models.TextChoices):
        EXPERT = "expert", _("kokemusasiantuntijan ilmoitus")
        ORDERER = "orderer", _("tilaajan ilmoitus")
        FINAL = "final", _("vahvistettu")
        REST = "rest", _("erotus, josta päätetään erikseen")

    report = models.ForeignKey(GigReport, on_delete=models.PROTECT, related_name="lines")
    version = models.CharField(max_length=8, choices=Version)
    position = models.PositiveSmallIntegerField()
    offer_line = models.ForeignKey(OfferLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=18, choices=LineKind)
    date = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit_cents = models.PositiveIntegerField()
    amount_cents = models.PositiveIntegerField()
    from_place = models.CharField(max_length=120, blank=True)
    to_place = models.CharField(max_length=120, blank=True)
    km = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="length of a session's work")
    hourly = models.BooleanField(default=False, help_text="work by a deadline: told and shown in hours")
    receipt = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taxable = models.BooleanField(default=True)
    part_of_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text="the whole line's amount, when this row is a part of it"
    )

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version", "position"],
                name="report_lines_have_their_places",
                violation_error_message=_("Ilmoituksen rivit ovat jo olemassa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"
