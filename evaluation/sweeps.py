"""Feedback that did not come: one reminder, then the coordinator phones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from core import clock, sweeping, todo
from core.db import lock, verb
from evaluation import notifications
from evaluation.models import FeedbackRequest
from evaluation.states import Direction, RequestState


def sweep_all() -> int:
    return sweeping.run([(_to_remind, remind), (_overdue, phone)])


def _to_remind() -> list[int]:
    soon = clock.now() + timedelta(days=3)
    found = FeedbackRequest.objects.filter(state=RequestState.ASKED, reminded_at=None, due__lte=soon)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind(request_id: int) -> bool:
    request = lock(FeedbackRequest.objects.filter(pk=request_id)).get()
    if request.state != RequestState.ASKED or request.reminded_at is not None:
        return False
    request.reminded_at = clock.now()
    request.save(update_fields=["reminded_at"])
    notifications.feedback_reminder(request)
    return True


def _overdue() -> list[int]:
    return list(FeedbackRequest.objects.overdue(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def phone(request_id: int) -> bool:
    """Only the orderer's feedback is phoned for; an expert's own is never pressed."""
    request = lock(FeedbackRequest.objects.filter(pk=request_id)).get()
    if request.direction != Direction.TO_EXPERT or request.state != RequestState.ASKED:
        return False
    todo.open("phone_for_feedback", request, role="coordinator", person=request.gig.order.coordinator, due=request.due)
    return False


def next_moment() -> datetime | None:
    waiting = FeedbackRequest.objects.filter(state__in=["asked", "given"], due__gt=clock.now())
    at: datetime | None = waiting.aggregate(at=Min("due"))["at"]
    return at
