"""A day came before everybody was found."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from core import audit, clock
from core.db import lock, verb
from orders import notifications
from orders.actions.ending import end_order
from orders.actions.staffing import coordinator_next
from orders.inner import STAFFING_TASKS, close_tasks, finish_order, move, withdraw_offers
from orders.models import Order, OrderSession
from orders.states import GIG_OPEN, GigState, How, OrderState

WAITING = frozenset({OrderState.AWAITING_APPROVER, OrderState.AWAITING_BANK, OrderState.STAFFING})


def lapsed_orders() -> list[int]:
    """Open orders with an unheld session that begins now and a place that nobody took."""
    begun = Exists(OrderSession.objects.unfilled_by(clock.now()).filter(order=OuterRef("pk")))
    return list(Order.objects.filter(begun, state__in=WAITING).order_by("id").values_list("id", flat=True))


@verb
def lapse_order(order_id: int) -> bool:
    """The next unheld session begins: with fewer gigs than places the order goes on with those.

    With no gig that session lapses, and the orderer hears which one; when it was the last one, the order is cancelled,
    or done if an expert who left later had held some of it.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    now = clock.now()
    begun = list(order.sessions.unfilled_by(now))
    if order.state not in WAITING or not begun:
        return False
    offers = withdraw_offers(order, by=None, now=now, how=How.SWEEP)
    for offer in offers:
        notifications.offer_withdrawn(offer)
    if order.gigs.filter(state__in=[*GIG_OPEN, GigState.CLOSED]).exists():
        move(order, OrderState.STAFFED, staffed_at=now, due=None)
        close_tasks(order, STAFFING_TASKS)
        audit.log(None, "order_goes_on_with_fewer", order)
        notifications.order_goes_on_with_fewer(order)
        finish_order(order, now=now)
        return True
    order.sessions.filter(pk__in=[session.pk for session in begun]).update(lapsed_at=now)
    audit.log(None, "sessions_lapsed", order, data={"starts": [session.starts for session in begun]})
    _after_lapse(order, begun, asked=bool(offers), now=now)
    return True


def _after_lapse(order: Order, begun: list[OrderSession], *, asked: bool, now: datetime) -> None:
    """Goes on for the sessions ahead, or ends."""
    if order.sessions.ahead(now).exists():
        notifications.sessions_lapsed(order, begun, goes_on=True)
        if asked:
            coordinator_next(order, now=now)
    elif order.sessions.filter(lapsed_at=None).exists():
        notifications.sessions_lapsed(order, begun, goes_on=False)
        move(order, OrderState.STAFFED, staffed_at=now, due=None)
        move(order, OrderState.DONE, done_at=now)
        close_tasks(order)
        audit.log(None, "order_done", order)
    else:
        end_order(order, by=None, how=How.SWEEP, reason="", words="", now=now)
