"""What is over its time goes in the night, and nothing else does (domain.md 9.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from accounts import inner
from accounts.models import ContactChange, Person
from core import audit, clock, links, outbox, policy, retention, todo
from core.models import AuditEntry, EventDelivery, OutboxEvent, OutboxMessage, PurposeLink, Task
from tests.factories import world as make
from tests.factories.world import World

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Europe/Helsinki"))


@pytest.fixture
def w(db: None) -> Iterator[World]:
    with clock.at(NOW):
        made = make.world()
        Task.objects.all().delete()
        OutboxMessage.objects.all().delete()
        PurposeLink.objects.all().delete()
        yield made


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def swept(days: int) -> dict[str, int]:
    with clock.at(later(days)):
        return retention.sweep()


def sent(person: Person, dedupe: str = "one") -> OutboxMessage:
    link = links.make("feedback", person, person, expires_at=later(10))
    outbox.mail("orders_done", person, about=person, dedupe=dedupe, link=link)
    OutboxMessage.objects.filter(dedupe=dedupe).update(state="sent", done_at=NOW)
    return OutboxMessage.objects.get(dedupe=dedupe)


def test_messages_go_a_year_after_sending_and_their_links_with_them(w: World) -> None:
    message = sent(w.orderer)
    outbox.mail("orders_done", w.orderer, about=w.orderer, dedupe="waits")
    assert swept(364)["messages"] == 0
    assert PurposeLink.objects.filter(pk=message.link_id).exists()
    done = swept(365)
    assert (done["messages"], done["links"]) == (1, 1)
    assert OutboxMessage.objects.filter(dedupe="waits").exists()
    assert set(swept(365).values()) == {0}


def test_an_old_phone_number_goes_a_year_after_it_changed_but_never_while_it_is_called(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner.note_contact_change(w.expert.person, ContactChange.Field.PHONE, "+358401234567")
    ContactChange.objects.update(created_at=NOW)
    with monkeypatch.context() as hurried:
        hurried.setattr(policy, "get", lambda key: 1 if key == "keep_contact_changes_days" else 30)
        assert swept(30)["contacts"] == 0
    with clock.at(later(30)):
        assert inner.contact_before(w.expert.person, 30).phone == "+358401234567"
    assert swept(365)["contacts"] == 0
    assert swept(366)["contacts"] == 1
    assert not ContactChange.objects.exists()


def test_a_link_goes_when_it_was_used_or_expired_long_ago(w: World) -> None:
    used = links.make("feedback", w.orderer, w.orderer, expires_at=later(300))
    links.make("feedback", w.approver, w.approver, expires_at=later(10))
    live = links.make("feedback", w.deputy, w.deputy, expires_at=later(300))
    PurposeLink.objects.filter(pk=used.pk).update(used_at=NOW)
    assert swept(89)["links"] == 0
    assert swept(90)["links"] == 1
    assert swept(100)["links"] == 1
    assert list(PurposeLink.objects.all()) == [live]


def test_an_event_goes_when_all_have_it_and_never_before(w: World) -> None:
    for name, done in (("told", NOW), ("waits", None)):
        event = OutboxEvent.objects.create(name=name, object_label="orders.order", object_id=1)
        EventDelivery.objects.create(event=event, listener="x", done_at=done)
    assert swept(89)["events"] == 0
    assert swept(90)["events"] == 1
    assert [event.name for event in OutboxEvent.objects.all()] == ["waits"]
    assert EventDelivery.objects.count() == 1


def test_a_done_task_goes_and_an_open_one_stays(w: World) -> None:
    todo.open("answer_order", w.unit, role="coordinator")
    todo.open("staff_order", w.unit, role="coordinator")
    todo.close("staff_order", w.unit)
    assert swept(364)["tasks"] == 0
    assert swept(365)["tasks"] == 1
    assert [task.what for task in Task.objects.all()] == ["answer_order"]


def test_views_go_after_five_years_and_deeds_stay(w: World) -> None:
    audit.viewed(w.coordinator, "contact", [w.orderer])
    deeds = AuditEntry.objects.exclude(verb__startswith=audit.VIEWED).count()
    assert swept(5 * 365)["views"] == 0
    assert swept(5 * 366)["views"] == 1
    assert AuditEntry.objects.count() == deeds
    with pytest.raises(DatabaseError, match="audit_is_append_only"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_the_main_user_s_rule_is_what_counts(w: World) -> None:
    todo.open("staff_order", w.unit, role="coordinator")
    todo.close("staff_order", w.unit)
    policy.change(w.main_user, "keep_done_tasks_days", 30, starts=later(1).date(), why="Lyhyempi riittää.")
    assert swept(31)["tasks"] == 1


def test_a_night_s_work_is_done_in_chunks(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    for number in range(5):
        sent(w.orderer, f"m{number}")
    assert swept(400)["messages"] == 5
