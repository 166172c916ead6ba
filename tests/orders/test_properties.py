"""Random days, gigs, limits and pauses: whatever comes, nobody is in two places, and what is private is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.models import random_slug
from experts import actions as experts
from experts.models import Expert, WeeklyAvailability
from orders import actions, matching
from orders.models import Booking, Order, OrderSession, TaskType
from tests.factories import world as make
from tests.factories.world import DAY, World
from tests.matrix.asking import undone

FIRST = DAY.replace(hour=0)
HOURS = (8, 10, 13, 18)
PARTS = {8: "morning", 10: "morning", 13: "afternoon", 18: "evening"}


@dataclass(frozen=True)
class Wish:
    """An expert's own word, as this test understands it; `week` are the parts of the week in which work is welcome."""

    weekly_max: int | None
    rest_days: int | None
    paused: tuple[int, int] | None
    week: frozenset[tuple[int, str]]
    avoids: bool


@dataclass(frozen=True)
class Asked:
    day: int
    hour: int
    kind: str


maybe = st.none() | st.integers(1, 3)
parts = st.frozensets(st.tuples(st.integers(0, 6), st.sampled_from(["morning", "afternoon", "evening"])), max_size=12)
wishes = st.builds(
    Wish,
    maybe,
    maybe,
    st.none() | st.tuples(st.integers(0, 12), st.integers(1, 6)),
    st.just(frozenset()) | parts,
    st.sampled_from([False, False, False, True]),
)
orders = st.lists(
    st.builds(Asked, st.integers(0, 13), st.sampled_from(HOURS), st.sampled_from(["lecture", "working_group"])),
    min_size=2,
    max_size=4,
)


def tell(expert: Expert, wish: Wish, w: World) -> None:
    experts.set_limits(expert.pk, by=expert.person, weekly_max=wish.weekly_max, rest_days=wish.rest_days)
    if wish.paused is not None:
        start = FIRST.date() + timedelta(days=wish.paused[0])
        away = DateRange(start, start + timedelta(days=wish.paused[1]))
        Expert.objects.filter(pk=expert.pk).update(paused=away)
    rows = [WeeklyAvailability(expert=expert, weekday=weekday, part=part) for weekday, part in sorted(wish.week)]
    WeeklyAvailability.objects.bulk_create(rows)
    if wish.avoids:
        experts.avoid_unit(expert.pk, by=expert.person, unit=w.unit)


def an_order(like: Order, asked: Asked) -> Order:
    """As the one that went through the verbs, at its own time and of its own kind."""
    themes = list(like.themes.all())
    order = Order.objects.get(pk=like.pk)
    order.pk, order.slug, order._state.adding = None, random_slug(), True
    order.task_type = TaskType.objects.get(slug=asked.kind)
    order.approved_max_cents = None
    order.save()
    order.themes.set(themes)
    starts = FIRST + timedelta(days=asked.day, hours=asked.hour)
    OrderSession.objects.create(order=order, starts=starts, ends=starts + timedelta(minutes=90))
    return order


def kept(expert: Expert, wish: Wish, asked: Asked, agreed: list[tuple[Expert, Asked]]) -> bool:
    """The same rules told again in plain words, by whole days and hours."""
    mine = [other for who, other in agreed if who == expert]
    day, weekday = asked.day, (FIRST.date() + timedelta(days=asked.day)).weekday()
    if wish.avoids or any(other.day == day and abs(other.hour - asked.hour) < 2 for other in mine):
        return False
    if wish.week and (weekday, PARTS[asked.hour]) not in wish.week:
        return False
    if wish.paused is not None and wish.paused[0] <= day < sum(wish.paused):
        return False
    same_week = [other for other in mine if monday(other.day) == monday(day)]
    if wish.weekly_max is not None and len(same_week) >= wish.weekly_max:
        return False
    return wish.rest_days is None or all(_rested(asked, other, wish.rest_days) for other in mine)


def _rested(asked: Asked, other: Asked, days: int) -> bool:
    first, second = sorted((asked, other), key=lambda each: (each.day, each.hour))
    return first.kind != "lecture" or second.day - first.day > days


def monday(day: int) -> date:
    found = FIRST.date() + timedelta(days=day)
    return found - timedelta(days=found.weekday())


@pytest.mark.row("B10")
@pytest.mark.row("B8")
@pytest.mark.row("2.4")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.tuples(wishes, wishes), asked=orders)
def test_no_gigs_overlap_no_private_word_is_broken_and_nobody_else_is_left_out(
    w: World, like: Order, told: tuple[Wish, Wish], asked: list[Asked]
) -> None:
    with undone():
        people = [w.expert, w.expert2]
        for expert, wish in zip(people, told, strict=True):
            tell(expert, wish, w)
        agreed: list[tuple[Expert, Asked]] = []
        for each in asked:
            order = an_order(like, each)
            free = {e for e, wish in zip(people, told, strict=True) if kept(e, wish, each, agreed)}
            found = [row.expert for row in matching.candidates(order)]
            assert set(found) == free
            for expert in set(people) - free:
                with pytest.raises(DomainError):
                    actions.send_offer(order.pk, by=w.coordinator, expert=expert)
            if found:
                offer = actions.send_offer(order.pk, by=w.coordinator, expert=found[0])
                actions.accept_offer(offer.pk, by=found[0].person)
                agreed.append((found[0], each))
        no_overlaps()


def no_overlaps() -> None:
    rows: dict[int, list[tuple[datetime, datetime]]] = {}
    for booking in Booking.objects.filter(live=True).order_by("starts", "id"):
        mine = rows.setdefault(booking.expert_id, [])
        assert not mine or mine[-1][1] <= booking.starts
        mine.append((booking.starts, booking.ends))


@pytest.fixture
def like(w: World) -> Order:
    """One order on its way to somebody, to be copied."""
    return make.staffing(w)
