from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Role
from evaluation.states import Direction, RequestState

if TYPE_CHECKING:
    from accounts.models import Person
    from evaluation.models import FeedbackRequest


class FeedbackRequestQuerySet(models.QuerySet["FeedbackRequest"]):
    def visible_to(self, person: Person) -> Self:
        """The giver's own and the own unit's to give; to the expert what is settled; all to the coordinator."""
        if person.has(Role.COORDINATOR):
            return self
        received = Q(
            direction=Direction.TO_EXPERT,
            gig__expert__person=person,
            state__in=[RequestState.DELIVERED, RequestState.PHONED, RequestState.NOT_REACHED],
        )
        of_unit = Q(direction=Direction.TO_EXPERT, gig__order__unit_id__in=person.unit_ids)
        return self.filter(Q(giver=person) | of_unit | received)

    def received_by(self, person: Person) -> Self:
        return self.filter(direction=Direction.TO_EXPERT, gig__expert__person=person).exclude(
            state__in=[RequestState.ASKED, RequestState.GIVEN]
        )

    def overdue(self, now: datetime) -> Self:
        return self.filter(direction=Direction.TO_EXPERT, state__in=["asked", "given"], due__lte=now)
