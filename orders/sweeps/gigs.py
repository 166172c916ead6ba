"""Held sessions ask for their reports; after the last one the gig is over."""

from __future__ import annotations

from django.db.models import DateField, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate, TruncMonth

from core import clock, outbox
from core.db import lock, verb
from orders.inner import end_gig
from orders.models import Booking, Gig, GigReport, Order
from orders.opening import open_reports
from orders.states import GIG_LIVE


def gigs_with_held_sessions() -> list[int]:
    """Live gigs with something held since the last look: a month without its report, or nothing left to come."""
    now = clock.now()
    ended = Exists(Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__lte=now))
    ahead = Exists(Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__gt=now))
    told = Exists(GigReport.objects.filter(gig=OuterRef("gig"), period=OuterRef("period")))
    month = TruncMonth("starts", output_field=DateField(), tzinfo=clock.HELSINKI)
    held = Booking.objects.filter(gig=OuterRef("pk"), live=True, ends__lte=now)
    unreported = Exists(held.annotate(period=month).exclude(told))
    found = Gig.objects.filter(ended, state__in=GIG_LIVE).filter(~ahead | unreported)
    return list(found.order_by("id").values_list("id", flat=True))


def sessions_over() -> list[int]:
    """Held, broken off, or cancelled on its own day; each is told of once."""
    now = clock.now()
    held = Q(live=True, ends__lte=now)
    that_day = Q(live=False, pay_percent__isnull=False, ends__lte=now, ended_day=F("own_day"))
    dated = Booking.objects.filter(told_over_at=None).annotate(
        own_day=TruncDate("starts", tzinfo=clock.HELSINKI),
        ended_day=TruncDate("gig__ended_at", tzinfo=clock.HELSINKI),
    )
    return list(dated.filter(held | that_day).order_by("id").values_list("id", flat=True))


@verb
def tell_session_over(booking_id: int) -> bool:
    """Whoever supports the expert hears of it; what the session was is theirs to look up."""
    booking = lock(Booking.objects.filter(pk=booking_id)).get()
    if booking.told_over_at is not None:
        return False
    booking.told_over_at = clock.now()
    booking.save(update_fields=["told_over_at"])
    outbox.emit("orders.session_over", booking)
    return True


@verb
def end_sessions(gig_id: int) -> bool:
    """Open the reports that the held sessions ask for; after the last one the gig is over."""
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    now = clock.now()
    if gig.state not in GIG_LIVE:
        return False
    opened = open_reports(gig, now=now)
    if gig.bookings.filter(live=True, ends__gt=now).exists():
        return bool(opened)
    end_gig(gig, by=None, now=now)
    return True
