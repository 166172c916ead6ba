"""What the front pages show of support: the expert's next seat and call on its way; who comes to a supervisor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from core import clock
from core.models import Task
from experts.models import Expert
from supervision.actions.asking import CONTACT
from supervision.models import Debrief, Seat, SupportEvent
from supervision.states import SEAT_OPEN, DebriefState, SeatState

if TYPE_CHECKING:
    from accounts.models import Person


@dataclass(frozen=True)
class Session:
    """As a supervisor sees it: who comes by first name, when, where."""

    event: SupportEvent
    names: list[str] = field(default_factory=list)
    to_mark: bool = False


def contact_of(person: Person) -> Task | None:
    """The call that is on its way, with whose it is."""
    mine = Expert.objects.filter(person=person).values("pk")
    rows = Task.objects.open().filter(what=CONTACT, object_label=Expert._meta.label_lower, object_id__in=mine)
    return rows.select_related("person").first()


def next_seat(person: Person) -> Seat | None:
    mine = Seat.objects.of(person).filter(state=SeatState.BOOKED, event__ends__gt=clock.now())
    return mine.select_related("event__supervisor").order_by("event__starts", "id").first()


def offered_seats(person: Person) -> list[Seat]:
    mine = Seat.objects.of(person).filter(state=SeatState.OFFERED, answer_by__gt=clock.now())
    return list(mine.select_related("event").order_by("answer_by", "id"))


def offered_debriefs(person: Person) -> list[Debrief]:
    mine = Debrief.objects.of(person).filter(state=DebriefState.OFFERED)
    return list(mine.select_related("booking__gig__order__task_type").order_by("due", "id"))


def sessions(person: Person, now: datetime) -> list[Session]:
    """The own ones that are coming or not marked yet; nothing of what was, nothing of why."""
    mine = SupportEvent.objects.held().filter(supervisor=person)
    waiting = SupportEvent.objects.unmarked(now).filter(supervisor=person)
    events = list((mine.filter(ends__gt=now) | waiting).distinct().order_by("starts", "id"))
    names = first_names(events)
    return [Session(e, names[e.pk], e.ends <= now) for e in events]


def first_names(events: Iterable[SupportEvent]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    states = [SeatState.BOOKED, SeatState.ATTENDED]
    rows = Seat.objects.filter(event__in=[e.pk for e in events], state__in=states).order_by(
        "expert__person__first_name"
    )
    for event_id, name in rows.values_list("event_id", "expert__person__first_name"):
        found[event_id].append(name)
    return found


def debriefs_to_give(person: Person) -> list[Debrief]:
    mine = Debrief.objects.filter(giver=person, state=DebriefState.ACCEPTED)
    return list(mine.select_related("expert__person", "slot").order_by("starts", "id"))


def own_seats(person: Person, now: datetime) -> list[Seat]:
    """Open ones that have not ended, and a seat whose holder was not reached, until the call."""
    mine = Seat.objects.of(person).filter(state__in=SEAT_OPEN, event__ends__gt=now)
    return list(mine.select_related("event__supervisor", "expert").order_by("event__starts", "id"))
