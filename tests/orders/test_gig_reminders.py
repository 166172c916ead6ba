"""A week and a day before: whom it concerns, once, and nobody for what was cancelled or moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from core import clock, health
from core.models import OutboxMessage, Task
from kokemuspankki.celery import HEARTBEAT
from kokemuspankki.demo import waiting
from orders import actions, sweeps
from orders.models import Gig, MoveAnswer
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

WEEK, EVE = DAY - timedelta(days=7), DAY - timedelta(days=1)
pytestmark = pytest.mark.row("D4")


def reminded() -> list[tuple[str, str]]:
    """Template and who, of every reminder so far."""
    rows = OutboxMessage.objects.filter(template__startswith="orders_reminder").order_by("id")
    return [(row.template.removeprefix("orders_"), row.person.first_name) for row in rows.select_related("person")]


def swept(*moments: datetime) -> None:
    for moment in moments:
        with clock.at(moment):
            sweeps.sweep_all()


BOTH = [("reminder", "Aino"), ("reminder_orderer", "Päivi")]


def test_a_week_and_a_day_before_to_both_and_once(w: World) -> None:
    make.agreed(w)
    swept(WEEK - timedelta(minutes=5))
    assert reminded() == []
    swept(WEEK, WEEK + timedelta(minutes=5), WEEK + timedelta(hours=20))
    assert reminded() == BOTH
    swept(DAY - timedelta(days=3))
    assert reminded() == BOTH
    swept(EVE, EVE + timedelta(hours=5), DAY + timedelta(minutes=1))
    assert reminded() == BOTH * 2
    last = OutboxMessage.objects.filter(template="orders_reminder_orderer").latest("id")
    assert last.context["free_until"] == "", "a day before it is no longer free"


def test_no_reminder_of_what_is_cancelled(w: World) -> None:
    gig = make.agreed(w)
    actions.cancel(gig.order_id, by=w.orderer, reason="need")
    swept(WEEK, EVE)
    assert reminded() == []


@pytest.mark.row("B15")
def test_no_reminder_to_who_said_en_paase(w: World) -> None:
    gig = make.agreed(w)
    entered(w.expert.person).post(reverse("orders:release", args=[gig.slug]))
    offer = actions.send_offer(gig.order_id, by=w.coordinator, expert=w.expert2)
    actions.accept_offer(offer.pk, by=w.expert2.person)
    swept(WEEK, EVE)
    assert reminded() == [("reminder", "Kalle"), ("reminder_orderer", "Päivi")] * 2


def test_a_moved_one_is_reminded_of_by_its_new_time(w: World) -> None:
    gig = make.agreed(w)
    later = DAY + timedelta(days=14)
    swept(WEEK)
    with clock.at(WEEK + timedelta(hours=2)):
        actions.propose_move(gig.order_id, by=w.orderer, times=[(later, later + timedelta(minutes=90))])
        actions.answer_move(MoveAnswer.objects.get().pk, by=w.expert.person, yes=True)
    swept(EVE)
    assert reminded() == BOTH
    swept(later - timedelta(days=7), later - timedelta(days=1))
    assert reminded() == BOTH * 3


def test_who_has_just_agreed_is_not_reminded_at_once(w: World) -> None:
    offer = make.offered(w)
    with clock.at(offer.answer_by - timedelta(hours=1)):
        actions.accept_offer(offer.pk, by=w.expert.person)
    Gig.objects.update(created_at=EVE + timedelta(hours=1))
    swept(EVE + timedelta(hours=2))
    assert reminded() == []


def test_who_has_just_agreed_to_a_nearer_time_is_not_reminded_at_once(w: World) -> None:
    gig, nearer = make.agreed(w), DAY - timedelta(days=2)
    with clock.at(nearer - timedelta(days=6, hours=12)):
        actions.propose_move(gig.order_id, by=w.orderer, times=[(nearer, nearer + timedelta(minutes=90))])
        actions.answer_move(MoveAnswer.objects.get().pk, by=w.expert.person, yes=True)
    swept(nearer - timedelta(days=6, hours=11))
    assert reminded() == [], "the mail of the new time has just told it"
    swept(nearer - timedelta(days=1))
    assert reminded() == BOTH


def test_who_wants_none_gets_none_and_nothing_is_thought_missing(w: World) -> None:
    make.agreed(w)
    for person in (w.expert.person, w.orderer):
        person.preferences = {"reminders": False}
        person.save(update_fields=["preferences"])
    swept(WEEK, EVE)
    assert reminded() == []
    with clock.at(EVE + timedelta(hours=6)):
        assert sweeps.reminders_missing() == []


def test_one_reminder_for_an_orderer_of_two_experts(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    for expert in (w.expert, w.expert2):
        actions.accept_offer(actions.send_offer(order.pk, by=w.coordinator, expert=expert).pk, by=expert.person)
    swept(WEEK, WEEK + timedelta(minutes=5))
    assert sorted(reminded()) == [("reminder", "Aino"), ("reminder", "Kalle"), ("reminder_orderer", "Päivi")]


@pytest.fixture
def worker() -> Iterator[None]:
    cache.set(HEARTBEAT, 1)
    yield


def test_the_dead_job_is_seen_by_the_machines_and_by_a_person(w: World, client: Any, worker: None) -> None:
    make.agreed(w)
    with clock.at(WEEK + timedelta(hours=1)):
        assert client.get("/health/ready").status_code == 200
    with clock.at(WEEK + timedelta(hours=3)):
        answer = client.get("/health/ready")
        assert (answer.status_code, json.loads(answer.content)["reminders"]) == (503, False)
        health.nightly_check()
        task = Task.objects.open().get(what="reminder_missing")
        assert task.role == "main_user"
        red = "Muistutus keikasta ei ole lähtenyt: tarkista ajastettu työ"
        assert red in health.red_flags()
        assert "Muistutus keikasta ei ole lähtenyt" in entered(w.main_user).get("/tehtavat/").content.decode()
        sweeps.sweep_all()
        assert reminded() == BOTH
        assert client.get("/health/ready").status_code == 200
        health.nightly_check()
        assert red not in health.red_flags()


def test_the_demo_s_clock_stops_at_it(w: World) -> None:
    make.agreed(w)
    moment = sweeps.next_moment()
    while moment is not None and moment < WEEK:
        with clock.at(moment):
            moment = sweeps.next_moment()
    assert moment == WEEK
    assert str(waiting.what(WEEK)) == "Keikka lähestyy, siitä muistutetaan"
