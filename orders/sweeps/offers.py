"""Offers without an answer, and orders that nobody was asked for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core import audit, clock
from core.db import lock, verb
from core.models import Task
from orders import notifications
from orders.actions.staffing import coordinator_next
from orders.inner import STAFFING_TASKS, move
from orders.models import Approval, Offer, Order
from orders.states import How, OfferState, OrderState
from orders.sweeps.asking import open_task


def offers_to_remind() -> list[int]:
    now = clock.now()
    found = Offer.objects.live().filter(remind_at__lte=now, reminded_at=None, answer_by__gt=now)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_offer(offer_id: int) -> bool:
    """One reminder at half of the time."""
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    now = clock.now()
    if offer.state != OfferState.SENT or offer.reminded_at is not None or offer.answer_by <= now:
        return False
    offer.reminded_at = now
    offer.save(update_fields=["reminded_at"])
    notifications.offer_reminder(offer)
    return True


def overdue_offers() -> list[int]:
    return list(Offer.objects.overdue(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def expire_offer(offer_id: int) -> bool:
    """No answer in time: nothing is held against the expert; the coordinator acts next."""
    order_id = Offer.objects.values_list("order_id", flat=True).get(pk=offer_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    now = clock.now()
    if offer.state != OfferState.SENT or offer.answer_by > now:
        return False
    move(offer, OfferState.EXPIRED, answered_at=now, answered_how=How.SILENCE)
    audit.log(None, "offer_expired", offer, about=offer.expert.person)
    coordinator_next(order, now=now)
    notifications.offer_expired(offer)
    return True


def unstaffed_orders() -> list[int]:
    """Nobody asked by the promised day, and no task or decision on its way. One task for each deadline."""
    now = clock.now()
    tasks = Task.objects.filter(object_label=Order._meta.label_lower, object_id=OuterRef("pk"), what__in=STAFFING_TASKS)
    told = Exists(tasks.filter(Q(done_at=None) | Q(created_at__gte=OuterRef("due"))))
    asked = Exists(Offer.objects.live().filter(order=OuterRef("pk")))
    decides = Exists(Approval.objects.waiting().filter(difference=None, order=OuterRef("pk")))
    found = Order.objects.filter(~told, ~asked, ~decides, state=OrderState.STAFFING, due__lte=now)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_to_staff(order_id: int) -> bool:
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.STAFFING or order.offers.live().exists():
        return False
    return open_task("staff_order", order, role="coordinator", person=order.coordinator, due=order.due)
