"""Drafts that were left: one reminder, then they go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from core import clock, policy
from core.db import lock, verb
from core.models import OutboxMessage
from core.querysets import label
from orders import notifications
from orders.models import Order
from orders.states import OrderState


def week_old_drafts() -> list[int]:
    of_it = {"person": OuterRef("orderer"), "object_label": label(Order), "object_id": OuterRef("pk")}
    told = OutboxMessage.objects.filter(template="orders_draft", created_at__gt=OuterRef("changed_at"), **of_it)
    found = Order.objects.filter(~Exists(told), state=OrderState.DRAFT, changed_at__lte=clock.now() - _remind_after())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_draft(order_id: int) -> bool:
    """One reminder of a draft that was left a week ago."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.DRAFT or not order.orderer.wants(notifications.REMINDERS):
        return False
    notifications.draft_waits(order, deleted_on=clock.local(order.changed_at + _drafts_kept()).date())
    return True


def next_draft(now: datetime) -> datetime | None:
    """When the next one is reminded of or goes (for «Siirrä kelloa»)."""
    left = Order.objects.filter(state=OrderState.DRAFT).values_list("changed_at", flat=True)
    found = [at + after for at in left for after in (_remind_after(), _drafts_kept()) if at + after > now]
    return min(found, default=None)


def _remind_after() -> timedelta:
    return timedelta(days=int(policy.get("draft_reminder_days")))


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
