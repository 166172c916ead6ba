"""The last seat, on real Postgres: the race shown with its guards taken out, gone with each of them (F1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from core import clock
from core.errors import DomainError
from supervision import actions
from supervision.actions import seats
from supervision.models import Seat, SupportEvent
from tests.factories import support
from tests.factories import world as make
from tests.factories.world import World
from tests.payments.races import at_once, meeting, raw, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
ONE_PERSONS = "ALTER TABLE supervision_seat DROP CONSTRAINT a_seat_is_one_persons"


@pytest.fixture
def w() -> Iterator[World]:
    with clock.at(make.NOW):
        yield make.world()


@pytest.fixture
def last(w: World) -> SupportEvent:
    return support.an_event(w, support.a_supervisor(w), seats=1)


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stand after the look at the free seat and before the writing."""
    monkeypatch.setattr(seats, "free_number", _and_wait(seats.free_number))


def _and_wait(find: Any) -> Any:
    wait = meeting(lambda found: found)
    return lambda event: wait(find(event))


def both(w: World, event: SupportEvent) -> list[Any]:
    people = (w.expert.person, w.expert2.person)
    return at_once(*(lambda p=person: actions.book(event.pk, by=p) for person in people))


def taken(results: list[Any]) -> int:
    return sum(isinstance(result, Seat) for result in results)


@pytest.mark.row("F1")
def test_the_last_seat_is_taken_twice_when_nothing_guards(
    w: World, last: SupportEvent, met: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "lock", unlocked)
    raw(ONE_PERSONS)
    assert taken(both(w, last)) == 2


@pytest.mark.row("F1")
def test_the_constraint_alone_lets_one_have_it(
    w: World, last: SupportEvent, met: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "lock", unlocked)
    results = both(w, last)
    assert taken(results) == 1
    refused = next(result for result in results if not isinstance(result, Seat))
    assert isinstance(refused, DomainError)
    assert str(refused.message) == "Viimeinen paikka ehti mennä. Voit liittyä jonoon."


@pytest.mark.row("F1")
def test_with_the_lock_the_second_reads_that_one_can_queue(w: World, last: SupportEvent, met: None) -> None:
    results = both(w, last)
    assert taken(results) == 1
    refused = next(result for result in results if not isinstance(result, Seat))
    assert isinstance(refused, DomainError) and refused.code == "full"


@pytest.mark.row("F7")
def test_one_debrief_time_is_one_persons(w: World) -> None:
    slot = support.a_slot(support.a_supervisor(w))
    people = (w.expert.person, w.expert2.person)
    results = at_once(*(lambda p=person: actions.ask_debrief(by=p, slot_id=slot.pk) for person in people))
    assert sum(not isinstance(result, DomainError) for result in results) == 1
