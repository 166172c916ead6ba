import smtplib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail.backends import locmem
from django.db import IntegrityError, OperationalError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Person
from core import clock, health, outbox, tasks
from core.db import verb
from core.models import EventDelivery, MessageState, OutboxEvent, OutboxMessage, Task
from tests.core.conftest import Someone

heard: list[int] = []
WAKE = outbox._wake


def hear(object_id: int) -> None:
    heard.append(object_id)


@verb
def note(object_id: int) -> None:
    """As every listener: judges the state it finds, so that a second delivery changes nothing."""
    Person.objects.filter(pk=object_id, phone="").update(phone="+358401")


def fall(object_id: int) -> None:
    raise ValueError("salaista")


@pytest.fixture(autouse=True)
def wiring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    heard.clear()
    monkeypatch.setattr(outbox, "_table", {})
    monkeypatch.setattr(outbox, "_wake", lambda task: None)
    outbox.register({"test.one": (hear,), "test.two": (hear, note), "test.bad": (fall, hear)})
    return


def again(**facts: Any) -> None:
    EventDelivery.objects.update(next_at=clock.real() - timedelta(seconds=1), **facts)


def test_an_event_reaches_each_listener_and_no_more(aino: Person) -> None:
    outbox.emit("test.two", aino)
    assert outbox.deliver_events() == 2
    assert heard == [aino.pk]
    aino.refresh_from_db()
    assert aino.phone == "+358401"
    assert outbox.deliver_events() == 0
    assert outbox.oldest_waiting() is None


def test_delivered_twice_changes_nothing(aino: Person) -> None:
    outbox.emit("test.two", aino)
    outbox.drain()
    Person.objects.filter(pk=aino.pk).update(phone="+35850")
    again(done_at=None)
    assert outbox.drain() == 2
    aino.refresh_from_db()
    assert aino.phone == "+35850"


def test_nothing_is_told_of_what_was_rolled_back(aino: Person) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.emit("test.one", aino)
        1 / 0  # noqa: B018
    assert not OutboxEvent.objects.exists()


def test_a_listener_that_fails_waits_longer_each_time_and_holds_up_nobody(aino: Person) -> None:
    outbox.emit("test.bad", aino)
    assert outbox.deliver_events() == 1
    assert heard == [aino.pk]
    waits = []
    for _n in range(9):
        delivery = EventDelivery.objects.get(done_at=None)
        waits.append(round((delivery.next_at - clock.real()) / timedelta(minutes=1)))
        assert delivery.error == "ValueError"
        again()
        outbox.deliver_events()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_undelivered_hour_turns_health_red(aino: Person) -> None:
    outbox.emit("test.bad", aino)
    outbox.deliver_events()
    assert health.red_flags() == []
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert health.red_flags() == ["Tapahtuma on odottanut yli tunnin"]
        assert health.nightly_check()["event_undelivered"] == 1
        assert Task.objects.open().get().what == "event_undelivered"


def test_a_listener_added_later_hears_what_came_before(aino: Person) -> None:
    outbox.emit("test.new", aino)
    assert outbox.sweep() == 0
    outbox.register({"test.new": (hear,)})
    assert outbox.sweep() == 1
    assert heard == [aino.pk]


def test_a_lost_worker_leaves_its_lease_behind(aino: Person) -> None:
    outbox.emit("test.one", aino)
    taken = outbox._claim(EventDelivery.objects.all())
    assert taken is not None
    assert outbox.deliver_events() == 0
    again()
    assert outbox.deliver_events() == 1
    assert EventDelivery.objects.get().tries == 2


def test_a_message_is_written_once(aino: Person) -> None:
    for _n in range(2):
        outbox.mail("role_given", aino, about=aino, dedupe="same")
    assert OutboxMessage.objects.count() == 1


def test_a_transaction_wakes_the_worker_once(
    aino: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(outbox, "_wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        for n in range(3):
            outbox.emit("test.one", aino)
            outbox.mail("role_given", aino, about=aino, dedupe=str(n))
    assert sorted(woken) == ["deliver_events", "send_mail"]


def test_a_dead_broker_breaks_nothing(
    aino: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def dead(**_options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox, "_wake", WAKE)
    monkeypatch.setattr(tasks.deliver_events, "apply_async", dead)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.emit("test.one", aino)
    assert tasks.sweep() == 1
    assert heard == [aino.pk]


def claims_at_once(claim: Callable[[], EventDelivery | None]) -> int:
    """How many of two workers, both at the same row, took it."""
    ready, taken = threading.Barrier(2), []

    def work() -> None:
        ready.wait(10)
        if claim() is not None:
            taken.append(1)
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_row(someone: Someone) -> None:
    outbox.emit("test.one", someone())
    assert claims_at_once(lambda: outbox._claim(EventDelivery.objects.all())) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_do(someone: Someone) -> None:
    looked = threading.Barrier(2)

    def careless() -> EventDelivery | None:
        row = EventDelivery.objects.due(clock.real()).first()
        looked.wait(10)
        EventDelivery.objects.filter(pk=row.pk if row else 0).update(next_at=clock.real() + outbox.LEASE)
        return row

    outbox.emit("test.one", someone())
    assert claims_at_once(careless) == 2


class Server:
    """What the mail server does with each letter in turn: "yes", or the failure that this process sees."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Exception | None) -> None:
        self.answers, self.came = list(answers), 0
        monkeypatch.setattr(locmem.EmailBackend, "send_messages", self._take)

    def _take(self, letters: list[Any]) -> int:
        self.came += 1
        if answer := self.answers.pop(0):
            raise answer
        return len(letters)


def _waiting(to: Person) -> OutboxMessage:
    outbox.mail("experts_account_changed", to, about=to, context={"used_from": "2026-10-01"}, dedupe="lost-answer")
    return OutboxMessage.objects.get()


def test_a_lost_answer_is_told_by_the_row_and_a_no_is_not(aino: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    message = _waiting(aino)
    server = Server(monkeypatch, smtplib.SMTPDataError(451, b"busy"), smtplib.SMTPServerDisconnected(), None)
    for expected in ((False, False), (True, False), (True, True)):
        outbox.send_mail()
        message.refresh_from_db()
        assert (message.handed_at is not None, message.repeated_at is not None) == expected
        OutboxMessage.objects.update(next_at=clock.real())
    assert (message.state, server.came) == ("sent", 3)


def test_the_servers_yes_outlives_a_database_that_restarts(aino: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    message, falls = _waiting(aino), [OperationalError(), OperationalError()]
    update = type(OutboxMessage.objects.all()).update

    def falling(rows: Any, **facts: Any) -> int:
        if facts.get("state") == "sent" and falls:
            raise falls.pop()
        return update(rows, **facts)

    monkeypatch.setattr(type(OutboxMessage.objects.all()), "update", falling)
    monkeypatch.setattr(outbox, "ANSWER_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(outbox, "connection", SimpleNamespace(in_atomic_block=False, close=lambda: None))
    outbox._finish(message, MessageState.SENT)
    message.refresh_from_db()
    assert message.state == "sent"
    assert not falls


def test_a_clash_of_ids_loses_no_message(aino: Person) -> None:
    """Sequences may stand behind their rows after a crash or a restore."""
    message = _waiting(aino)
    behind = "SELECT setval(pg_get_serial_sequence('core_outboxmessage', 'id'), %s, false)"
    with connection.cursor() as cursor:
        cursor.execute(behind, [message.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.mail("experts_account_changed", aino, about=aino, dedupe="another")
    outbox.mail("experts_account_changed", aino, about=aino, dedupe="another")
    outbox.mail("experts_account_changed", aino, about=aino, dedupe="another")
    assert OutboxMessage.objects.count() == 2
