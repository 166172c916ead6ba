"""Takes back what a test committed: new rows go, and a table that lost or changed a row of the seed is filled anew.

Triggers and foreign keys sleep meanwhile, so append-only history goes too. Sequences stay where they are, as they do
after a test that rolls back. A row is known as new by the transaction that wrote it.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_index", "pg_trigger", "pg_proc", "pg_type", "pg_rewrite")
PATIENCE_MS = 5000
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
NEW = "xmin::text::bigint >= {}"


@dataclass(frozen=True)
class Clean:
    since: int
    """The first transaction that may have written something to be undone."""
    rows: dict[str, int]
    schema: list[tuple[int, int]]


def clean(inside: "psycopg.Connection") -> Clean:
    rows = {table: count for table, (count, _new) in _counts(inside, 0).items()}
    return Clean(_next(inside), rows, _schema(inside))


def alone(inside: "psycopg.Connection") -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    inside.execute(f"SELECT pg_terminate_backend(pid, {PATIENCE_MS}) {others}")


def same_schema(inside: "psycopg.Connection", was: Clean) -> bool:
    return _schema(inside) == was.schema


def undo(inside: "psycopg.Connection", copy: "psycopg.Connection", was: Clean) -> Clean:
    """`copy` is connected to the untouched copy; the schema must be the same."""
    counts = _counts(inside, was.since)
    with inside.transaction():
        inside.execute("SET LOCAL session_replication_role = replica")
        for table, (count, new) in counts.items():
            if count - new != was.rows[table]:
                _fill_anew(inside, copy, table)
            elif new:
                where = sql.SQL(NEW).format(sql.Literal(was.since))
                inside.execute(sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table), where))
    return Clean(_next(inside), was.rows, was.schema)


def _fill_anew(inside: "psycopg.Connection", copy: "psycopg.Connection", table: str) -> None:
    name = sql.Identifier(table)
    inside.execute(sql.SQL("DELETE FROM {}").format(name))
    with (
        copy.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(name)) as rows,
        inside.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as filled,
    ):
        for row in rows:
            filled.write(row)


def _counts(inside: "psycopg.Connection", since: int) -> dict[str, tuple[int, int]]:
    """Table → its rows, and how many of them are new."""
    one = "SELECT {literal}, count(*), count(*) FILTER (WHERE {new}) FROM {table}"
    new = sql.SQL(NEW).format(sql.Literal(since))
    tables = [name for (name,) in inside.execute(TABLES).fetchall()]
    parts = [sql.SQL(one).format(literal=sql.Literal(t), new=new, table=sql.Identifier(t)) for t in tables]
    found = inside.cursor(row_factory=tuple_row).execute(sql.SQL(" UNION ALL ").join(parts)).fetchall()
    return {table: (count, fresh) for table, count, fresh in found}


def _schema(inside: "psycopg.Connection") -> list[tuple[int, int]]:
    """Every catalogue's rows and the last transaction that wrote one: vacuum's own notes change neither."""
    one = "SELECT count(*), max(xmin::text::bigint) FROM {}"
    return inside.execute(" UNION ALL ".join(one.format(name) for name in CATALOGS)).fetchall()


def _next(inside: "psycopg.Connection") -> int:
    return int(inside.execute(NEXT).fetchone()[0])  # type: ignore[index]
