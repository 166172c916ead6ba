from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Slugged, Stamped
from evaluation.querysets import FeedbackRequestQuerySet
from evaluation.states import SETTLED, Direction, RequestState
from orders.models import Gig

PERSON = settings.AUTH_USER_MODEL


class FeedbackRequest(Slugged, Stamped):
    """Three questions to one person about one gig. The one to the expert settles the gig."""

    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, related_name="feedback_requests")
    direction = models.CharField(max_length=10, choices=Direction)
    giver = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="feedback_requests")
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.ASKED)
    due = models.DateTimeField(help_text="after this the coordinator phones")
    reminded_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    word = models.TextField(
        max_length=2000, blank=True, help_text="the coordinator's own word, or what was said by phone"
    )

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gig", "direction"],
                name="feedback_is_asked_once_each_way",
                violation_error_message=_("Palautetta on jo pyydetty."),
            ),
            models.CheckConstraint(
                name="settled_feedback_says_when",
                condition=Q(state__in=sorted(SETTLED), settled_at__isnull=False)
                | (~Q(state__in=sorted(SETTLED)) & Q(settled_at=None)),
                violation_error_message=_("Perille tulleella palautteella on oltava aika."),
            ),
            models.CheckConstraint(
                name="feedback_not_reached_has_the_coordinators_word",
                condition=~Q(state__in=["phoned", "not_reached"]) | ~Q(word=""),
                violation_error_message=_("Kirjoita kokemusasiantuntijalle oma sanasi."),
            ),
            models.CheckConstraint(
                name="not_reached_needs_two_tries",
                condition=~Q(state="not_reached") | Q(tries__gte=2),
                violation_error_message=_("Yritä tavoittaa tilaaja ainakin kaksi kertaa."),
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.gig_id} {self.direction}"


class Feedback(Stamped):
    """The answers, as given."""

    request = models.OneToOneField(FeedbackRequest, on_delete=models.PROTECT, related_name="feedback")
    scale = models.PositiveSmallIntegerField(help_text="1–5: treated as an equal developer / the work helped us")
    good = models.TextField(max_length=2000, blank=True)
    wish = models.TextField(max_length=2000, blank=True)
    talk_first = models.BooleanField(default=False, help_text="the giver asks that it is gone through together first")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_scale_is_one_to_five",
                condition=Q(scale__gte=1, scale__lte=5),
                violation_error_message=_("Valitse arvo 1–5."),
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.request_id}"
