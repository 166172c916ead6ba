"""A new time proposed for sessions that experts have agreed to (model.md §3, moving a date)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import ends_after_start
from core.models import Slugged, Stamped
from orders.models.gig import Gig
from orders.models.order import Order, OrderSession
from orders.states import MoveState

PERSON = settings.AUTH_USER_MODEL


class MoveProposal(Slugged, Stamped):
    """All experts of the order say yes, or the old time stands."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="move_proposals")
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.ASKED)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state=MoveState.ASKED),
                name="one_waiting_move_for_an_order",
                violation_error_message=_("Tälle tilaukselle on jo ehdotettu uutta aikaa. Odota vastaukset."),
            ),
            models.CheckConstraint(
                name="decided_move_says_when",
                condition=Q(state=MoveState.ASKED, decided_at=None)
                | (~Q(state=MoveState.ASKED) & Q(decided_at__isnull=False)),
                violation_error_message=_("Päätetyllä siirrolla on oltava aika."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}"


class ProposedTime(models.Model):
    """One session's old and new time."""

    proposal = models.ForeignKey(MoveProposal, on_delete=models.CASCADE, related_name="times")
    session = models.ForeignKey(OrderSession, on_delete=models.PROTECT, related_name="+")
    old_starts = models.DateTimeField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            ends_after_start("proposed_time_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["proposal", "session"],
                name="a_session_is_moved_once_in_a_proposal",
                violation_error_message=_("Kerralle on jo ehdotettu aikaa."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_starts:%Y-%m-%d %H:%M} → {self.starts:%Y-%m-%d %H:%M}"


class MoveAnswer(Slugged):
    """One gig's expert is asked; `yes` is empty until the answer."""

    proposal = models.ForeignKey(MoveProposal, on_delete=models.CASCADE, related_name="answers")
    gig = models.ForeignKey(Gig, on_delete=models.PROTECT, related_name="move_answers")
    yes = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "gig"],
                name="a_gig_answers_a_move_once",
                violation_error_message=_("Tähän ehdotukseen on jo vastattu."),
            ),
            models.CheckConstraint(
                name="move_answer_says_when",
                condition=Q(yes=None, answered_at=None) | Q(yes__isnull=False, answered_at__isnull=False),
                violation_error_message=_("Vastauksella on oltava aika."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} / {self.gig_id}"
