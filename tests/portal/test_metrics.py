"""What Prometheus reads: counts that are true, for who has the token, and nobody in them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Person
from core import clock, documents, outbox, todo
from core.models import Document, OutboxMessage

TOKEN = "a-token-of-the-tests-0123456789-abcdef"
pytestmark = pytest.mark.django_db


def scraped() -> dict[str, float]:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert not [line for line in lines if "aino" in line.lower()]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.mark.row("K6")
def test_a_scrape_tells_what_waits(settings: Settings) -> None:
    settings.KP_METRICS_TOKEN = TOKEN
    before = scraped()
    person = Person.objects.create(first_name="Aino", last_name="Virta", email="aino@esimerkki.invalid")
    for number in range(3):
        outbox.mail("experts_account_changed", person, about=person, dedupe=f"metrics-{number}")
    OutboxMessage.objects.filter(dedupe="metrics-0").update(state="sent", done_at=clock.now())
    OutboxMessage.objects.filter(dedupe="metrics-1").update(next_at=clock.real() - timedelta(minutes=7))
    late = documents.create("sopimus", "<p>x</p>", title="x", language="fi")
    Document.objects.filter(pk=late.pk).update(wanted_at=clock.now())
    todo.open(outbox.NOT_SENT, person, role="coordinator", due=clock.now() - timedelta(days=1))
    with CaptureQueriesContext(connection) as queries:
        after = scraped()
    grown = {name for name in after if after[name] > before.get(name, 0)}
    assert (after["kp_mails_waiting"], after["kp_mails_sent_today"]) == (2, 1)
    assert 400 < after["kp_outbox_age_seconds"] < 500
    assert (after["kp_documents_waiting"], after["kp_tasks_open"], after["kp_tasks_late"]) == (1, 1, 1)
    assert after["kp_reports_awaited"] == after["kp_queue_length"] == 0
    assert {'kp_responses_total{status="2xx"}', 'kp_request_seconds_count{kind="read"}'} <= grown
    assert after['kp_request_seconds_bucket{kind="read",le="+Inf"}'] == after['kp_request_seconds_count{kind="read"}']
    assert len(queries) == QUERIES


QUERIES = 14


def test_without_the_token_there_is_no_such_page(settings: Settings) -> None:
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.KP_METRICS_TOKEN = TOKEN
    assert Client().get("/metrics", headers={"Authorization": "Bearer ä"}).status_code == 404
