"""Which orders of a unit are still under way, for whoever is about to end the unit."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from accounts import open_work
from orders.models import Order
from orders.states import ORDER_OPEN, OrderState


def of_units(unit_ids: Collection[int]) -> list[open_work.OpenWork]:
    """Number and kind of work; drafts are nobody's promise yet."""
    rows = Order.objects.filter(unit__in=unit_ids, state__in=ORDER_OPEN).exclude(state=OrderState.DRAFT)
    return [
        open_work.OpenWork(f"{order.number}, {order.task_type}", reverse("portal:order", args=[order.slug]))
        for order in rows.select_related("task_type").order_by("id")
    ]


open_work.told_by(of_units)
