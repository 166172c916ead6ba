"""One run with a real worker process over a real broker: a committed row is found and done there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.db import connection

from accounts.models import Person
from core import outbox
from core.models import OutboxMessage
from kokemuspankki.servers import Valkey

ROOT = Path(__file__).resolve().parents[2]


def database_address() -> str:
    known = connection.settings_dict
    return f"postgresql://{known['USER']}@/{known['NAME']}?host={known['HOST']}"


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Valkey(tmp_path_factory.mktemp("v")).start()
    yield server.url()
    server.release()


@pytest.fixture
def worker(transactional_db: None, broker: str, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "BROKER_URL": broker, "DATABASE_URL": database_address(), "KP_PROCESS": "worker"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "kokemuspankki.celery", "worker", "-c", "1", "-l", "INFO"],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "kokemuspankki.settings.test"},
            stdout=log,
            stderr=log,
        )
    yield process
    process.terminate()
    process.wait(30)


def test_a_real_worker_sends_what_was_committed(
    worker: "subprocess.Popen[bytes]", broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_wake_on_commit", lambda wake: None)
    person = Person.objects.create(first_name="Aino", last_name="Virta", email="aino@esimerkki.invalid")
    outbox.mail("experts_account_changed", person, about=person, dedupe="worker-test")
    with Celery(broker=broker, set_as_current=False) as client:
        client.send_task("core.send_mail")
    deadline = time.monotonic() + 60
    while OutboxMessage.objects.get().state != "sent":
        assert worker.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.1)
    assert "aino@esimerkki.invalid" not in (tmp_path / "log").read_text()
