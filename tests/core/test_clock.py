from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.errors import DomainError
from core.models import ClockOffset

EVENING = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)


@pytest.fixture
def movable(settings: Settings) -> None:
    settings.KP_CLOCK_MOVABLE = True
    clock.forget()


def test_the_day_is_helsinkis() -> None:
    with clock.at(EVENING):
        assert clock.now() == EVENING
        assert f"{clock.today():%-d.%-m.%Y}" == "1.1.2027"
        assert f"{clock.local(EVENING):%H.%M}" == "00.30"


def test_held_times_nest_and_end() -> None:
    before = clock.now()
    with clock.at(EVENING):
        with clock.at(EVENING + timedelta(days=1)):
            assert clock.now() == EVENING + timedelta(days=1)
        assert clock.now() == EVENING
    assert timedelta() <= clock.now() - before < timedelta(minutes=1)


def test_a_naive_moment_is_helsinkis() -> None:
    with clock.at(datetime(2026, 6, 1, 12, 0)):  # noqa: DTZ001
        assert clock.now() == datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_moves_time_forward_for_good(movable: None) -> None:
    ahead = clock.real() + timedelta(days=3)
    clock.move_to(ahead)
    assert timedelta() <= clock.now() - ahead < timedelta(seconds=5)
    clock.forget()
    assert timedelta() <= clock.now() - ahead < timedelta(seconds=5)
    assert ClockOffset.objects.count() == 1
    assert clock.real() < ahead
    with pytest.raises(DomainError, match="vain eteenpäin"):
        clock.move_to(clock.real())
    clock.forget()


@pytest.mark.django_db
def test_the_offset_is_asked_once_a_second(movable: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        clock.now()
        clock.now()
    clock.forget()


def test_elsewhere_the_clock_is_fixed(django_assert_num_queries: DjangoAssertNumQueries, db: None) -> None:
    with pytest.raises(DomainError, match="kelloa ei siirretä"):
        clock.move_to(clock.now() + timedelta(days=1))
    with django_assert_num_queries(0):
        clock.now()


def test_the_next_thing_that_waits_is_the_nearest_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_waiting", [])
    with clock.at(EVENING):
        assert clock.next_waiting() is None
        clock.waits(lambda: EVENING - timedelta(days=1))
        clock.waits(lambda: EVENING + timedelta(days=9))
        clock.waits(lambda: EVENING + timedelta(days=2))
        clock.waits(lambda: None)
        assert clock.next_waiting() == EVENING + timedelta(days=2)
