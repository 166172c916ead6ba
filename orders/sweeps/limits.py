"""The last hour in which a gig can be cancelled free: nothing happens by itself then, yet somebody may want to act."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from orders import deadlines
from orders.models import OrderSession
from orders.states import GIG_LIVE

BEFORE = timedelta(hours=1)


def before_free_limit(now: datetime) -> datetime | None:
    """An hour before the nearest limit of a live gig's order, if that is still ahead."""
    sessions = OrderSession.objects.filter(starts__gt=now, order__gigs__state__in=sorted(GIG_LIVE))
    firsts = sessions.order_by().values_list("order_id", "order__profile").annotate(first=Min("starts"))
    moments = [deadlines.free_until(first, profile) - BEFORE for _order, profile, first in firsts]
    return min((moment for moment in moments if moment > now), default=None)
