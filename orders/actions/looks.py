"""A full view of an order where a role otherwise reads less, in the look-log of whoever wrote the order."""

from __future__ import annotations

from accounts.models import Person
from core import audit
from core.db import verb
from core.querysets import VIEWED
from orders import permissions
from orders.models import Order


@verb
def look_at_whole_order(order_id: int, *, by: Person, reason: str) -> Order:
    """Who: auditor and main user. The orderer can read who looked; the reason stays in the trail. Raises NotAllowed."""
    found = Order.objects.select_related("orderer").get(pk=order_id)
    permissions.require(permissions.reads_order_in_part(by, found))
    audit.log(by, f"{VIEWED}order_whole", found, about=found.orderer, reason=reason)
    return found
