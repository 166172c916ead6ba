"""Messages of a gig that is near, that changes or that ends early; each only adds outbox rows."""

from __future__ import annotations

from collections.abc import Iterable

from orders.models import Gig, Offer, Order
from orders.notifications import about_gig, offer_withdrawn, to_coordinator, to_orderer
from orders.states import CancelReason


def order_cancelled(order: Order, gigs: Iterable[Gig], offers: Iterable[Offer]) -> None:
    """Each side hears what it means for them: paid or not, and what to do next."""
    to_orderer("orders_cancelled", order, dedupe=str(order.pk), lapsed=order.cancelled_how == "sweep")
    to_coordinator("orders_cancelled_bank", order, dedupe=str(order.pk), slow=order.cancel_reason == CancelReason.SLOW)
    for gig in gigs:
        paid = [r.pk for r in gig.reports.filter(state="approved")]
        about_gig("orders_gig_cancelled", gig, paid=bool(paid))
    for offer in offers:
        offer_withdrawn(offer)


def gig_released(gig: Gig) -> None:
    about_gig("orders_released_thanks", gig)
    to_orderer("orders_released", gig.order, dedupe=str(gig.pk))
    to_coordinator("orders_released_bank", gig.order, dedupe=str(gig.pk))
