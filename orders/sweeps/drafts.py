"""Drafts that were left: one reminder, then they go."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from core import clock, policy
from core.db import lock, verb
from core.models import OutboxMessage
from orders import notifications
from orders.models import Order
from orders.states import OrderState


def week_old_drafts() -> list[int]:
    limit = clock.now() - timedelta(days=int(policy.get("draft_reminder_days")))
    told = OutboxMessage.objects.filter(dedupe=Concat(Value("orders_draft:"), Cast(OuterRef("pk"), CharField())))
    found = Order.objects.filter(~Exists(told), state=OrderState.DRAFT, changed_at__lte=limit)
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_draft(order_id: int) -> bool:
    """One reminder of a draft that was left a week ago."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.DRAFT or not order.orderer.wants(notifications.REMINDERS):
        return False
    notifications.draft_waits(order, deleted_on=clock.local(order.changed_at + _drafts_kept()).date())
    return True


def _drafts_kept() -> timedelta:
    return timedelta(days=int(policy.get("draft_kept_days")))


def old_drafts() -> list[int]:
    found = Order.objects.filter(state=OrderState.DRAFT, changed_at__lte=clock.now() - _drafts_kept())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def delete_draft(order_id: int) -> bool:
    """A draft untouched for as long as the policy says is deleted: it has met nobody but its writer."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.DRAFT or order.changed_at > clock.now() - _drafts_kept():
        return False
    order.delete()
    return True
