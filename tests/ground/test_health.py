"""Health tells the truth, and logs tell nobody's data."""

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from core import clock
from core.models import EventDelivery, OutboxEvent
from kokemuspankki.celery import HEARTBEAT, _tell_health
from kokemuspankki.logging.middleware import RequestId
from kokemuspankki.logging.setup import _standard
from kokemuspankki.portal import health
from kokemuspankki.servers import Valkey

GET = RequestFactory().get("/")


def test_live_needs_nothing() -> None:
    assert health.live(GET).status_code == 200


@pytest.mark.django_db
def test_ready_wants_a_worker() -> None:
    asleep = health.ready(GET)
    assert asleep.status_code == 503
    assert json.loads(asleep.content) == {
        "ready": False,
        "database": True,
        "broker": True,
        "worker": False,
        "outbox": True,
        "reminders": True,
        "outbox_age_seconds": 0.0,
    }
    cache.set(HEARTBEAT, 1)
    assert health.ready(GET).status_code == 200


@pytest.mark.django_db
def test_ready_sees_a_dead_broker(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache.set(HEARTBEAT, 1)
    server = Valkey(tmp_path_factory.mktemp("v")).start()
    settings.KP_BROKER_URL = server.url()
    assert health.ready(GET).status_code == 200
    server.release()
    assert json.loads(health.ready(GET).content)["broker"] is False


def test_ready_sees_a_dead_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    answer = health.ready(GET)
    assert answer.status_code == 503
    assert json.loads(answer.content)["database"] is False


@pytest.mark.django_db
def test_ready_sees_an_outbox_that_stands_but_forgives_a_backlog_that_shrinks() -> None:
    cache.set(HEARTBEAT, 1)
    event = OutboxEvent.objects.create(name="orders.gig_over", object_label="orders.gig", object_id=1)
    late = clock.real() - health.OUTBOX_STILL - timedelta(minutes=1)
    EventDelivery.objects.create(event=event, listener="one", next_at=late)
    done = EventDelivery.objects.create(event=event, listener="other", next_at=late, done_at=late)
    answer = health.ready(GET)
    assert answer.status_code == 503
    assert json.loads(answer.content)["outbox"] is False
    EventDelivery.objects.filter(pk=done.pk).update(done_at=clock.real())
    answer = health.ready(GET)
    assert answer.status_code == 200
    assert json.loads(answer.content)["outbox_age_seconds"] > health.OUTBOX_STILL.total_seconds()


def test_a_heartbeat_reaches_the_cache() -> None:
    _tell_health()
    assert cache.get(HEARTBEAT) == 1


def answered(header: str | None) -> tuple[str, dict[str, Any]]:
    seen: dict[str, Any] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(structlog.contextvars.get_contextvars())
        return HttpResponse("x")

    request = RequestFactory().get("/", headers={"X-Request-ID": header} if header else {})
    return RequestId(view)(request).headers["X-Request-ID"], seen


def test_each_request_has_an_id_that_the_answer_repeats() -> None:
    identity, seen = answered(None)
    assert seen["request_id"] == identity
    assert len(identity) == 32
    assert answered("abc-12345")[0] == "abc-12345"
    assert answered("<script>")[0] != "<script>"


def test_a_log_line_is_json_with_the_request_and_without_people(capsys: pytest.CaptureFixture[str]) -> None:
    formatter = logging.config.DictConfigurator(_standard({"level": "INFO", "json": True})).configure_formatter(
        _standard({"level": "INFO", "json": True})["formatters"]["line"]
    )
    structlog.contextvars.bind_contextvars(request_id="r1")
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "to %s about %s", ("maija@example.org", "010190-123A"), None
    )
    line = json.loads(formatter.format(record))
    structlog.contextvars.clear_contextvars()
    assert line["request_id"] == "r1"
    assert line["level"] == "warning"
    assert "maija" not in json.dumps(line)
    assert "010190-123A" not in json.dumps(line)


def test_the_suite_has_its_own_private_folder(settings: Settings, tmp_path: Path) -> None:
    assert tmp_path / "private" == settings.KP_PRIVATE_ROOT
