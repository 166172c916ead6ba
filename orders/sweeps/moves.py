"""A proposed new time that somebody left unanswered."""

from __future__ import annotations

from django.db.models import Q

from core import clock
from orders.models import MoveProposal
from orders.states import ORDER_OPEN, MoveState


def unanswered_moves() -> list[int]:
    over = Q(answer_by__lte=clock.now()) | ~Q(order__state__in=ORDER_OPEN)
    return list(MoveProposal.objects.filter(over, state=MoveState.ASKED).order_by("id").values_list("id", flat=True))
