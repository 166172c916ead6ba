"""The place, who meets and the link of an order, changed by its orderer alone; whoever comes reads what changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from orders import brief, changes, gig_notifications, permissions
from orders.models import Order
from orders.states import ORDER_OPEN


@verb
def change_details(order_id: int, *, by: Person, fields: dict[str, str]) -> int:
    """Returns how many were told: each expert who comes or has an offer once, and none of a mended spelling.

    Who: the orderer's side or a coordinator, until the last session begins. Raises DomainError (code "brief") when
    something that an expert must know would be left empty.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    if not (permissions.is_orderer_of(by, order) or permissions.may_coordinate(by)):
        raise NotAllowed()
    now = clock.now()
    if order.state not in ORDER_OPEN or not order.sessions.ahead(now).exists():
        raise Stale(_("Keikka on jo alkanut tai päättynyt, joten sitä ei voi enää muuttaa."))
    before = changes.values(order)
    new = {name: value.strip() for name, value in fields.items() if name in before}
    changed = [name for name, value in new.items() if before[name] != value]
    if not changed:
        return 0
    for name in changed:
        setattr(order, name, new[name])
    if missing := brief.sentences(order):
        raise DomainError(_("Tätä ei voi jättää tyhjäksi: %(what)s.") % {"what": ", ".join(missing)}, code="brief")
    order.changed_at = now
    order.save(update_fields=[*changed, "changed_at"])
    audit.log(by, "order_changed", order, data={"fields": changed})
    return gig_notifications.details_changed(order, before, by=by)
