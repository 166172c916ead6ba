"""`./kp demo` as a newcomer meets it: one address, everything up, a dead part comes back, Ctrl-C leaves nothing."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from kokemuspankki import launch

ROOT = Path(__file__).resolve().parents[2]
INSTANCE = f"launch-test-{os.environ.get('KP_TEST_SUFFIX', '')}"
pytestmark = pytest.mark.timeout(180)


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


class Demo:
    def __init__(self) -> None:
        clean = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "BROKER_URL"}}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kokemuspankki.launch", "--reset"],
            cwd=ROOT,
            env={**clean, "KP_INSTANCE": INSTANCE, "KP_DEMO_HISTORY": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if "Ctrl-C" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+", self.text)
        assert found, self.text
        self.address = found.group()

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def ready(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))

    def pids(self, word: str) -> list[int]:
        alive = [child for child in psutil.Process(self.process.pid).children() if child.status() != "zombie"]
        return [child.pid for child in alive if word in child.cmdline()]

    def stop(self) -> float:
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        assert self.process.stdout
        self.process.stdout.close()
        return time.monotonic() - began


def of_this_demo() -> list[psutil.Process]:
    """Processes that carry the instance's name in their words or work in its folder."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.cwd()]
        except psutil.Error:
            continue
        if process.status() != psutil.STATUS_ZOMBIE and any(INSTANCE in word for word in words):
            found.append(process)
    return found


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    made = Demo()
    yield made
    assert made.stop() < 20, "Ctrl-C stops it"
    until(lambda: not of_this_demo())
    shutil.rmtree(ROOT / "var" / INSTANCE, ignore_errors=True)


def test_it_prints_one_address_and_the_people(demo: Demo) -> None:
    assert len(re.findall(r"http://", demo.text)) == 1
    assert "Koordinaattori" in demo.text


def test_everything_is_up(demo: Demo) -> None:
    until(lambda: demo.ready()["ready"])


def test_a_dead_worker_comes_back(demo: Demo) -> None:
    until(lambda: demo.ready()["ready"])
    old = psutil.Process(demo.pids("worker")[0])
    old.kill()
    until(lambda: any(pid != old.pid for pid in demo.pids("worker")))
    until(lambda: demo.ready()["ready"])


def test_a_second_demo_in_the_same_folder_is_refused(demo: Demo) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kokemuspankki.launch"],
        cwd=ROOT,
        env={**os.environ, "KP_INSTANCE": INSTANCE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "already running" in done.stderr


def test_an_address_of_somebody_elses_database_is_never_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bank@/precious")
    with pytest.raises(launch.DemoError, match="only its own"), launch._servers(reset=True):
        pass


def test_a_taken_port_is_told() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert launch._taken(port)
        with pytest.raises(launch.DemoError, match="choose another"):
            launch._run(port, {}, 0.0)


def test_a_half_seeded_bank_is_forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    forgotten: list[bool] = []
    monkeypatch.setattr(launch, "HOME", tmp_path)
    monkeypatch.setattr(launch, "forget", lambda: forgotten.append(True))
    for name in ("DATABASE_URL", "BROKER_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "seeding").touch()
    with launch._servers(reset=False) as addresses:
        assert set(addresses) == {"DATABASE_URL", "BROKER_URL"}
    assert forgotten == [True]
