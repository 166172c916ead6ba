from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock, policy
from core.history import money_history
from core.models import Slugged, Stamped
from core.pay import profiles
from experts.models import Expert
from orders.models import Gig, GigReport, OfferLine, ReportLine
from orders.states import LineKind
from payments.models import readonly
from payments.querysets import FeeQuerySet
from supervision.models import Debrief, Seat

PERSON = settings.AUTH_USER_MODEL


@money_history
class Fee(Slugged, Stamped):
    """What is owed for one approved report, one attended seat or one held debrief. No state column: `with_state`.

    Support is the bank's own cost: it has no gig and no unit's cost centre, and is called «tuki» everywhere.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="fees")
    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, null=True, blank=True, related_name="fees")
    report = models.ForeignKey(GigReport, on_delete=models.PROTECT, null=True, blank=True, related_name="fees")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="fees")
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, null=True, blank=True, related_name="fees")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    reason = models.CharField(max_length=300, blank=True)
    cost_centre = models.ForeignKey(
        "accounts.CostCentre", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    profile = models.CharField(max_length=1)
    total_cents = models.IntegerField()
    booked_at = models.DateTimeField()
    expected_pay_day = models.DateField()

    objects = FeeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expert", "-id"], name="fees_of_an_expert")]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(corrects=None),
                name="one_fee_for_a_report",
                violation_error_message=_("Tästä raportista on jo palkkio."),
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(corrects=None),
                name="one_fee_for_a_seat",
                violation_error_message=_("Tästä paikasta on jo palkkio."),
            ),
            models.UniqueConstraint(
                fields=["debrief"],
                condition=Q(corrects=None),
                name="one_fee_for_a_debrief",
                violation_error_message=_("Tästä purusta on jo palkkio."),
            ),
            models.CheckConstraint(
                name="fee_comes_from_one_source",
                condition=Q(report__isnull=False, gig__isnull=False, cost_centre__isnull=False, seat=None, debrief=None)
                | Q(report=None, gig=None, cost_centre=None, seat__isnull=False, debrief=None)
                | Q(report=None, gig=None, cost_centre=None, seat=None, debrief__isnull=False),
                violation_error_message=_("Palkkio tulee yhdestä raportista, paikasta tai purusta."),
            ),
            models.CheckConstraint(
                name="correction_says_why",
                condition=Q(corrects=None) | ~Q(reason=""),
                violation_error_message=_("Kirjoita, miksi palkkiota korjataan."),
            ),
        ]

    def __str__(self) -> str:
        return f"fee {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("payments:fee", args=[self.slug])

    @property
    def of_support(self) -> bool:
        return self.gig_id is None

    @property
    def number(self) -> str:
        """The gig's number; of support the fee's own, which says nothing of what was attended."""
        if self.gig is None:
            return f"T{clock.local(self.booked_at):%Y}-{self.pk:04d}"
        return self.gig.number

    @property
    def task(self) -> str:
        """Task type of the gig, or «tuki»: never which kind of support, nor with whom."""
        return str(LineKind.SUPPORT.label) if self.gig is None else str(self.gig.order.task_type)

    @property
    def pay_way(self) -> str:
        return profiles.told(self.profile)

    @property
    def centre_code(self) -> str:
        """Who pays: the unit's cost centre, or for support the bank's own of that day."""
        if self.cost_centre is not None:
            return self.cost_centre.code
        return str(policy.get("support_cost_centre", clock.local(self.booked_at).date()))


@money_history
class FeeLine(models.Model):
    """One line that explains itself: what, when, how much, by which offer line and report line."""

    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=18, choices=LineKind)
    offer_line = models.ForeignKey(OfferLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    report_line = models.ForeignKey(ReportLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    date = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    unit_cents = models.IntegerField()
    amount_cents = models.IntegerField()
    taxable = models.BooleanField(default=True)
    income_code = models.CharField(max_length=3)
    km = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)

    class Meta:
        triggers = [readonly.FEE_LINE]
        ordering = ["fee_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report_line"],
                name="report_line_is_paid_once",
                violation_error_message=_("Tämä rivi on jo kirjattu palkkioksi."),
            ),
            models.UniqueConstraint(
                fields=["fee", "position"],
                name="fee_lines_have_their_places",
                violation_error_message=_("Palkkion rivit ovat jo olemassa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


@money_history
class FeeHold(Stamped):
    """Payroll holds a fee back, with a reason and a day when it is looked at again.

    `reason` is payroll's own note; `told` is what the expert reads, and may be empty for the usual sentence.
    """

    fee = models.ForeignKey(Fee, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    told = models.CharField(max_length=300, blank=True)
    review_by = models.DateField()
    held_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fee"],
                condition=Q(released_at=None),
                name="fee_is_held_once",
                violation_error_message=_("Palkkio on jo pidossa."),
            ),
            models.CheckConstraint(
                name="hold_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Kirjoita, miksi palkkio pidetään."),
            ),
            models.CheckConstraint(
                name="released_hold_says_who",
                condition=Q(released_at=None) | Q(released_by__isnull=False),
                violation_error_message=_("Pidon purkajan on näyttävä."),
            ),
            models.CheckConstraint(
                name="hold_is_reviewed_later",
                condition=Q(review_by__gte=F("created_at__date")),
                violation_error_message=_("Anna tuleva päivä, jolloin pito tarkistetaan."),
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.fee_id}"
