"""The embedded servers: started once by many, crash-safe, stopped by the last one; as root in both ways."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from kokemuspankki.servers import Postgres, Valkey, postgres
from kokemuspankki.settings.environment import cache_location

ROOT = Path(__file__).resolve().parents[2]
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("s")


@pytest.fixture
def server(short: Path) -> Iterator[Postgres]:
    made = Postgres(short / "pg").start()
    yield made
    made.start().release()


def until(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def rows(server: Postgres) -> int:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        found = connection.execute("SELECT count(*) FROM n").fetchone()
    assert found
    return int(found[0])


def test_a_killed_postmaster_comes_back_with_every_row(server: Postgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE n (i int)")
        connection.execute("INSERT INTO n SELECT generate_series(1, 1000)")
    for _ in range(2):
        pid = server.pid()
        assert pid
        os.kill(pid, signal.SIGKILL)
        server.start()
        assert server.pid() != pid
        assert rows(server) == 1000


def test_many_start_it_at_once_and_the_last_one_stops_it(short: Path) -> None:
    home = short / "pg"
    code = (
        "import sys, psycopg; from pathlib import Path; from kokemuspankki import servers\n"
        "url = servers.database_url(Path(sys.argv[1]))\n"
        "print(psycopg.connect(url).execute('SELECT 1').fetchone()[0])"
    )
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(home)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    assert [process.communicate(timeout=60)[0].strip() for process in started] == ["1"] * 4
    assert Postgres(home).pid() is None, "the last of the four stopped the server"


def test_a_server_left_by_a_killed_process_is_stopped_when_unused(short: Path) -> None:
    server = Postgres(short / "pg").start()
    assert not server.stop_if_unused(), "this process still holds it"
    assert server._hold
    server._hold.drop()
    server._hold = None
    assert server.stop_if_unused()
    assert server.pid() is None


def test_an_interrupted_initdb_leaves_no_half_cluster(short: Path) -> None:
    (short / "pg" / "data").mkdir(parents=True)
    (short / "pg" / "data" / "base").mkdir()
    server = Postgres(short / "pg").start()
    assert server.pid()
    server.release()


def test_it_listens_on_no_network_address(server: Postgres) -> None:
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW max_connections").fetchone() == ("200",)
    assert server.socket_folder.joinpath(".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_a_long_path_gets_a_short_socket(short: Path) -> None:
    home = short / ("a-rather-long-folder-name-" * 4)
    server = Postgres(home).start()
    assert len(str(server.socket_folder)) <= postgres.SOCKET_PATH_LIMIT
    server.release()
    shutil.rmtree(server.socket_folder)


def test_a_server_whose_binaries_were_deleted_is_started_anew(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = postgres.find_binaries().parent.parent
    copy = short / package.name
    shutil.copytree(package, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, short / libraries.name)
    with monkeypatch.context() as patched:
        patched.setattr(postgres, "find_binaries", lambda: copy / "pginstall" / "bin")
        old = Postgres(short / "pg").start()
    shutil.rmtree(copy)
    new = Postgres(short / "pg").start()
    with psycopg.connect(new.url()) as connection:
        assert connection.execute("SELECT now() AT TIME ZONE 'Europe/Helsinki'").fetchone()
    assert old._hold
    old._hold.drop()
    new.release()


@root_only
def test_root_without_user_namespaces_uses_another_account(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "refusing.py"
    refusing.write_text("import sys; sys.exit(97)")
    monkeypatch.setattr(postgres.userns, "__file__", str(refusing))
    server = Postgres(short / "pg").start()
    try:
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        pid = server.pid()
        assert pid
        assert Path(f"/proc/{pid}").stat().st_uid != 0
    finally:
        server.release()
        shutil.rmtree(server.data.parent, ignore_errors=True)


def test_valkey_is_shared_and_stopped(short: Path) -> None:
    first, second = Valkey(short / "v").start(), Valkey(short / "v").start()
    client = redis.Redis.from_url(cache_location(first.url()))
    assert client.ping()
    client.close()
    first.release()
    assert second._ready(), "the second still uses it"
    second.release()
    until(lambda: not second._ready())


def test_a_killed_valkey_comes_back(short: Path) -> None:
    server = Valkey(short / "v").start()
    with server._client() as client:
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGKILL)
    until(lambda: not server._ready())
    server.start()
    assert server._ready()
    server.release()
