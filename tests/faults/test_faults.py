"""kill -9, an emptied broker, a dead database, a full disk, a mail server that refuses: in the end all is as it was."""

from __future__ import annotations

import resource
import signal
import threading
from collections import Counter
from datetime import timedelta

import pytest

from tests.faults.site import Point, Site, until
from tests.faults.standing import Standing, standing, twice

pytestmark = [pytest.mark.needs("pango"), pytest.mark.timeout(240)]


def same(bank: Site, undisturbed: Standing) -> None:
    bank.rest()
    found = standing(bank)
    for name, rows in undisturbed.facts.items():
        assert Counter(found.facts[name]) == Counter(rows), name
    assert found.letters == undisturbed.letters


def test_undisturbed(undisturbed: Standing) -> None:
    assert undisturbed.letters
    assert {row[0]: row[1] for row in undisturbed.facts["documents"]} == {
        "contract": 1,
        "manifest": 1,
        "payslip": 2,
    }


WEB = (
    Point("payments.notifications:in_force"),
    Point("payments.actions.batches:carry", everyone=True),
    Point("payments.views.payroll:redirect"),
    Point("payments.notifications:payslips_ready", "after"),
    Point("payments.bank_file:content", "after"),
    Point("core.web:act", "after", turn=2),
)
"""Signing, drawing up (not committed; committed and not answered), approving, writing the bank's file; no answer."""


def test_the_web_is_killed_at_every_step(bank: Site, undisturbed: Standing) -> None:
    bank.order("web", *WEB)
    bank.clicks()
    same(bank, undisturbed)
    assert not twice(bank)


WORKER = (
    Point("core.pdf:make"),
    Point("core.pdf:seal", "after"),
    Point("core.documents:_keep", "after"),
    Point("core.documents:create", turn=3),
    Point("core.pdf:make", turn=6, everyone=True),
    Point("core.documents:_keep", "after", turn=3),
    Point("core.outbox:_note_hand_over"),
    Point("core.outbox:_note_hand_over", "after", turn=3),
)
"""Rendering the contract (before, sealed, its file written), freezing and rendering payslips, delivering mail."""


def test_the_worker_is_killed_at_every_step(bank: Site, undisturbed: Standing) -> None:
    bank.order("worker", *WORKER)
    bank.clicks()
    same(bank, undisturbed)
    assert not twice(bank)


def test_a_yes_that_nobody_lived_to_write_down_is_told_by_the_row(bank: Site, undisturbed: Standing) -> None:
    """The one way to a second copy: the process dies between the server's answer and the next statement."""
    bank.order("worker", Point("django.core.mail.backends.smtp:EmailBackend.send_messages", "after"))
    bank.clicks()
    same(bank, undisturbed)
    repeated = bank.rows("SELECT id FROM core_outboxmessage WHERE repeated_at IS NOT NULL")
    assert len(repeated) == 1
    assert [pk.split("@")[0] for pk in twice(bank)] == [f"<kp-{repeated[0][0]}"]


def test_beat_is_killed_and_the_broker_emptied_between_commit_and_delivery(bank: Site, undisturbed: Standing) -> None:
    bank.parts["worker"].signal(signal.SIGSTOP)
    bank.order("beat", Point("celery.beat:Scheduler.apply_entry", everyone=True))
    bank.clicks()
    bank.broker().flushall()
    bank.order("beat", Point("celery.beat:Scheduler.apply_entry", "after", everyone=True))
    bank.parts["worker"].signal(signal.SIGCONT)
    same(bank, undisturbed)
    assert not twice(bank)


def test_the_database_is_killed_under_load(bank: Site, undisturbed: Standing) -> None:
    """The first time while the mail server says yes to a letter, the second between two clicks."""
    over = threading.Event()
    readers = [threading.Thread(target=bank.read_on, args=(over,)) for _ in range(3)]
    bank.post.on_data = bank.kill_database
    for reader in readers:
        reader.start()
    bank.sign()
    until(lambda: bank.post.came)
    bank.postgres.start()
    batch = bank.draw()
    bank.kill_database()
    bank.postgres.start()
    bank.approve(batch)
    bank.write(batch)
    over.set()
    for reader in readers:
        reader.join()
    bank.time_passes()
    same(bank, undisturbed)
    assert not twice(bank), "the server's yes was kept until the database was back"


def test_the_disk_is_full_while_documents_are_written(bank: Site, undisturbed: Standing) -> None:
    """The kernel refuses every byte beyond the first kilobyte (RLIMIT_FSIZE, set from outside on the worker)."""
    _allow(bank, 1000)
    bank.clicks()
    until(lambda: bank.one("SELECT count(*) FROM core_document WHERE note <> ''") == 3, bank.logs)
    assert not [path for path in (bank.home / "files").rglob("*") if path.is_file()]
    assert not bank.one("SELECT count(*) FROM core_document WHERE file_sha256 <> ''")
    _allow(bank, resource.RLIM_INFINITY)
    bank.set_clock(bank.now + timedelta(minutes=11))
    same(bank, undisturbed)
    assert not twice(bank)


def _allow(bank: Site, size: int) -> None:
    for pid in bank.parts["worker"].pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_the_mail_server_refuses_for_an_hour(bank: Site, undisturbed: Standing) -> None:
    bank.post.refuses = True
    bank.clicks()
    until(lambda: bank.one("SELECT count(*) FROM core_outboxmessage WHERE done_at IS NULL AND tries = 0") == 0)
    before = bank.post.refused
    bank.time_passes()
    until(lambda: bank.post.refused >= 2 * before, bank.logs)
    assert not bank.post.came
    bank.post.refuses = False
    bank.time_passes()
    same(bank, undisturbed)
    assert not twice(bank)
    assert not bank.one("SELECT count(*) FROM core_outboxmessage WHERE repeated_at IS NOT NULL"), "a no is no doubt"
