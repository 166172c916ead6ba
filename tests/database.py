"""The suite's database: migrated once for each state of the migrations, then copied. In CI it is always made anew.

A test that commits is undone row by row (`tests.undoing`), or by copying again when it touched the schema. Either way
the seed rows of migrations are what they were.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

from tests import undoing
from tests.machine import CI

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "kp_migrated_"
LOCK = 20_261_124


def make() -> None:
    """The migrated database under this run's own name, and its copy."""
    name = str(connection.settings_dict["TEST"]["NAME"])
    with _outside() as outside:
        outside.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        template = TEMPLATE + _fingerprint()
        if CI or not outside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _migrate(outside, name, template)
        else:
            _copy(outside, template, name)
        _copy(outside, name, f"{name}_copy")
    _use(name)
    _remember()


def drop() -> None:
    name = str(connection.settings_dict["NAME"])
    with _outside() as outside:
        _drop(outside, name)
        _drop(outside, f"{name}_copy")


@contextmanager
def commits_undone() -> Iterator[None]:
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", lambda _self: undo_commits()):
        yield


def undo_commits() -> None:
    """Whoever still holds a connection (a server's thread, a worker) loses it, as nothing of a test may go on."""
    name = str(connection.settings_dict["NAME"])
    with _outside(name) as inside:
        undoing.alone(inside)
        if undoing.same_schema(inside, _clean[name]):
            with _outside(f"{name}_copy") as copy:
                _clean[name] = undoing.undo(inside, copy, _clean[name])
            return
    with _outside() as outside:
        _copy(outside, f"{name}_copy", name)
    _remember()


def copies() -> int:
    """How many times the database has been made anew in this run: then keys begin again."""
    return _made


_made = 0
_clean: dict[str, undoing.Clean] = {}
"""Database → what it is when nothing has been committed to it."""


def _remember() -> None:
    global _made
    _made += 1
    name = str(connection.settings_dict["NAME"])
    with _outside(name) as inside:
        _clean[name] = undoing.clean(inside)


def _fingerprint() -> str:
    """Everything that decides what the migrations make: they, what they read, and the packages."""
    places = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/migrating.py"),
        *ROOT.glob("*/*seed*.py"),
        *ROOT.glob("*/data/*"),
        *ROOT.glob("*/seed/*"),
    ]
    files = sorted(path for path in [*places, ROOT / "requirements.txt"] if path.is_file())
    content = b"".join(str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(content).hexdigest()[:16]


def _migrate(outside: "psycopg.Connection", name: str, template: str) -> None:
    _drop(outside, name)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connections.close_all()
    for old in outside.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE}%"]).fetchall():
        _drop(outside, old[0])
    _copy(outside, name, f"{name}_part")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    outside.execute(rename.format(sql.Identifier(f"{name}_part"), sql.Identifier(template)))


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def _outside(name: str = "postgres") -> "Iterator[psycopg.Connection]":
    """A connection beside Django's: by itself in none of the databases made and dropped here."""
    connections.close_all()
    known = connection.get_connection_params()
    keep = {key: known[key] for key in ("user", "password", "host", "port") if known.get(key)}
    with psycopg.connect(dbname=name, autocommit=True, **keep) as outside:
        yield outside


def _drop(outside: "psycopg.Connection", name: str) -> None:
    outside.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(outside: "psycopg.Connection", source: str, target: str) -> None:
    _drop(outside, target)
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    outside.execute(command.format(sql.Identifier(target), sql.Identifier(source)))
