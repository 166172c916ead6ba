"""Nobody is left hanging: seats offered and not answered, sessions not marked, debriefs not arranged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from core import clock, policy, sweeping, todo
from core.db import lock, verb
from core.models import Task
from core.pay import days
from experts.models import Expert
from supervision import notifications
from supervision.actions.asking import CONTACT
from supervision.inner import forget, offer_next, settle
from supervision.models import Debrief, Seat, SupportEvent
from supervision.states import SEAT_OPEN, DebriefState, SeatState


def sweep_all() -> int:
    return sweeping.run(SWEEPS)


def _unanswered() -> list[int]:
    now = clock.now()
    late = Seat.objects.filter(state=SeatState.OFFERED, answer_by__lte=now)
    begun = Seat.objects.filter(state__in=[SeatState.WAITING, SeatState.OFFERED], event__starts__lte=now)
    return list((late | begun).order_by("id").values_list("id", flat=True))


@verb
def pass_seat_on(seat_id: int) -> bool:
    """No answer in time, or it begins: the seat goes to the next one in the queue. Nothing is held against anybody."""
    event_id = Seat.objects.values_list("event_id", flat=True).get(pk=seat_id)
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    seat = lock(Seat.objects.filter(pk=seat_id)).get()
    now = clock.now()
    late = seat.state == SeatState.OFFERED and seat.answer_by is not None and seat.answer_by <= now
    if not late and not (event.starts <= now and seat.state in {SeatState.WAITING, SeatState.OFFERED}):
        return False
    settle(seat, SeatState.CANCELLED, by=None, now=now)
    if late and event.starts > now:
        notifications.seat_lapsed(seat)
    offer_next(event, now=now)
    return True


def _with_room() -> list[int]:
    return list(SupportEvent.objects.with_room(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def offer_free_seats(event_id: int) -> bool:
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    return offer_next(event, now=clock.now()) > 0


def _to_remind() -> list[int]:
    now = clock.now()
    soon = now + timedelta(days=int(policy.get("support_reminder_days")))
    found = Seat.objects.filter(state=SeatState.BOOKED, reminded_at=None, event__starts__gt=now)
    return list(found.filter(event__starts__lte=soon).order_by("id").values_list("id", flat=True))


@verb
def remind(seat_id: int) -> bool:
    """One reminder, the day before; none for what was given back or cancelled, none to who wants none."""
    seat = lock(Seat.objects.filter(pk=seat_id)).get()
    now = clock.now()
    if seat.state != SeatState.BOOKED or seat.reminded_at is not None or seat.event.starts <= now:
        return False
    seat.reminded_at = now
    seat.save(update_fields=["reminded_at"])
    if seat.expert.person.wants("reminders"):
        notifications.reminder(seat)
    return True


def _next_reminder(now: datetime) -> datetime | None:
    before = timedelta(days=int(policy.get("support_reminder_days")))
    seats = Seat.objects.filter(state=SeatState.BOOKED, reminded_at=None, event__starts__gt=now + before)
    first = seats.aggregate(at=Min("event__starts"))["at"]
    return first - before if first else None


def _mark_limit(now: datetime) -> datetime:
    return days.add_working_days(now, -int(policy.get("support_mark_workdays")))


def _unmarked_events() -> list[int]:
    now = clock.now()
    found = SupportEvent.objects.unmarked(now).filter(ends__lte=_mark_limit(now))
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def ask_who_came(event_id: int) -> bool:
    """A silent supervisor leaves nobody unpaid: the coordinator asks, and may mark."""
    event = lock(SupportEvent.objects.filter(pk=event_id)).get()
    if event.seat_rows.filter(state=SeatState.BOOKED).exists():
        todo.open("mark_support", event, role="coordinator", due=clock.now())
    return False


def _silent_offers() -> list[int]:
    return list(Debrief.objects.silent(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def forget_offer(debrief_id: int) -> bool:
    """Silence is a no, which leaves nothing behind; asking is open at any time."""
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).first()
    if debrief is None or debrief.state != DebriefState.OFFERED:
        return False
    forget(debrief)
    return True


def _unmarked_debriefs() -> list[int]:
    return list(Debrief.objects.unmarked(clock.now()).order_by("id").values_list("id", flat=True))


@verb
def ask_whether_held(debrief_id: int) -> bool:
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).get()
    if debrief.state == DebriefState.ACCEPTED:
        todo.open("mark_debrief", debrief, role="coordinator", due=clock.now())
    return False


def _unanswered_calls() -> list[int]:
    label = Expert._meta.label_lower
    late = Task.objects.open().filter(what=CONTACT, object_label=label, person__isnull=False, due__lte=clock.now())
    return list(late.order_by("id").values_list("id", flat=True))


@verb
def share_call(task_id: int) -> bool:
    """The one whom it waited for is away: now it waits for every coordinator."""
    return Task.objects.open().filter(pk=task_id).update(person=None) > 0


def _old_seats() -> list[int]:
    limit = clock.now() - timedelta(days=int(policy.get("keep_support_request_days")))
    unpaid = [SeatState.CANCELLED, SeatState.MISSED]
    return list(
        Seat.objects.filter(state__in=unpaid, event__ends__lte=limit).order_by("id").values_list("id", flat=True)
    )


@verb
def forget_seat(seat_id: int) -> bool:
    """Who gave a seat back, waited or was not reached is nobody's business any longer. What was paid stays."""
    seat = lock(Seat.objects.filter(pk=seat_id)).get()
    todo.close("call_after_missed", seat)
    seat.delete()
    return True


SWEEPS: tuple[sweeping.Sweep, ...] = (
    (_unanswered, pass_seat_on),
    (_with_room, offer_free_seats),
    (_to_remind, remind),
    (_unmarked_events, ask_who_came),
    (_silent_offers, forget_offer),
    (_unmarked_debriefs, ask_whether_held),
    (_unanswered_calls, share_call),
    (_old_seats, forget_seat),
)


def next_moment() -> datetime | None:
    """The next moment at which something in this room waits for time to pass (for «Siirrä kelloa»)."""
    now = clock.now()
    moments = [
        Seat.objects.filter(answer_by__gt=now).aggregate(at=Min("answer_by"))["at"],
        SupportEvent.objects.held()
        .filter(ends__gt=now, seat_rows__state__in=SEAT_OPEN)
        .aggregate(at=Min("ends"))["at"],
        Debrief.objects.filter(starts__gt=now).aggregate(at=Min("starts"))["at"],
        _next_reminder(now),
    ]
    return min((moment for moment in moments if moment is not None), default=None)
