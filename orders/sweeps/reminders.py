"""Reminders before a session, to its expert and to the orderer: a week and a day before, as the bank's rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core import clock, health, policy
from core.db import lock, verb
from core.models import OutboxMessage
from orders import gig_notifications
from orders.models import Booking, MoveProposal
from orders.notifications import REMINDERS
from orders.states import GIG_LIVE, MoveState

LATEST: Final = timedelta(days=1)
"""A reminder that could not be sent in its day is not sent at all: the next one is near."""
TOO_LATE: Final = timedelta(hours=2)


def moments(starts: datetime) -> Iterator[tuple[int, datetime]]:
    """Days before and the moment, at the same hour as the session whatever summer time does."""
    for days in policy.get("reminder_days"):
        yield int(days), clock.local(starts) - timedelta(days=int(days))


def _known(rows: QuerySet[Booking]) -> Any:
    """With `agreed_at`: when its present time was agreed, which is when everybody was told of it."""
    moves = MoveProposal.objects.filter(answers__gig=OuterRef("gig"), times__session=OuterRef("session"))
    agreed = moves.filter(state=MoveState.AGREED).order_by("-decided_at").values("decided_at")[:1]
    return rows.annotate(agreed_at=Coalesce(Subquery(agreed), F("gig__created_at")))


def _due(booking: Any, now: datetime) -> list[tuple[int, datetime]]:
    """What was agreed later than a reminder's moment has just been told of, and needs no reminder."""
    since = booking.agreed_at
    return [(days, at) for days, at in moments(booking.starts) if since < at <= now < min(at + LATEST, booking.starts)]


def _ahead(now: datetime) -> Iterable[Booking]:
    """Sessions that somebody comes to, as far ahead as the first reminder."""
    farthest = now + timedelta(days=max(map(int, policy.get("reminder_days")), default=0), hours=2)
    rows = Booking.objects.filter(live=True, gig__state__in=GIG_LIVE, starts__gt=now, starts__lte=farthest)
    found: QuerySet[Booking] = _known(rows)
    return found.select_related("gig__expert__person", "gig__order__orderer").order_by("starts", "id")


def _unsent(now: datetime) -> list[tuple[Booking, datetime]]:
    """With the moment of each reminder that somebody who wants it hasn't got."""
    wanted: dict[str, tuple[Booking, datetime]] = {}
    for booking in _ahead(now):
        for days, at in _due(booking, now):
            to = {
                gig_notifications.reminder_key(booking, days): booking.gig.expert.person,
                gig_notifications.orderer_reminder_key(booking, days): booking.gig.order.orderer,
            }
            wanted |= {key: (booking, at) for key, person in to.items() if person.wants(REMINDERS)}
    sent = set(OutboxMessage.objects.filter(dedupe__in=list(wanted)).values_list("dedupe", flat=True))
    return [found for key, found in wanted.items() if key not in sent]


def bookings_to_remind() -> list[int]:
    return sorted({booking.pk for booking, _at in _unsent(clock.now())})


@verb
def remind_of_gig(booking_id: int) -> bool:
    """To whoever wants reminders, once for this time: a moved session by its new one, a cancelled never."""
    rows = lock(_known(Booking.objects.filter(pk=booking_id)))
    booking = rows.select_related("gig__order", "gig__expert__person").get()
    if not booking.live or booking.gig.state not in GIG_LIVE:
        return False
    due = _due(booking, clock.now())
    for days, _at in due:
        gig_notifications.reminder(booking, days)
    return bool(due)


def next_reminder(now: datetime) -> datetime | None:
    """The next one to go (for «Siirrä kelloa»)."""
    rows = _known(Booking.objects.filter(live=True, gig__state__in=GIG_LIVE, starts__gt=now))
    found = [at for row in rows for _days, at in moments(row.starts) if at > now and at > row.agreed_at]
    return min(found, default=None)


@health.nightly("reminder_missing", _("Muistutus keikasta ei ole lähtenyt: tarkista ajastettu työ"))
def reminders_missing() -> list[Booking]:
    """Two hours late: the work that sends them has stopped. Read by the machine's health page too, at any moment."""
    now = clock.now()
    return [booking for booking, at in _unsent(now) if at + TOO_LATE <= now]
