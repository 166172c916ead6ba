"""A dead broker, for real: nothing listens at the address."""

import time

import pytest

from core import outbox
from kokemuspankki.celery import app


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis+socket:///tmp/nobody-listens.sock"])
def test_a_dead_broker_is_left_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    monkeypatch.setitem(app.conf.changes, "task_always_eager", False)
    monkeypatch.setitem(app.conf.changes, "broker_url", address)
    monkeypatch.setitem(app.conf.changes, "broker_write_url", address)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)
    began = time.monotonic()
    outbox._wake("send_mail")
    assert time.monotonic() - began < 1.5
    assert "the broker did not take a wake-up" in caplog.text
