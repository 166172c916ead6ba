"""Purku, the one tap for a call, and that nobody writes down what was said (F4, F7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from accounts.models import Person
from core import clock, outbox
from core.models import AuditEntry, OutboxMessage, Task
from orders import sweeps as order_sweeps
from orders.models import TaskType
from payments.models import Fee
from supervision import actions, forms, sweeps
from supervision.models import Debrief
from supervision.states import DebriefState
from tests.accounts.people import entered
from tests.factories import support
from tests.factories import world as make
from tests.factories.world import DAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[World]:
    with clock.at(make.NOW):
        yield make.world()


@pytest.fixture
def ulla(w: World) -> Person:
    return support.a_supervisor(w)


def page(person: Person, name: str = "supervision:mine", *args: str) -> str:
    return unescape(entered(person).get(reverse(name, args=args)).content.decode())


def held(w: World) -> None:
    """Over, and the sweep and its events have run an hour later."""
    make.over(w)
    with clock.at(DAY + timedelta(hours=3)):
        order_sweeps.sweep_all()
        order_sweeps.sweep_all()
        outbox.drain()


def tap(person: Person, name: str, *args: str, **data: Any) -> str:
    return unescape(entered(person).post(reverse(name, args=args), data, follow=True).content.decode())


@pytest.mark.row("F7")
def test_after_a_demanding_session_a_debrief_is_offered_within_the_promise_once(w: World) -> None:
    held(w)
    debrief = Debrief.objects.get()
    assert debrief.state == DebriefState.OFFERED
    with clock.at(DAY + timedelta(hours=47)):
        assert OutboxMessage.objects.filter(template="supervision_debrief_offered").count() == 1
        assert "Sinulle on tarjolla purku" in page(w.expert.person, "portal:home", "expert")
        assert "Aino" not in page(w.coordinator, "supervision:events").split("<main")[1]


@pytest.mark.row("F7")
def test_a_light_task_and_a_cancelled_session_of_the_day(w: World) -> None:
    TaskType.objects.update(debrief=False)
    held(w)
    assert not Debrief.objects.exists()
    TaskType.objects.update(debrief=True)
    gig = make.agreed(w, DAY + timedelta(days=7))
    with clock.at(DAY + timedelta(days=7, hours=-2)):
        make.orders.cancel(gig.order_id, by=w.coordinator, reason="need")
    other = make.agreed(w, DAY + timedelta(days=9))
    with clock.at(DAY + timedelta(days=7, hours=-1)):
        make.orders.cancel(other.order_id, by=w.coordinator, reason="need")
    with clock.at(DAY + timedelta(days=10)):
        order_sweeps.sweep_all()
        outbox.drain()
    assert [d.booking.gig for d in Debrief.objects.all() if d.booking] == [gig]


@pytest.mark.row("F7")
@pytest.mark.parametrize(("said", "offered"), [("yes", True), ("maybe", True), ("no", False)])
def test_the_orderers_own_word_that_it_may_burden_offers_one_too(w: World, said: str, offered: bool) -> None:
    """By facts, not by the kind of work alone: a light task may carry a heavy story."""
    TaskType.objects.update(debrief=False)
    make.over(w, sensitive_content=said, support_on_site="opettaja Liisa")
    with clock.at(DAY + timedelta(hours=3)):
        order_sweeps.sweep_all()
        outbox.drain()
        assert ("Sinulle on tarjolla purku" in page(w.expert.person, "portal:home", "expert")) == offered
        outbox.drain()
        assert Debrief.objects.count() == int(offered)


@pytest.mark.row("F7")
def test_saying_no_leaves_no_trace(w: World) -> None:
    held(w)
    debrief = Debrief.objects.get()
    with clock.at(DAY + timedelta(hours=5)):
        log = AuditEntry.objects.count()
        said = tap(w.expert.person, "supervision:debrief-decline", debrief.slug)
        assert "Tästä ei jää merkintää" in said
        tap(w.expert.person, "supervision:debrief-decline", debrief.slug)
    assert not Debrief.objects.exists()
    assert AuditEntry.objects.count() == log
    assert not OutboxMessage.objects.filter(object_label="supervision.debrief").exists()
    assert not Task.objects.filter(object_label="supervision.debrief").exists()


@pytest.mark.row("F7")
def test_silence_is_a_no_too(w: World) -> None:
    held(w)
    with clock.at(DAY + timedelta(days=15)):
        sweeps.sweep_all()
        assert not Debrief.objects.exists()
        assert "Pyydä purkua" in page(w.expert.person)


@pytest.mark.row("F7")
def test_a_time_of_a_giver_is_chosen_held_and_paid(w: World, ulla: Person) -> None:
    held(w)
    debrief = Debrief.objects.get()
    with clock.at(DAY + timedelta(hours=5)):
        slot = support.a_slot(ulla, DAY + timedelta(days=1), 45)
        tap(w.expert.person, "supervision:debrief", debrief.slug, when=slot.slug, phone="040 111 2223")
        assert "Purku on sovittu" in page(w.expert.person)
        main = page(ulla, "supervision:sessions")
        assert "Aino" in main and "+358401112223" in main and "Esimerkki" not in main
    with clock.at(DAY + timedelta(days=1, hours=1)):
        tap(ulla, "supervision:debrief-mark", debrief.slug, minutes="40", what="held")
        outbox.drain()
    debrief.refresh_from_db()
    assert (debrief.state, debrief.phone, debrief.minutes) == (DebriefState.HELD, "", 40)
    fee = Fee.objects.get(debrief=debrief)
    assert (fee.total_cents, fee.profile, fee.cost_centre, fee.report) == (2500, "D", None, None)


@pytest.mark.row("F7")
def test_it_may_be_asked_for_any_time_by_a_call_and_the_coordinator_arranges(w: World, ulla: Person) -> None:
    assert "Anna numero" in tap(w.expert.person, "supervision:debrief-new", when="call", phone="")
    tap(w.expert.person, "supervision:debrief-new", when="call", phone="040 111 2223")
    tap(w.expert.person, "supervision:debrief-new", when="call", phone="040 111 2223")
    debrief = Debrief.objects.get()
    assert "Sovi purku ja nimeä" in page(w.coordinator, "portal:tasks")
    day = f"{make.NOW + timedelta(days=2):%d.%m.%Y}"
    tap(w.coordinator, "supervision:debrief-arrange", debrief.slug, giver=str(ulla.pk), day=day, starts="10")
    debrief.refresh_from_db()
    assert (debrief.state, debrief.giver) == (DebriefState.ACCEPTED, ulla)
    assert not Task.objects.open().filter(what="arrange_debrief").exists()


@pytest.mark.row("F6")
def test_not_reached_for_a_debrief_is_a_call_and_a_silent_giver_a_task(w: World, ulla: Person) -> None:
    slot = support.a_slot(ulla)
    debrief = actions.ask_debrief(by=w.expert.person, slot_id=slot.pk, phone="+358401112223")
    with clock.at(support.DAY + timedelta(days=5)):
        sweeps.sweep_all()
        assert "Purku merkitsemättä" in page(w.coordinator, "portal:tasks")
        tap(ulla, "supervision:debrief-mark", debrief.slug, what="not_reached")
        assert "Soita: ei tavoitettu purkua varten" in page(w.coordinator, "portal:tasks")
        outbox.drain()
    assert not Fee.objects.exists()


@pytest.mark.seed("R34")
def test_one_tap_asks_for_a_call_without_a_reason_and_shows_who_calls(w: World) -> None:
    said = tap(w.expert.person, "supervision:contact")
    assert "Pyyntösi on matkalla" in said and "Pankin koordinaattori soittaa" in said
    tap(w.expert.person, "supervision:contact")
    task = Task.objects.open().get(what="contact_expert")
    assert task.note == "" and clock.local(task.due).day == 2  # type: ignore[arg-type]
    assert "haluaa, että häneen otetaan yhteyttä" in page(w.coordinator, "portal:tasks")
    tap(w.expert.person, "supervision:contact-withdraw")
    assert not Task.objects.open().filter(what="contact_expert").exists()


def test_the_known_coordinator_calls_and_when_silent_all_of_them(w: World) -> None:
    make.agreed(w)
    said = tap(w.expert.person, "supervision:contact")
    assert "Minna soittaa sinulle" in said
    with clock.at(make.NOW + timedelta(days=2)):
        sweeps.sweep_all()
        assert "haluaa, että häneen otetaan yhteyttä" in page(w.coordinator2, "portal:tasks")


FREE_TEXT = {"place", "remote_link", "phone", "slug", "state", "kind"}


@pytest.mark.row("F4")
def test_no_model_of_the_room_can_hold_what_was_said() -> None:
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    for model in apps.get_app_config("supervision").get_models():
        fields = {field.name for field in model._meta.get_fields() if isinstance(field, texts)}
        assert fields <= FREE_TEXT, model


@pytest.mark.row("F4")
def test_no_form_of_the_room_asks_for_it() -> None:
    for name, form in vars(forms).items():
        if isinstance(form, type) and hasattr(form, "base_fields"):
            areas = [f for f in form.base_fields.values() if f.widget.__class__.__name__ == "Textarea"]
            assert areas == [], name
            assert not {"note", "topic", "reason", "why", "text", "content"} & set(form.base_fields), name
