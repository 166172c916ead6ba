"""Each bench has a migrated database of its own, made anew from one template."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

TEMPLATE = "bench_template"
PLANNER = ("random_page_cost = 1.1", "jit = off", "work_mem = '32MB'")
"""As on the machine of the reference figures: rows lie in memory or on an SSD."""


@contextmanager
def own(bench: str) -> Iterator[None]:
    """Django's connections lead to the bench's database meanwhile; it is dropped afterwards."""
    name = f"bench_{bench}"
    _migrate()
    _outside(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    _outside(*(f"ALTER DATABASE {name} SET {setting}" for setting in PLANNER))
    _use(name)
    try:
        yield
    finally:
        connections.close_all()
        _outside(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run_sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _migrate() -> None:
    with _connected() as outside:
        if not outside.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            outside.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    _use(TEMPLATE)
    call_command("migrate", verbosity=0)
    connections.close_all()


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _outside(*statements: str) -> None:
    with _connected() as outside:
        for statement in statements:
            outside.execute(statement)


def _connected() -> psycopg.Connection:
    known = connection.settings_dict
    said = {"user": known["USER"], "host": known["HOST"], "port": known["PORT"], "password": known["PASSWORD"]}
    return psycopg.connect(dbname="postgres", autocommit=True, **{key: value for key, value in said.items() if value})
