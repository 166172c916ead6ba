"""Two workers and two beats, started by mistake on one database and broker: each event and mail once."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Person
from core import outbox
from core.models import OutboxMessage
from tests.factories.world import NOW
from tests.system.test_worker import ROOT, Post, broker, post  # noqa: F401

MAILS = 40
PATIENCE_SECONDS = 60.0


@pytest.mark.system
@pytest.mark.timeout(120)
def test_twins_send_each_mail_once(
    broker: str,  # noqa: F811
    post: tuple[Post, int],  # noqa: F811
    tmp_path: Path,
    transactional_db: None,
) -> None:
    person = Person.objects.create(first_name="Aino", last_name="Virta", email="aino@esimerkki.invalid")
    with outbox.unwoken():
        for number in range(MAILS):
            outbox.mail("experts_account_changed", person, about=person, dedupe=f"twins-{number}")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.system.worker_settings",
        "BROKER_URL": broker,
        "KP_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
        "KP_WORKER_SMTP": str(post[1]),
        "KP_WORKER_FILES": str(tmp_path / "files"),
        "KP_WORKER_NOW": NOW.isoformat(),
    }
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "tests.system.twin_app"]
    worker = [*celery, "worker", "-c", "1", "--without-gossip", "--without-mingle"]
    beats = [[*celery, "beat", "--pidfile=", "-s", str(tmp_path / f"beat{n}")] for n in (1, 2)]
    commands = [*beats, [*worker, "-n", "one@here"], [*worker, "-n", "two@here"]]
    log = tmp_path / "log"
    with log.open("wb") as out:
        started = [subprocess.Popen(c, cwd=ROOT, env=environment, stdout=out, stderr=out) for c in commands]
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while OutboxMessage.objects.filter(done_at=None).exists():
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.1)
        time.sleep(0.6)  # further sweeps of both find nothing more
        assert all(process.poll() is None for process in started), log.read_text()[-3000:]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)
    came = [post[0].came.get_nowait() for _ in range(post[0].came.qsize())]
    assert len(came) == MAILS
    assert Counter(OutboxMessage.objects.values_list("tries", flat=True)) == {1: MAILS}
