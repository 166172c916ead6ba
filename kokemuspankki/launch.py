"""`./kp demo`: servers, tables, seed, web, worker and beat in one tree; Ctrl-C stops all of it and nothing else."""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType

from kokemuspankki.servers import Postgres, ServerError, Valkey, tied

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / os.environ.setdefault("KP_INSTANCE", "demo")
FIRST_PORT = 8000
FIRST_PAGE_PATIENCE_SECONDS = 60.0
STOP_PATIENCE_SECONDS = 15.0


class Stop(Exception):
    """Ctrl-C, or the same from outside."""


@dataclass
class Part:
    """One process of the demo. It is started again when it dies, after a pause that grows with each quick death."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        with (HOME / "logs" / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", tied.__file__, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()

    def watch(self) -> None:
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        if lived < min(2**self.quick_deaths, 30):
            return
        self.quick_deaths = self.quick_deaths + 1 if lived < 30 else 0
        print(f"{self.name} ended ({self.process.returncode}); started again. See {self.log}", flush=True)
        self.start()

    @property
    def log(self) -> str:
        return str((HOME / "logs" / f"{self.name}.log").relative_to(ROOT))

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def main() -> int:
    options = _options()
    started = time.monotonic()
    (HOME / "logs").mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with _only_one(), _servers(reset=options.reset) as addresses:
            _run(options.port or _free_port(), addresses, started)
    except Stop:
        print("\nStopped.")
    except (ServerError, DemoError) as error:
        print(f"kp demo: {error}", file=sys.stderr)
        return 1
    return 0


class DemoError(Exception):
    """The demo cannot start; the message says why and what to do."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./kp demo", description="The whole bank, with made-up people.")
    parser.add_argument("--port", type=int, help=f"port of the web address (default: {FIRST_PORT} or the next free)")
    parser.add_argument("--reset", action="store_true", help="forget everything and seed the bank anew")
    return parser.parse_args()


def _stop(number: int, frame: FrameType | None) -> None:
    for known in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(known, signal.SIG_IGN)
    raise Stop


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    with (HOME / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("the demo of this folder is already running.") from None
        yield


@contextlib.contextmanager
def _servers(*, reset: bool) -> Iterator[dict[str, str]]:
    """The addresses of the database and the broker. Servers named by the environment are used and never touched."""
    with contextlib.ExitStack() as stack:
        addresses = {name: os.environ[name] for name in ("DATABASE_URL", "BROKER_URL") if os.environ.get(name)}
        if reset and "DATABASE_URL" in addresses:
            raise DemoError("--reset empties only its own database; DATABASE_URL names another.")
        if reset or (HOME / "seeding").exists():
            forget()
        if "DATABASE_URL" not in addresses:
            database = Postgres(HOME / "pg").start()
            stack.callback(database.release)
            addresses["DATABASE_URL"] = database.url()
        if "BROKER_URL" not in addresses:
            broker = Valkey(HOME / "valkey").start()
            stack.callback(broker.release)
            addresses["BROKER_URL"] = broker.url()
        yield addresses


def forget() -> None:
    """The demo's own database and files; also when an earlier start was interrupted in the middle of seeding."""
    database = Postgres(HOME / "pg")
    if not database.stop_if_unused():
        raise DemoError("another process uses the demo's database; stop it first (./kp manage …?).")
    shutil.rmtree(database.data, ignore_errors=True)
    for name in ("private", "mails"):
        shutil.rmtree(HOME / name, ignore_errors=True)
    (HOME / "seeding").unlink(missing_ok=True)


def _free_port() -> int:
    return next((port for port in range(FIRST_PORT, FIRST_PORT + 50) if not _taken(port)), 0) or _any_port()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(port: int, addresses: dict[str, str], started: float) -> None:
    if _taken(port):
        raise DemoError(f"port {port} is taken; choose another with --port.")
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        **addresses,
        "DJANGO_SETTINGS_MODULE": "kokemuspankki.settings.demo",
        "KP_PUBLIC_URL": address,
        "PYTHONUNBUFFERED": "1",
    }
    parts, past = _parts(port, environment), _Past(environment)
    try:
        tables, static = _Quiet("demo_prepare", environment=environment), _static(environment)
        static.wait()
        parts[0].start()
        tables.wait()
        _wait_for_first_page(f"{address}/", parts[0])
        seconds = time.monotonic() - started
        past.start()
        (HOME / "address").write_text(address)
        _welcome(address, seconds, environment)
        past.wait(started)
        for part in parts[1:]:
            part.start()
        while True:
            for part in parts:
                part.watch()
            time.sleep(0.5)
    finally:
        (HOME / "address").unlink(missing_ok=True)
        _stop_all([*parts, past])


class _Past(Part):
    """Tells the bank's past behind the first page, once. Worker and beat come after it: nothing of the present may

    meet a past half told. A start that was broken off in the middle is made up for by the next one, which seeds anew.
    """

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__("history", [sys.executable, "manage.py", "demo_history"], environment)
        self.mark = HOME / "seeding"
        self._said = ""

    def start(self) -> None:
        if self.mark.exists():
            super().start()

    def wait(self, started: float) -> None:
        if self.process is None:
            return
        while self.process.poll() is None:
            self._say()
            time.sleep(0.2)
        if self.process.returncode:
            self.mark.unlink(missing_ok=True)
            print(f"\nThe bank's past could not be told whole; see {self.log}", flush=True)
            return
        print(f"{_line_start()}The bank is full, {time.monotonic() - started:.0f} s after the start.", flush=True)

    def _say(self) -> None:
        """On a terminal one line that moves; elsewhere a line for each month."""
        try:
            told = json.loads(self.mark.read_text() or "null")
        except FileNotFoundError:
            return
        month = date.fromisoformat(told["day"]) if told else None
        key = f"{month:%B %Y}" if month else ""
        if sys.stdout.isatty() and told:
            print(f"\rThe bank fills: {key}, {told['percent']} %   ", end="", flush=True)
        elif key != self._said:
            print(f"The bank fills: {key}, {told['percent']} %", flush=True)
        self._said = key


def _line_start() -> str:
    return "\r" if sys.stdout.isatty() else ""


class _Quiet:
    """A manage.py command beside us, heard only when it fails."""

    def __init__(self, *command: str, environment: dict[str, str]) -> None:
        self._output = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", tied.__file__, sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    def wait(self) -> None:
        if self._process.wait():
            self._output.seek(0)
            raise DemoError(f"preparing failed:\n{self._output.read().decode(errors='replace')[-3000:]}")
        self._output.close()


class _Nothing:
    def wait(self) -> None:
        """The static files are as they should be."""


class _Static(_Quiet):
    def wait(self) -> None:
        super().wait()
        (HOME / "static.stamp").touch()


def _static(environment: dict[str, str]) -> _Static | _Nothing:
    if not _static_is_old():
        return _Nothing()
    return _Static("collectstatic", "--noinput", "--clear", "-v0", environment=environment)


def _static_is_old() -> bool:
    stamp = HOME / "static.stamp"
    if not stamp.exists() or not (HOME / "static").exists():
        return True
    sources = [ROOT / "requirements.txt", *(ROOT / "static").rglob("*")]
    return any(path.stat().st_mtime > stamp.stat().st_mtime for path in sources)


def _parts(port: int, environment: dict[str, str]) -> list[Part]:
    worker = {**environment, "KP_PROCESS": "worker"}
    python = [sys.executable, "-m"]
    web = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload", "--timeout", "60"]
    celery = ["celery", "--quiet", "-A", "kokemuspankki.celery"]
    return [
        Part("web", [*python, *web, "--log-level", "warning", "kokemuspankki.wsgi"], environment),
        Part(
            "worker",
            [*python, *celery, "worker", "-c", "1", "-l", "INFO", "--without-gossip", "--without-mingle"],
            worker,
        ),
        Part("beat", [*python, *celery, "beat", "-l", "WARNING", "-s", str(HOME / "beat"), "--pidfile="], worker),
    ]


def _wait_for_first_page(address: str, web: Part) -> None:
    deadline = time.monotonic() + FIRST_PAGE_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            raise DemoError(f"the first page answers {error.code}; see {web.log}") from None
        except OSError:
            if web.process is None or web.process.poll() is not None:
                raise DemoError(f"the web server ended; see {web.log}") from None
            time.sleep(0.05)
    raise DemoError(f"no first page in {FIRST_PAGE_PATIENCE_SECONDS:.0f} s; see {web.log}")


def _welcome(address: str, seconds: float, environment: dict[str, str]) -> None:
    print(f"Kokemuspankki is ready in {seconds:.1f} s:  {address}/")
    done = subprocess.run(
        [sys.executable, "manage.py", "demo_people"],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    print(done.stdout if done.returncode == 0 else done.stderr[-500:], end="")
    print("Ctrl-C stops everything.", flush=True)


def _stop_all(parts: list[Part]) -> None:
    deadline = time.monotonic() + STOP_PATIENCE_SECONDS
    for part in reversed(parts):
        part.ask_to_stop()
    for part in reversed(parts):
        part.wait_until_stopped(deadline)


if __name__ == "__main__":
    sys.exit(main())
