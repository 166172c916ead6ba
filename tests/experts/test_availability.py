"""When an expert can be offered work: tauko, days told apart, the weekly pattern, and their edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, ExpressionWrapper

from core import clock
from experts.availability import free_at, touched
from experts.models import AvailabilityException, Expert, WeeklyAvailability
from experts.states import DayPart
from tests.factories.world import HELSINKI, NOW

MONDAY = date(2026, 9, 28)
AM, PM, EVE = DayPart


def at(hour: float, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HELSINKI) + timedelta(hours=hour)


@pytest.fixture
def expert(django_user_model: type) -> Expert:
    with clock.at(NOW):
        person = django_user_model.objects.create(email="a@esimerkki.invalid", first_name="Aino", last_name="E")  # type: ignore[attr-defined]
        return Expert.objects.create(person=person)


def free(expert: Expert, starts: float, ends: float, day: date = MONDAY) -> bool:
    """Asked both as a filter and as an annotation: the list does one, «miksi ei X?» the other."""
    holds = free_at(at(starts, day), at(ends, day))
    row: Any = Expert.objects.annotate(is_free=ExpressionWrapper(holds, BooleanField())).get(pk=expert.pk)
    assert Expert.objects.filter(holds).exists() is row.is_free
    return bool(row.is_free)


@pytest.mark.parametrize(
    ("starts", "ends", "parts"),
    [
        (8, 12, [AM]),
        (12, 13, [PM]),
        (11.5, 12.5, [AM, PM]),
        (15, 17, [PM]),
        (17, 19, [EVE]),
        (9, 20, [AM, PM, EVE]),
    ],
)
def test_the_end_of_a_time_is_not_within_it(starts: float, ends: float, parts: list[DayPart]) -> None:
    assert list(touched(at(starts), at(ends))) == [(MONDAY, parts)]


def test_a_time_over_midnight_touches_two_days_and_one_until_midnight_only_one() -> None:
    assert list(touched(at(22), at(25))) == [(MONDAY, [EVE]), (MONDAY + timedelta(days=1), [AM])]
    assert list(touched(at(20), at(24))) == [(MONDAY, [EVE])]


@pytest.mark.django_db
@pytest.mark.row("B8")
def test_who_has_told_nothing_is_free_and_who_told_a_pattern_only_within_it(expert: Expert) -> None:
    assert free(expert, 8, 20)
    for part in (AM, PM):
        WeeklyAvailability.objects.create(expert=expert, weekday=0, part=part)
    assert free(expert, 10, 15)
    assert not free(expert, 16, 18)
    assert not free(expert, 10, 11, MONDAY + timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.row("B8")
def test_a_day_told_apart_goes_before_the_pattern_both_ways(expert: Expert) -> None:
    WeeklyAvailability.objects.create(expert=expert, weekday=0, part=AM)
    tuesday = MONDAY + timedelta(days=1)
    AvailabilityException.objects.create(expert=expert, days=DateRange(MONDAY, tuesday))
    AvailabilityException.objects.create(expert=expert, days=DateRange(tuesday, tuesday + timedelta(days=1)), free=True)
    assert not free(expert, 9, 10)
    assert free(expert, 18, 20, tuesday)
    assert not free(expert, 18, 20, tuesday + timedelta(days=1))


@pytest.mark.django_db
@pytest.mark.row("2.11")
def test_tauko_goes_before_everything_and_ends_by_itself(expert: Expert) -> None:
    AvailabilityException.objects.create(expert=expert, days=DateRange(MONDAY, MONDAY + timedelta(days=9)), free=True)
    Expert.objects.update(paused=DateRange(MONDAY, MONDAY + timedelta(days=7)))
    assert not free(expert, 9, 10)
    assert free(expert, 9, 10, MONDAY + timedelta(days=7))
    Expert.objects.update(paused=DateRange(MONDAY, None))
    assert not free(expert, 9, 10, MONDAY + timedelta(days=400))


@pytest.mark.django_db
def test_no_day_is_told_apart_twice(expert: Expert) -> None:
    days = DateRange(MONDAY, MONDAY + timedelta(days=3))
    AvailabilityException.objects.create(expert=expert, days=days)
    with pytest.raises(IntegrityError, match="a_day_is_told_apart_once"), transaction.atomic():
        AvailabilityException.objects.create(expert=expert, days=days, free=True)
