"""One person is on one gig at a time: which own gig stands in the way of new times, before the constraint says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _

from core import policy
from core.db import sentence
from core.templatetags.kp import span
from orders.models import Booking, Gig, OrderSession

NO_TIME = DateTimeTZRange(empty=True)
"""What work by a deadline takes of the calendar."""


def margin() -> timedelta:
    """The bank's own buffer around each session."""
    return timedelta(minutes=int(policy.get("booking_buffer_minutes")))


def during(starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """A session's own time, widened by the bank's buffer: what may not overlap."""
    buffer = margin()
    return starts - buffer, ends + buffer


def of_session(session: OrderSession) -> DateTimeTZRange | tuple[datetime, datetime]:
    """What a booking of this session may not overlap."""
    return NO_TIME if session.by_deadline else during(session.starts, session.ends)


def times(sessions: Iterable[OrderSession]) -> list[tuple[datetime, datetime]]:
    """When these are held; work by a deadline is held at no time."""
    return [(session.starts, session.ends) for session in sessions if not session.by_deadline]


def overlapping(times: Iterable[tuple[datetime, datetime]]) -> Q:
    """Of a booking: stands in the way of any of these. Asks for the buffer once."""
    buffer = margin()
    return reduce(or_, (Q(during__overlap=(starts - buffer, ends + buffer)) for starts, ends in times), Q(pk__in=[]))


def first(expert_id: int, times: Iterable[tuple[datetime, datetime]], *, besides: Gig | None = None) -> Booking | None:
    """The first own live gig day that overlaps any of these; not of the gig `besides`."""
    wanted = list(times)
    if not wanted:
        return None
    busy = Booking.objects.filter(overlapping(wanted), expert=expert_id, live=True)
    if besides is not None:
        busy = busy.exclude(gig=besides)
    return busy.select_related("gig__order__task_type").order_by("starts", "id").first()


def words(booking: Booking) -> str:
    """Which own gig, and what to do. Signed in alone: the page of a mail's link tells of its one offer only."""
    return _(
        "Sinulla on silloin jo keikka: %(task)s, %(when)s. Vastaa «Ei tällä kertaa», tai jos haluat ottaa tämän, "
        "pyydä pankkia siirtämään toista."
    ) % {"task": booking.gig.order.task_type, "when": span(booking)}


def words_of_move(booking: Booking) -> str:
    """The same of a new time proposed for a gig that one has: saying no keeps the old one."""
    return _("Sinulla on silloin jo toinen keikka: %(task)s, %(when)s. Vastaa ei, niin vanha aika jää voimaan.") % {
        "task": booking.gig.order.task_type,
        "when": span(booking),
    }


def unnamed_of_move() -> str:
    return _("Sinulla on jo keikka uuteen aikaan. Vastaa ei, niin vanha aika jää voimaan.")


def unnamed() -> str:
    """That an own gig stands in the way, not which: what a race reads too."""
    return str(sentence("expert_is_in_one_place_at_a_time"))
