"""Rows as text: read whole, compared, and written again in one go past triggers and foreign keys."""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg
from django.db import connection

Rows = dict[str, dict[str, str]]
"""Table → primary key → the row as COPY tells it."""

EMPTY = "SELECT pg_current_xact_id_if_assigned() IS NULL AND NOT EXISTS (SELECT FROM accounts_bank)"
TOUCHED = "SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
COLUMNS = """SELECT c.relname, a.attname, a.attnum = ANY(i.indkey) FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, a.attnum"""


def nothing_written() -> bool:
    """By this transaction, nor is there a bank that somebody committed."""
    return bool(_ask(EMPTY).fetchone()[0])  # type: ignore[index]


def everything() -> Rows:
    return {table: _read(table) for table in _columns()}


def after(before: Rows) -> Rows:
    return {**before, **{table: _read(table) for (table,) in _ask(TOUCHED).fetchall()}}


def difference(before: Rows, now: Rows) -> str:
    """What writes the one into the other."""
    parts = []
    for table, found in now.items():
        old = before[table]
        gone = [key for key, row in old.items() if found.get(key) != row]
        new = [key for key, row in found.items() if old.get(key) != row]
        names, key_name = ", ".join(f'"{name}"' for name in _columns()[table][0]), _columns()[table][1]
        if gone:
            parts.append(f'DELETE FROM "{table}" WHERE "{key_name}" IN ({", ".join(map(_literal, gone))})')
        if new:
            lines = ", ".join(f"({', '.join(map(_literal, found[key].split('\t')))})" for key in new)
            parts.append(f'INSERT INTO "{table}" ({names}) VALUES {lines}')
    return "; ".join(parts)


def write(sql: str) -> None:
    role = "SET LOCAL session_replication_role = "
    _ask(f"{role}replica; {sql}; {role}origin")


def _literal(field: str) -> str:
    """A field as COPY writes it, as a constant: the same escapes serve both."""
    if "\\v" in field.replace("\\\\", ""):
        raise ValueError("a vertical tab has no escape in a constant")
    return "NULL" if field == "\\N" else f"E'{field.replace("'", "''")}'"


@cache
def _columns() -> dict[str, tuple[list[str], str]]:
    """Table → its columns that can be written, and the one that is its key."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for table, name, is_key in _ask(COLUMNS).fetchall():
        names, keys = found.setdefault(table, ([], []))
        names.append(name)
        keys += [name] * is_key
    return {table: (names, keys[0]) for table, (names, keys) in found.items()}


def _read(table: str) -> dict[str, str]:
    names, key = _columns()[table]
    place = names.index(key)
    with _cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        whole = b"".join(bytes(part) for part in copy).decode()
    return {line.split("\t")[place]: line for line in whole.split("\n")[:-1]}


def _ask(sql: Any) -> psycopg.Cursor:
    return _cursor().execute(sql)


def _cursor() -> psycopg.Cursor:
    """Beside Django's own, so that no test counts these questions."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)
