"""Many rows made from one that the verbs made: set-wise, so that the benches' own seeds grow with the tables."""

from __future__ import annotations

from typing import Final

from django.db import connection

FIRST: Final = 1_000_000_000
"""Copies have the keys FIRST, FIRST + 1, …: far from those of any other bench in the same database."""


def copies(table: str, example: int, count: int, **new: str) -> None:
    """So many copies of the row; `new` gives columns as SQL of i (0, 1, …). Inside the caller's transaction."""
    names = _columns(table)
    made = {"id": f"{FIRST} + i", "slug": f"substr(md5('{table}' || i), 1, 12)", **new}
    values = ", ".join(made.get(name, f't."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        source = f"{table} t, generate_series(0, {count - 1}) i WHERE t.id = {example}"
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {source}")


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]
