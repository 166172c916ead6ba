"""A supervision at another time: whoever has a seat keeps it, reads old and new time, and can let go."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Stale
from supervision import notifications, permissions
from supervision.models import SupportEvent
from supervision.states import SeatState


@verb
def move_event(event_id: int, *, by: Person, starts: datetime, ends: datetime) -> SupportEvent:
    """Seats and the queue stay; the new time is reminded of anew. Who: its supervisor or a coordinator until it begins.

    An own gig at the new time bars nothing: the seat says so, and giving it back is free. The same times twice are
    calm. Raises DomainError for a time gone by, or when the supervisor has another supervision then.
    """
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    permissions.require(permissions.may_move(by, event))
    now = clock.now()
    if event.cancelled_at is not None or event.starts <= now:
        raise Stale(_("Työnohjaus on jo alkanut tai peruttu, joten sen aikaa ei voi vaihtaa."))
    if starts <= now:
        raise DomainError(_("Anna tuleva aika."), code="past")
    old = event.starts
    if (old, event.ends) == (starts, ends):
        return event
    event.starts, event.ends, event.revision = starts, ends, event.revision + 1
    event.save(update_fields=["starts", "ends", "revision"])
    seats = list(lock(event.seat_rows.open().order_by("id")).select_related("expert__person"))
    event.seat_rows.filter(state=SeatState.BOOKED).update(reminded_at=None)
    event.seat_rows.filter(state=SeatState.OFFERED).update(answer_by=Least(F("answer_by"), Value(starts)))
    audit.log(by, "support_moved", event, data={"starts": starts, "seats": len(seats)})
    notifications.event_moved(event, old, seats, by)
    return event
