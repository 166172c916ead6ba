"""Verbs called with locked rows (lock order: expert, …, event, seat, debrief)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core import clock, outbox, policy
from core.errors import Stale
from core.models import OutboxMessage, Task
from core.querysets import label
from supervision import notifications, states
from supervision.models import Debrief, EntitlementEntry, Seat, SupportEvent
from supervision.states import TAKES_A_SEAT, SeatState

if TYPE_CHECKING:
    from accounts.models import Person

MOVES = {Seat: states.SEAT_MOVES, Debrief: states.DEBRIEF_MOVES}


def move(row: Seat | Debrief, to: str, **facts: Any) -> None:
    """The one place that assigns `state`, together with who and when. Raises Stale for a move MOVES doesn't allow."""
    if to not in MOVES[type(row)][row.state]:
        raise Stale()
    row.state = to
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *facts])


def settle(seat: Seat, to: str, *, by: Person | None, now: datetime) -> None:
    """Attended, missed or given back. A seat given back is somebody else's at once; nothing is held against anybody."""
    facts = {} if to in TAKES_A_SEAT else {"number": None}
    move(seat, to, answer_by=None, settled_at=now, settled_by=by, **facts)


def free_number(event: SupportEvent) -> int | None:
    """The lowest free seat of a locked event; a seat offered to somebody is not free."""
    taken = set(event.seat_rows.filter(number__isnull=False).values_list("number", flat=True))
    return next((n for n in range(1, event.seats + 1) if n not in taken), None)


def offer_next(event: SupportEvent, *, now: datetime) -> int:
    """Each free seat is offered to who has waited longest, one at a time and each once. Locked: event."""
    offered = 0
    if event.cancelled_at is not None or event.starts <= now:
        return offered
    for seat in event.seat_rows.waiting().in_turn().select_for_update(of=("self",), no_key=True):
        number = free_number(event)
        if number is None:
            break
        until = min(now + timedelta(hours=int(policy.get("support_seat_offer_hours"))), event.starts)
        move(seat, SeatState.OFFERED, number=number, answer_by=until)
        notifications.seat_offered(seat)
        offered += 1
    return offered


def note_used(*, day: datetime, minutes: int, seat: Seat | None = None, debrief: Debrief | None = None) -> None:
    """Attended: it goes into the ledger, and payments hear of it. Never called for what was missed."""
    source: Seat | Debrief | None = seat or debrief
    assert source is not None
    entry = EntitlementEntry.objects.create(
        expert_id=source.expert_id, day=clock.local(day).date(), minutes=-minutes, seat=seat, debrief=debrief
    )
    outbox.emit("supervision.attended", entry)


def forget(debrief: Debrief) -> None:
    """Not wanted: the row goes, and with it the mails and tasks that named it. No log line tells of it."""
    OutboxMessage.objects.filter(object_label=label(debrief), object_id=debrief.pk).delete()
    Task.objects.about(debrief).delete()
    debrief.delete()
