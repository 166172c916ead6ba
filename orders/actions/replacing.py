"""Several are asked at once: the first yes gets the gig, and the others hear of it at once (model.md §5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Person
from core.db import lock, verb
from core.errors import DomainError
from experts.models import Expert
from orders import permissions
from orders.actions.staffing import offer_to, open_offers_left
from orders.models import Offer, Order


@verb
def send_offers(order_id: int, *, by: Person, experts: Iterable[Expert], greeting: str = "") -> list[Offer]:
    """The same offer to each, without journeys: they are told when the gig is. Who: a coordinator.

    As many as may be asked now, or none at all; a second click finds them asked already. One who can't be had any more
    is passed over, not the others. Raises DomainError when nobody is named, when there are too many, or when nobody
    named can be had.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_coordinate(by))
    chosen = list(experts)
    if not chosen:
        raise DomainError(_("Valitse ainakin yksi."), code="nobody")
    already = list(order.offers.live().filter(expert__in=chosen).order_by("id"))
    if len(already) == len(chosen):
        return already
    left = open_offers_left(order)
    if len(chosen) > left:
        raise DomainError(
            _("Nyt voi kysyä enintään näin monelta: %(n)s. Poista joku valinnoista.") % {"n": max(left, 0)}
        )
    sent: list[Offer] = []
    for expert in chosen:
        try:
            sent.append(offer_to(order, expert, by=by, greeting=greeting))
        except DomainError as refused:
            if refused.code != "expert":
                raise
    if not sent:
        raise DomainError(_("Kukaan valituista ei ole enää vapaa. Katso lista uudelleen."))
    return sent
