from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Slugged, Stamped
from orders.models.gig import GigReport
from orders.models.stamps import stamp
from orders.querysets import DifferenceQuerySet
from orders.states import DifferenceState

PERSON = settings.AUTH_USER_MODEL


class ReportDifference(Slugged, Stamped):
    """What an approved report left open: paid or not by somebody's own decision. Its lines are the report's `rest`.

    Contested: the part that only one side told. Awaiting the approver: what goes over the sum approved for the order.
    """

    report = models.OneToOneField(GigReport, on_delete=models.PROTECT, related_name="difference")
    state = models.CharField(max_length=18, choices=DifferenceState)
    amount_cents = models.PositiveIntegerField(help_text="what the expert would be paid, without employer's costs")
    due = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    cost_centre = models.ForeignKey(
        "accounts.CostCentre",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who pays when it is not the order's own",
    )

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            stamp(
                "decided_difference_says_when",
                "decided_at",
                {"granted", "dropped"},
                {"granted", "dropped"},
                _("Ratkaistulla erotuksella on oltava aika."),
            ),
            models.CheckConstraint(
                name="decided_difference_says_who",
                condition=Q(decided_at=None) | Q(decided_by__isnull=False),
                violation_error_message=_("Ratkaisijan on näyttävä."),
            ),
            models.CheckConstraint(
                name="dropped_difference_says_why",
                condition=~Q(state=DifferenceState.DROPPED) | ~Q(reason=""),
                violation_error_message=_("Kirjoita, miksi erotusta ei makseta."),
            ),
            models.CheckConstraint(
                name="difference_is_something",
                condition=Q(amount_cents__gt=0),
                violation_error_message=_("Erotuksen on oltava enemmän kuin nolla."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.amount_cents}"
