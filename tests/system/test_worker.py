"""The real thing between a commit and what follows: Valkey, a Celery worker process, SMTP, files on a disk."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.core import mail
from django.db import connection

from core import outbox
from core.models import EventDelivery, OutboxMessage
from kokemuspankki.celery import app
from kokemuspankki.servers import Valkey
from orders import actions as orders
from payments import actions as payments
from payments.models import Contract
from payments.states import ContractState
from tests.factories import world as made
from tests.factories.world import NOW, World

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 40.0
SWEEP_SECONDS = 3.0
"""On a starved machine a wake-up may be lost to the broker's time-out; then the sweep finds the row, as beat's does."""

pytestmark = [pytest.mark.system, pytest.mark.needs("pango", "poppler"), pytest.mark.timeout(120)]


class Post:
    """Takes every mail, in the order of arrival."""

    def __init__(self) -> None:
        self.came: queue.Queue[EmailMessage] = queue.Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        letter = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.came.put(letter)
        return "250 OK"

    def wait_for(self, to: str | None, words: str) -> EmailMessage:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                letter = self.came.get(timeout=SWEEP_SECONDS)
            except queue.Empty:
                outbox._wake("sweep")
                continue
            if letter["To"] == to and words in letter["Subject"]:
                return letter
        raise AssertionError(f"no letter with {words!r} in {PATIENCE_SECONDS} s")


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    post = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    yield post, port
    server.stop()


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """From here on this process too wakes the worker over the broker, as the web server does."""
    server = Valkey(tmp_path / "valkey").start()
    known = {name: app.conf[name] for name in ("task_always_eager", "broker_url")}
    app.conf.update(task_always_eager=False, broker_url=server.url())
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)
    yield server.url()
    app.pool.force_close_all()
    app.conf.update(known)
    server.release()


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    def does(self, what: Callable[[], object]) -> None:
        """Waits until that is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        swept = time.monotonic()
        while not what():
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            if time.monotonic() - swept > SWEEP_SECONDS:
                swept = time.monotonic()
                outbox._wake("sweep")
            time.sleep(0.05)


@pytest.fixture
def worker(
    broker: str, post: tuple[Post, int], tmp_path: Path, transactional_db: None, settings: LazySettings
) -> Iterator[Worker]:
    files = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": files, "base_url": None},
        },
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.system.worker_settings",
        "BROKER_URL": broker,
        "KP_PROCESS": "worker",
        "KP_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
        "KP_WORKER_SMTP": str(post[1]),
        "KP_WORKER_FILES": str(files),
        "KP_WORKER_NOW": NOW.isoformat(),
    }
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "tests.system.worker_app", "worker", "-c", "1"]
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "-l", "INFO", "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    yield Worker(process, log)
    process.terminate()
    process.wait(20)


@pytest.fixture
def w(transactional_db: None, move_clock: Callable[..., None], broker: str) -> World:
    move_clock(NOW)
    return made.world()


@pytest.mark.row("C2")
@pytest.mark.row("C3")
def test_a_yes_becomes_a_sealed_contract_by_the_workers_hands(
    w: World, worker: Worker, post: tuple[Post, int], tmp_path: Path
) -> None:
    expert = w.expert.person
    offer = made.offered(w)
    assert "Keikkatarjous" in post[0].wait_for(expert.email, "Keikkatarjous")["Subject"]
    orders.accept_offer(offer.pk, by=expert)
    letter = post[0].wait_for(expert.email, "opimus")
    contract = Contract.objects.get(gig__offer=offer)
    assert contract.state == ContractState.COMPOSED
    assert "http://testserver/" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    payments.sign(contract.pk, by=expert)
    payments.sign_for_bank(contract.pk, by=w.coordinator)
    worker.does(lambda: Contract.objects.filter(pk=contract.pk, document__sealed_at__isnull=False).exists())
    contract.refresh_from_db()
    _is_sealed(contract, tmp_path / "sopimus.pdf")
    worker.does(lambda: not EventDelivery.objects.filter(done_at=None).exists())
    worker.does(lambda: not OutboxMessage.objects.filter(done_at=None).exists())
    assert not mail.outbox, "nothing was sent by this process"


def _is_sealed(contract: Contract, path: Path) -> None:
    from core import documents

    assert contract.document is not None
    path.write_bytes(documents.open_pdf(contract.document))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
