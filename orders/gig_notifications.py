"""Messages of a gig that is near, that changes or that ends early; each only adds outbox rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation

from accounts.models import Person
from core import clock, outbox
from orders import calendar, changes, deadlines
from orders.models import Booking, Gig, Offer, Order
from orders.notifications import REMINDERS, about_gig, facts_of, offer_withdrawn, to_coordinator, to_orderer
from orders.states import GIG_LIVE, CancelReason


def order_cancelled(order: Order, gigs: Iterable[Gig], offers: Iterable[Offer]) -> None:
    """Each side hears what it means for them: paid or not, and what to do next."""
    files = calendar.attached_order(order, off=True)
    to_orderer("orders_cancelled", order, dedupe=str(order.pk), files=files, lapsed=order.cancelled_how == "sweep")
    to_coordinator("orders_cancelled_bank", order, dedupe=str(order.pk), slow=order.cancel_reason == CancelReason.SLOW)
    for gig in gigs:
        paid = [r.pk for r in gig.reports.filter(state="approved")]
        about_gig("orders_gig_cancelled", gig, paid=bool(paid))
    for offer in offers:
        offer_withdrawn(offer)


def gig_released(gig: Gig) -> None:
    about_gig("orders_released_thanks", gig)
    to_orderer("orders_released", gig.order, dedupe=str(gig.pk), files=calendar.attached_order(gig.order))
    if gig.order.coordinator is not None:
        path, key = reverse("orders:replace", args=[gig.order.slug]), f"orders_released_bank:{gig.pk}"
        to, facts = gig.order.coordinator, facts_of(gig.order)
        outbox.mail("orders_released_bank", to, about=gig.order, context=facts, dedupe=key, path=path)


def reminder_key(booking: Booking, days: int) -> str:
    """With the session's own time in it: a moved one is reminded of anew."""
    return f"orders_reminder:{booking.pk}:{booking.starts:%Y%m%dT%H%M}:{days}"


def orderer_reminder_key(booking: Booking, days: int) -> str:
    """One for a session, however many come to it."""
    return f"orders_reminder_orderer:{booking.session_id}:{booking.starts:%Y%m%dT%H%M}:{days}"


def reminder(booking: Booking, days: int) -> None:
    """To the expert: when, and what if one can't come. To the orderer: who comes, and till when cancelling is free."""
    gig, order = booking.gig, booking.gig.order
    facts = facts_of(order) | {"starts": booking.told, "ends": booking.ends.isoformat()}
    person, path = gig.expert.person, reverse("portal:gig", args=[gig.slug])
    if person.wants(REMINDERS):
        key = reminder_key(booking, days)
        outbox.mail("orders_reminder", person, about=booking, context=facts, dedupe=key, path=path)
    if order.orderer.wants(REMINDERS):
        free_until = deadlines.free_until(booking.starts, gig.offer.profile)
        facts["free_until"] = free_until.isoformat() if free_until > clock.now() else ""
        path, key = reverse("portal:order", args=[order.slug]), orderer_reminder_key(booking, days)
        outbox.mail("orders_reminder_orderer", order.orderer, about=booking, context=facts, dedupe=key, path=path)


def details_changed(order: Order, before: dict[str, str], *, by: Person) -> int:
    """Old and new in the reader's language: to each expert who comes or is asked, to an orderer who didn't do it."""
    to = [(gig.expert.person, reverse("portal:gig", args=[gig.slug])) for gig in _coming(order)]
    for offer in order.offers.live().select_related("expert__person").order_by("id"):
        to.append((offer.expert.person, reverse("orders:offer", args=[offer.slug])))
    if by != order.orderer and by.pk not in {person.pk for person, _path in to}:
        to.append((order.orderer, reverse("portal:order", args=[order.slug])))
    return sum(_difference_told(order, before, person, path) for person, path in to if person != by)


def _coming(order: Order) -> Iterable[Gig]:
    return order.gigs.filter(state__in=GIG_LIVE).select_related("expert__person").order_by("id")


def _difference_told(order: Order, before: dict[str, str], person: Person, path: str) -> bool:
    with translation.override(person.language):
        found = [(row.label, row.old, row.new) for row in changes.differences(order, before)]
    if found:
        key = f"orders_changed:{order.pk}:{order.changed_at:%Y%m%dT%H%M%S%f}:{person.pk}"
        facts = facts_of(order) | {"differences": found}
        outbox.mail("orders_changed", person, about=order, context=facts, dedupe=key, path=path)
    return bool(found)
