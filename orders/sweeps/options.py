"""Options in good time, when nobody has been found (model.md §5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from core import clock, policy
from core.db import lock, verb
from orders import deadlines
from orders.inner import ask_options
from orders.models import Order, OrderSession
from orders.states import OrderState


def unfound_orders() -> list[int]:
    now = clock.now()
    until = now + timedelta(days=int(policy.get("options_days_before")))
    near = Exists(OrderSession.objects.ahead(now).filter(order=OuterRef("pk"), starts__lte=until))
    found = Order.objects.filter(near, state=OrderState.STAFFING, options_asked_at=None)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def offer_options(order_id: int) -> bool:
    """Asks the orderer, once, what is done when a place is still open."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    now = clock.now()
    if order.state != OrderState.STAFFING or order.options_asked_at is not None:
        return False
    at = options_at(order, now)
    if at is None or at > now:
        return False
    ask_options(order, now=now)
    return True


def options_at(order: Order, now: datetime) -> datetime | None:
    first = order.sessions.ahead(now).first()
    if first is None or order.approved_at is None:
        return None
    return deadlines.options_at(order.approved_at, first.starts)


def next_options(now: datetime) -> datetime | None:
    """When the next orderer is asked (for «Siirrä kelloa»)."""
    rows = Order.objects.filter(state=OrderState.STAFFING, options_asked_at=None)
    return min((at for order in rows if (at := options_at(order, now)) and at > now), default=None)
