"""The day came before everybody was found."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from core import audit, clock
from core.db import lock, verb
from orders import notifications
from orders.actions.ending import end_order
from orders.inner import STAFFING_TASKS, close_tasks, move, withdraw_offers
from orders.models import Order, OrderSession
from orders.states import GIG_OPEN, GigState, How, OrderState


def lapsed_orders() -> list[int]:
    """Open orders with an unheld session that begins now and a place that nobody took."""
    now = clock.now()
    begun = Exists(OrderSession.objects.filter(order=OuterRef("pk"), starts__lte=now))
    waiting = [OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING]
    return list(Order.objects.filter(begun, state__in=waiting).order_by("id").values_list("id", flat=True))


@verb
def lapse_order(order_id: int) -> bool:
    """Its day came: with no gig the order is cancelled, with fewer gigs than places it goes on with those."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    now = clock.now()
    if order.state not in {OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING}:
        return False
    if order.gigs.filter(state__in=[*GIG_OPEN, GigState.CLOSED]).exists():
        for offer in withdraw_offers(order, by=None, now=now, how=How.SWEEP):
            notifications.offer_withdrawn(offer)
        move(order, OrderState.STAFFED, staffed_at=now, due=None)
        close_tasks(order, STAFFING_TASKS)
        audit.log(None, "order_goes_on_with_fewer", order)
        notifications.order_goes_on_with_fewer(order)
        return True
    if order.sessions.filter(starts__gt=now).exists():
        return False
    end_order(order, by=None, how=How.SWEEP, reason="", words="", now=now)
    return True
