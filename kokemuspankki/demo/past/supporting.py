"""Support in the demo's past and in the coming weeks: groups with seats, times for debriefs, who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from accounts.models import Person
from core import clock
from core.errors import DomainError
from experts.models import Expert
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.telling import Past, Story
from supervision import actions as supervision
from supervision.models import SupportEvent

EVERY, BEFORE = timedelta(weeks=3), timedelta(days=24)
KINDS = (
    ("group", "Järjestötalo, Kuopio", 6),
    ("training", "", 10),
    ("group", "Kirjaston ryhmätila, Iisalmi", 5),
    ("individual", "Puhelimitse", 1),
)


def tell(past: Past, cast: Cast) -> None:
    """A supervision every third week, also ahead; each week two times for debriefs."""
    begins, number = past.starts + timedelta(days=30), 0
    while begins - BEFORE < past.ends:
        day = past.day(begins, 0)
        starts = clock.local(day).replace(hour=17, minute=0)
        past.tell(max(day - BEFORE, past.starts + timedelta(days=6)), _event(past, cast, starts, number))
        begins, number = begins + EVERY, number + 1
    past.tell(past.starts + timedelta(days=4), _slots(past, cast))


def lately(past: Past, cast: Cast) -> None:
    """Some come to the nearest group of the present calendar, too."""
    past.once(past.ends - timedelta(seconds=5), partial(_join_nearest, cast))


def _join_nearest(cast: Cast) -> None:
    event = SupportEvent.objects.filter(starts__gt=clock.now(), supervisor=cast.clerk("Marja")).order_by("starts")[0]
    for name in ("Tanja", "Onni", "Mirja", "Esa"):
        _seat(cast.person(cast.expert(name).person_id), event)


def _event(past: Past, cast: Cast, starts: datetime, number: int) -> Story:
    kind, place, seats = KINDS[number % len(KINDS)]
    supervisor = cast.supervisors[number % len(cast.supervisors)]
    event = supervision.add_event(
        by=cast.clerk("Minna"),
        kind=kind,
        supervisor=supervisor,
        starts=starts,
        ends=starts + timedelta(minutes=90),
        seats=seats,
        place=place,
        remote_link="" if place else "https://etana.esimerkki.invalid/koulutus",
    )
    for expert in _comers(past, min(seats + 1, 6)):
        yield clock.now() + timedelta(hours=past.dice.randrange(4, 40))
        _seat(cast.person(expert.person_id), event)
    yield event.ends + timedelta(hours=1)
    _mark(past, event, supervisor)


def _comers(past: Past, wanted: int) -> list[Expert]:
    found = list(Expert.objects.exclude(person__first_name__in=["Aino", "Kalle"]).order_by("id"))
    return past.dice.sample(found, min(wanted, len(found)))


def _seat(by: Person, event: SupportEvent) -> None:
    """The last one waits for a seat. Whoever has a gig at that time comes another time."""
    full = event.seat_rows.filter(number__isnull=False).count() >= event.seats
    try:
        (supervision.queue if full else supervision.book)(event.pk, by=by)
    except DomainError:
        return


def _mark(past: Past, event: SupportEvent, by: Person) -> None:
    booked = list(event.seat_rows.filter(state="booked").order_by("id").values_list("pk", flat=True))
    missed = booked[-1:] if len(booked) > 3 and past.dice.random() < 0.5 else []
    supervision.mark(event.pk, by=by, attended=[pk for pk in booked if pk not in missed])


def _slots(past: Past, cast: Cast) -> Story:
    while True:
        monday = clock.local(clock.now()) + timedelta(days=7 - clock.local(clock.now()).weekday())
        for day, giver in ((1, cast.clerk("Marja")), (3, cast.clerk("Ilkka"))):
            starts = (monday + timedelta(days=day)).replace(hour=9, minute=30, second=0, microsecond=0)
            supervision.add_slot(by=giver, starts=starts, ends=starts + timedelta(minutes=30))
        yield clock.now() + timedelta(days=7)
