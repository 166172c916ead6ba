"""What was ordered in the demo's half year: an even flow with every turn, and what waits for somebody today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core import clock
from core.pay import days
from kokemuspankki.demo.past import works
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.gigs import Course
from kokemuspankki.demo.past.ordering import ACCEPT, DECLINE, SILENCE, WAIT, Fate, Ordered
from kokemuspankki.demo.past.reviews import REVIEWS
from kokemuspankki.demo.past.telling import Past
from kokemuspankki.demo.past.works import Work

FIRST_ORDER = timedelta(days=9)
AT_LEAST_AHEAD = timedelta(days=3)
"""What a short past has no room for is left out."""
PLAIN = Fate()
TURNS: tuple[Fate, ...] = (
    *(PLAIN,) * 12,
    *(Fate(gig=Course(confirm="silence")),) * 5,
    *(Fate(answers=(DECLINE, ACCEPT)),) * 4,
    *(Fate(answers=(SILENCE, ACCEPT)),) * 2,
    Fate(asks=True),
    Fate(asks=True, gig=Course(feedback="phone")),
    Fate(approver="silent"),
    Fate(approver="refuse"),
    Fate(bank="reject"),
    Fate(gig=Course(contract="phone")),
    Fate(gig=Course(contract="comment")),
    Fate(gig=Course(turn="cannot")),
    Fate(gig=Course(turn="cannot")),
    Fate(gig=Course(turn="cancelled")),
    Fate(gig=Course(turn="cancelled_late")),
    Fate(gig=Course(turn="moved")),
    Fate(gig=Course(report="longer", feedback="phone")),
    Fate(gig=Course(report="forgotten")),
    Fate(gig=Course(confirm="contest")),
    Fate(gig=Course(feedback="hard", debrief="silence")),
    Fate(gig=Course(debrief="no", feedback="phone")),
)
ORDERERS = ("Päivi", "Lauri", "Noora", "Päivi", "Inka", "Roosa", "Lauri", "Maarit", "Harri", "Mikael", "Jukka", "Noora",
            "Terhi", "Saara", "Inka", "Kimmo")  # fmt: skip


def flow(past: Past, cast: Cast, orders: int) -> None:
    """Evenly over the half year, each to a day two to five weeks ahead. The same every time."""
    kinds, turns = list(works.WORKS), list(TURNS)
    past.dice.shuffle(turns)
    step = (past.ends - past.starts - FIRST_ORDER) / max(orders, 1)
    for number in range(orders):
        if number % len(kinds) == 0:
            past.dice.shuffle(kinds)
        ordered = past.day(past.starts + FIRST_ORDER + step * number, 0)
        side = cast.sides[ORDERERS[number % len(ORDERERS)]]
        work, fate = kinds[number % len(kinds)], turns[number % len(turns)]
        starts = opens(ordered, past.dice.randrange(11, 24), work)
        past.tell(ordered, Ordered(past, cast, work, side, starts, fate).story())


def opens(since: datetime, working_days: int, work: Work) -> datetime:
    day = days.next_working_day(days.add_working_days(clock.local(since).date(), working_days))
    return datetime(day.year, day.month, day.day, work.at, tzinfo=clock.HELSINKI)


def _work(theme: str, kind: str = works.LECTURE, title: str = "") -> Work:
    found = next(work for work in works.WORKS if work.theme == theme and work.kind == kind)
    return replace(found, title=title or found.title)


AINO, KALLE, SARI = ("Aino",), ("Kalle",), ("Sari",)
SERVICES, MIND, PLACED = _work("use-of-services"), _work("mental-health"), _work("placed-as-a-child")
DRINK, HOME, BOARD = _work("substance-use"), _work("homelessness"), _work("adult-social-work", works.GROUP)
PAIR, STREET = _work("adult-social-work", works.PAIR), _work("substance-use", works.PAIR)
PANEL, NEAR = _work("mental-health", works.PANEL), _work("relatives")
ONCE = replace(MIND, sessions=1, title="Toivo arjessa: kokemusluento")
HEAR = replace(SERVICES, title="Miltä tuntuu tulla ensimmäistä kertaa")
CLERKS = replace(SERVICES, title="Uuden asiakkuuden alku, tiimipäivä", at=12)
DONE = Course(contract="sign", confirm="yes")


def _now(*experts: str, **course: str) -> Fate:
    return Fate(quick=True, coordinator="Minna", experts=experts, gig=Course(**course))


WAITS = _now("Aino").after(answers=(WAIT,))
TODAY: tuple[tuple[str, Work, int, int, Fate], ...] = (
    # Päivi, and those whom Päivi orders: who orders, what, ordered and held so many working days from now.
    ("Päivi", replace(BOARD, title="Päätöskirjeet selkokielelle, osa 2"), -2, 22, _now().after(stops="draft")),
    ("Päivi", PAIR, -1, 16, _now().after(stops="submit")),
    ("Päivi", HOME, -3, 19, _now().after(stops="approval")),
    ("Päivi", CLERKS, -4, 17, _now().after(stops="question", asks=True)),
    ("Päivi", ONCE, -1, 15, WAITS),
    ("Päivi", HEAR, -16, 4, _now("Aino")),
    ("Päivi", SERVICES, -17, -1, _now("Aino", stops="over")),
    ("Päivi", DRINK, -18, -2, _now("Kalle", stops="reported")),
    ("Päivi", replace(HEAR, title="Lomakkeen toinen puoli"), -21, -5, _now("Aino", feedback="none")),
    ("Päivi", replace(BOARD, title="Asiakasraadin syyskokous"), -13, 6, _now().after(stops="bank")),
    # Aino's money and words
    ("Lauri", ONCE, -75, -55, _now("Aino")),
    ("Noora", SERVICES, -52, -34, _now("Aino")),
    ("Lauri", replace(MIND, sessions=1, title="Mikä kantoi, kun mikään ei kantanut"), -29, -11, _now("Aino")),
    # The approvers' tables
    ("Terhi", _work("mobility", works.GROUP), -1, 18, _now().after(stops="submit")),
    ("Lauri", PANEL, -1, 20, _now().after(stops="submit")),
    ("Noora", PLACED, -5, 21, _now().after(stops="submit")),
    ("Inka", NEAR, 0, 17, _now().after(stops="submit")),
    # The coordinators' Monday
    ("Harri", _work("digital-services", works.GROUP), -1, 14, _now().after(stops="approval")),
    ("Maarit", _work("ageing"), -2, 12, _now().after(stops="approval")),
    ("Roosa", _work("gaming"), -8, 13, _now().after(stops="approval")),
    ("Inka", _work("pain"), -2, 24, _now().after(stops="bank")),
    ("Mikael", MIND, -1, 15, _now().after(answers=(DECLINE, WAIT))),
    ("Jukka", DRINK, -3, 14, _now().after(answers=(SILENCE, WAIT))),
    ("Lauri", STREET, -12, 7, _now("Kalle").after(stops="bank")),
    ("Harri", PANEL, -1, 14, _now("Esa", "Silja").after(answers=(ACCEPT, WAIT))),
    ("Saara", _work("relatives", works.PANEL), -1, 16, _now().after(answers=(ACCEPT, DECLINE, WAIT))),
    ("Noora", PLACED, -14, 2, _now("Onni", turn="cannot", stops="released")),
    ("Inka", replace(PLACED, title="Mitä nuori kuulee käytävällä"), -6, 9, _now("Sari", stops="agreed")),
    ("Kimmo", _work("grief"), -6, 12, _now(stops="agreed")),
    ("Terhi", _work("neurodiversity", works.GROUP), -13, 1, _now(contract="unsigned")),
    ("Lauri", _work("psychosis"), -5, 10, _now(stops="signed")),
    ("Jukka", _work("integration"), -5, 8, _now(stops="signed")),
    ("Mikael", _work("partner-violence"), -10, 5, _now()),
    ("Roosa", _work("aftercare", works.PAIR), -9, 3, _now()),
    ("Harri", _work("family", works.GROUP), -12, 6, _now()),
    ("Inka", _work("debt-and-poverty"), -15, 9, _now(turn="move_asked")),
    ("Saara", NEAR, -11, 2, _now("Pirkko")),
    ("Maarit", _work("home-care", works.GROUP), -14, 4, _now()),
    ("Noora", _work("child-protection"), -19, -2, _now(confirm="contest", stops="contested")),
    ("Jukka", _work("substance-use", title="Puheeksi ottaminen vastaanotolla"), -17, -2, _now(report="not_held")),
    ("Inka", _work("depression"), -22, -5, _now(report="none")),
    ("Lauri", replace(DRINK, title="Päihdetyön aamu"), -20, -4, _now(feedback="hard_open")),
    ("Kimmo", NEAR, -25, -9, _now(feedback="none")),
    ("Mikael", _work("eating"), -17, -1, _now(stops="over")),
    ("Päivi", STREET, -19, -3, _now("Kalle")),
    # A text read at one's own pace: one that goes on, one that is done and reported
    ("Päivi", REVIEWS[0], -8, 6, _now()),
    ("Inka", REVIEWS[1], -16, -3, _now()),
)  # fmt: skip


def today(past: Past, cast: Cast, rows: int = len(TODAY)) -> None:
    """Told from the present: everything that a front page should show."""
    for name, work, ordered, held, fate in TODAY[:rows]:
        begins = max(past.day(past.ends, ordered, hours=(8, 10)), past.starts + FIRST_ORDER)
        if begins >= past.ends:
            begins = past.ends - timedelta(hours=1)
        starts = opens(past.ends, held, work)
        if starts < begins + AT_LEAST_AHEAD:
            continue
        past.tell(begins, Ordered(past, cast, work, cast.sides[name], starts, fate).story())
