"""A whole bank of real processes that may be killed: Postgres, Valkey, a mail server, web, worker and beat."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kokemuspankki.servers import Postgres, Valkey
from kokemuspankki.settings.environment import cache_location

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
CSRF = "f" * 32
PYTHON = [sys.executable, "-m"]


def until(holds: Callable[[], object], why: Callable[[], str] = lambda: "waited in vain") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, why()
        time.sleep(0.03)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Point:
    """A function of `points.POINTS`, before or after its n-th call; `everyone`: the process and its parent."""

    point: str
    when: str = "before"
    turn: int = 1
    everyone: bool = False


@dataclass
class Letter:
    to: str
    subject: str
    message_id: str


class Post:
    """The mail server: takes letters, or refuses for a while; `on_data` is called before it answers."""

    def __init__(self) -> None:
        self.came: list[Letter] = []
        self.refuses = False
        self.refused = 0
        self.on_data: Callable[[], None] | None = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refuses:
            self.refused += 1
            return "451 4.3.2 Try again later"
        if act := self.on_data:
            self.on_data = None
            act()
        letter = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        self.came.append(Letter(str(letter["To"]), str(letter["Subject"]), str(letter["Message-ID"])))
        return "250 OK"


@dataclass
class Process:
    """One part of the bank in a session of its own, started again when it was killed whole."""

    role: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    _ink: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._ink = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=log, start_new_session=True)
        assert self._ink.stdin
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env={**self.environment, "KP_FAULTS_ROLE": self.role},
            stdout=self._ink.stdin,
            stderr=self._ink.stdin,
            start_new_session=True,
        )
        self._ink.stdin.close()

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self) -> None:
        if self.process:
            self.signal(signal.SIGKILL)
            self.process.wait()
        if self._ink:
            self._ink.wait()

    def revive(self) -> bool:
        """Does what a supervisor does: starts what has ended."""
        if self.process and self.process.poll() is None:
            return False
        self.kill()
        self.start()
        return True

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [self.pid, *map(int, children)]


@dataclass
class Site:
    home: Path
    postgres: Postgres
    valkey: Valkey
    post: Post
    smtp_port: int
    now: datetime
    web_port: int = field(default_factory=free_port)
    parts: dict[str, Process] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    contract: str = ""

    def open(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.postgres.url(),
            "BROKER_URL": self.valkey.url(),
            "KP_FAULTS_SMTP": str(self.smtp_port),
            "KP_FAULTS_HOME": str(self.home),
        }
        celery = [*PYTHON, "celery", "--quiet", "-A", "kokemuspankki.celery"]
        web = ["gunicorn", "--bind", f"127.0.0.1:{self.web_port}", "--workers", "1", "--preload", "kokemuspankki.wsgi"]
        commands = {
            "web": [*PYTHON, *web],
            "worker": [*celery, "worker", "-c", "1", "-l", "WARNING", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "-l", "WARNING", "-s", str(self.home / "beat"), "--pidfile="],
        }
        for role, command in commands.items():
            self.parts[role] = Process(role, command, environment, self.home / f"{role}.log")
            self.parts[role].start()

    def close(self) -> None:
        for part in self.parts.values():
            part.kill()

    def anew(self) -> None:
        """The bank as it was before the first click, with every process alive."""
        for part in self.parts.values():
            part.revive()
        self.broker().flushall()
        with psycopg.connect(self.postgres.url("postgres"), autocommit=True) as outside:
            outside.execute("DROP DATABASE IF EXISTS kokemuspankki WITH (FORCE)")
            outside.execute("CREATE DATABASE kokemuspankki TEMPLATE ready STRATEGY file_copy")
        for folder in ("orders", "died", "files"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
            (self.home / folder).mkdir()
        self.set_clock(self.now)
        self.post.came.clear()
        self.post.refuses, self.post.refused, self.post.on_data = False, 0, None

    def broker(self) -> redis.Redis:
        return redis.Redis.from_url(cache_location(self.valkey.url()))

    def rows(self, statement: str) -> list[Any]:
        with psycopg.connect(self.postgres.url(), autocommit=True) as inside:
            return inside.execute(statement.encode()).fetchall()

    def one(self, statement: str) -> Any:
        return self.rows(statement)[0][0]

    # faults

    def order(self, who: str, *points: Point) -> None:
        """Somebody dies at each of these points, once."""
        for point in points:
            path = self.home / "orders" / who / f"{uuid.uuid4().hex}.json"
            path.parent.mkdir(exist_ok=True)
            path.with_suffix(".part").write_text(json.dumps(asdict(point)))
            path.with_suffix(".part").rename(path)

    def _bury(self) -> None:
        """An hour passes for what the dead had in hand, once they are surely gone."""
        for path in list((self.home / "died").iterdir()):
            until(lambda: _gone(int(path.suffix[1:])))  # noqa: B023
            path.unlink()
            self.time_passes()

    def set_clock(self, moment: datetime) -> None:
        (self.home / "now.part").write_text(moment.isoformat())
        (self.home / "now.part").rename(self.home / "now")

    def supervise(self) -> None:
        """What a supervisor does; and time goes on."""
        for part in self.parts.values():
            part.revive()
        self._bury()

    def time_passes(self) -> None:
        """An hour, for the outbox: leases end and what waits for its next try is due."""
        for table in ("core_eventdelivery", "core_outboxmessage"):
            self.run(f"UPDATE {table} SET next_at = next_at - interval '1 hour' WHERE done_at IS NULL")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.postgres.url(), autocommit=True) as inside:
            inside.execute(statement.encode())

    def logs(self) -> str:
        return "\n".join(f"{part.role}: {part.log.read_text()[-2500:]}" for part in self.parts.values())

    def kill_database(self) -> None:
        pid = self.postgres.pid()
        assert pid
        os.kill(pid, signal.SIGKILL)

    # people

    def read_on(self, over: threading.Event) -> None:
        """A page again and again, whatever it answers."""
        while not over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._ask("GET", "payroll", "/palkka-ajot/")

    def click(self, who: str, path: str, **fields: str) -> str:
        """A form sent; sent again when no answer came, as a person does. Returns where the answer led."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, location = self._ask("POST", who, path, **fields)
                if status < 500:
                    assert status == 302, f"{path}: {status}\n{self.logs()}"
                    return urllib.parse.urlsplit(location).path
            assert time.monotonic() < deadline, f"{path} is never answered\n{self.logs()}"
            self.supervise()
            time.sleep(0.1)

    def _ask(self, method: str, who: str, path: str, **fields: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=20)
        with contextlib.closing(line):
            headers = {
                "Cookie": f"sessionid={self.people[who]}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            line.request(method, path, urllib.parse.urlencode(fields), headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")

    def sign(self) -> None:
        self.click("coordinator", f"/sopimukset/{self.contract}/pankin-allekirjoitus/")

    def draw(self) -> str:
        return self.click("payroll", "/palkka-ajot/laadi/", pay_date="15.10.2026")

    def approve(self, batch: str) -> None:
        self.click("payroll2", f"{batch}hyvaksy/")

    def write(self, batch: str) -> None:
        self.click("payroll", f"{batch}aineisto/")

    def clicks(self) -> None:
        """The chain: the bank signs, payroll draws, another approves, the bank's file is written."""
        self.sign()
        batch = self.draw()
        self.approve(batch)
        self.write(batch)

    def all_done(self) -> bool:
        return not self.one(WAITING) and not self._orders()

    def _supervised(self) -> bool:
        self.supervise()
        return self.all_done()

    def _orders(self) -> list[Path]:
        return list((self.home / "orders").glob("*/*.json"))

    def _waits(self) -> list[Any]:
        return self.rows(WHAT_WAITS) + [path.read_text() for path in self._orders()]

    def rest(self) -> None:
        """Until nothing waits."""
        until(self._supervised, lambda: f"something waits: {self._waits()}\n{self.logs()}")


WAITING = """
SELECT (SELECT count(*) FROM core_eventdelivery WHERE done_at IS NULL)
     + (SELECT count(*) FROM core_outboxmessage WHERE done_at IS NULL)
     + (SELECT count(*) FROM core_document WHERE wanted_at IS NOT NULL AND rendered_at IS NULL)
     + (SELECT count(*) FROM payments_batch b LEFT JOIN core_document d ON d.id = b.manifest_id
        WHERE b.state IN ('approved', 'sent') AND d.rendered_at IS NULL)
     + (SELECT count(*) FROM core_outboxevent e
        WHERE NOT EXISTS (SELECT 1 FROM core_eventdelivery d WHERE d.event_id = e.id))"""
WHAT_WAITS = """
SELECT listener, tries, next_at, error FROM core_eventdelivery WHERE done_at IS NULL
UNION ALL SELECT template, tries, next_at, error FROM core_outboxmessage WHERE done_at IS NULL"""


def _gone(pid: int) -> bool:
    """A zombie works no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@contextlib.contextmanager
def running(home: Path, now: datetime) -> Iterator[Site]:
    """The servers; `open()` starts the bank's own processes."""
    post, port = Post(), free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    with contextlib.ExitStack() as stack:
        postgres = Postgres(home / "pg").start()
        stack.callback(postgres.release)
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as outside:
            # The machine stays up, so what a commit wrote outlives a killed server without waiting for the disk.
            outside.execute("ALTER SYSTEM SET fsync = off")
            outside.execute("SELECT pg_reload_conf()")
        valkey = Valkey(home / "v").start()
        stack.callback(valkey.release)
        controller.start()
        stack.callback(controller.stop)
        site = Site(home, postgres, valkey, post, port, now)
        stack.callback(site.close)
        yield site
