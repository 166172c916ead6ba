"""Gigs as calendar events: task type, date and number; never an order's title, a unit, a place or a theme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Bank, Person
from core import clock, ics
from core.outbox import Attachment
from orders.models import Booking, Gig, Order, OrderSession
from orders.states import GigState, OrderState

LOOKS_BACK: Final = timedelta(days=365)
BEFORE_DEADLINE: Final = timedelta(minutes=30)
"""How long the mark of a deadline is."""
KEEPS_CANCELLED: Final = timedelta(days=30)
"""A calendar that asked before has taken a cancelled event away by then; some never hide one by themselves."""


def of_person(person: Person) -> list[ics.Entry]:
    """One query: the expert's sessions of a year back and all to come."""
    now = clock.now()
    rows = Booking.objects.filter(expert__person=person, ends__gte=now - LOOKS_BACK)
    shown = rows.filter(Q(live=True) | Q(ends__gte=now - KEEPS_CANCELLED))
    return [entry(booking) for booking in shown.select_related("gig__order__task_type", "session").order_by("starts")]


def of_orderer(person: Person) -> list[ics.Entry]:
    """One query: the sessions that somebody has said yes to, of the orders that the person made."""
    now = clock.now()
    rows = _agreed(OrderSession.objects.filter(order__orderer=person, ends__gte=now - LOOKS_BACK))
    shown = (_of_order(session) for session in rows)
    return [e for e in shown if e.status != ics.CANCELLED or e.ends >= now - KEEPS_CANCELLED]


def _agreed(sessions: QuerySet[OrderSession]) -> QuerySet[OrderSession, Any]:
    told = sessions.filter(bookings__isnull=False).select_related("order__task_type")
    return told.annotate(
        live=Count("bookings", filter=Q(bookings__live=True)),
        changes=Count("bookings") + Sum("bookings__revision"),
    ).order_by("starts", "id")


def _of_order(annotated: Any) -> ics.Entry:
    """One event for a session, however many come; a change of any booking is a change of it."""
    order, alone = annotated.order, annotated.by_deadline
    title = _("Määräaika: %(task)s, tilaus %(number)s") if alone else _("%(task)s, tilaus %(number)s")
    off = not annotated.live and (order.state == OrderState.CANCELLED or annotated.lapsed_at is not None)
    return ics.Entry(
        key=f"{order.slug}-{annotated.slug}",
        title=title % {"task": order.task_type, "number": order.number},
        starts=annotated.ends - BEFORE_DEADLINE if alone else annotated.starts,
        ends=annotated.ends,
        status=ics.CANCELLED if off else ics.CONFIRMED if annotated.live else ics.TENTATIVE,
        revision=annotated.changes + off,
        path=reverse("portal:order", args=[order.slug]),
        busy=not alone,
    )


def entry(booking: Booking) -> ics.Entry:
    gig, alone = booking.gig, booking.by_deadline
    title = _("Määräaika: %(task)s, keikka %(number)s") if alone else _("%(task)s, keikka %(number)s")
    return ics.Entry(
        key=f"{gig.slug}-{booking.session.slug}",
        title=title % {"task": gig.order.task_type, "number": gig.number},
        starts=booking.ends - BEFORE_DEADLINE if alone else booking.starts,
        ends=booking.ends,
        status=_status(booking),
        revision=booking.revision,
        path=reverse("portal:gig", args=[gig.slug]),
        busy=not alone,
    )


def _status(booking: Booking) -> str:
    if not booking.live:
        return ics.CANCELLED
    return ics.TENTATIVE if booking.gig.state == GigState.AGREED else ics.CONFIRMED


def revised(gig: Gig, bookings: Iterable[Booking] | None = None) -> None:
    """Their events have changed: what calendars have of them is older now. Locked: gig."""
    rows = gig.bookings.all() if bookings is None else gig.bookings.filter(pk__in=[b.pk for b in bookings])
    rows.update(revision=F("revision") + 1)


def attached(gig: Gig) -> list[Attachment]:
    """For a mail to the gig's expert, in that person's language: its sessions as they are now, or those called off."""
    rows = list(gig.bookings.select_related("session", "gig__order__task_type").order_by("starts", "id"))
    if not rows:
        return []
    rows = [row for row in rows if not row.live] or rows
    with translation.override(gig.expert.person.language):
        return [ics.attachment([entry(row) for row in rows], sender=sender(), name=_("keikka"))]


def attached_order(order: Order, *, off: bool = False) -> list[Attachment]:
    """For a mail to the orderer, in that person's language: what is coming, or what was called off."""
    with translation.override(order.orderer.language):
        rows = [_of_order(session) for session in _agreed(order.sessions.all())]
        rows = [row for row in rows if (row.status == ics.CANCELLED) is off]
        return [ics.attachment(rows, sender=sender(), name=_("keikka"))] if rows else []


def sender() -> ics.Sender:
    bank = Bank.objects.the()
    return ics.Sender(bank.name, bank.email)
