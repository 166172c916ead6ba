"""Many rows into one table by COPY, on Django's own connection, inside the verb's transaction.

Triggers, constraints and history see each row as they see an INSERT's. The rows wait as text, in memory up to a limit
and then in an unnamed file, so that a run of any size takes the same room.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

IN_MEMORY: Final = 32 * 2**20
AT_ONCE: Final = 2**18
NULL: Final = "\\N"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Copy:
    """Rows for `fields` of the model, in that order: added one by one, written with one statement."""

    def __init__(self, model: type[models.Model], fields: Sequence[str]) -> None:
        self._columns = [model._meta.get_field(name).column for name in fields]  # type: ignore[union-attr]
        self._table = model._meta.db_table
        self._kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.count = 0

    def add(self, values: Sequence[Any]) -> None:
        """Plain values, as the columns hold them: encrypted and JSON columns get theirs from `stored`."""
        self._kept.write(("\t".join(map(_cell, values)) + "\n").encode())
        self.count += 1

    def write(self) -> None:
        """Errors of the database come as Django's own, so that a constraint still speaks its sentence."""
        self._kept.seek(0)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            self._send(cursor)

    def _send(self, cursor: Any) -> None:
        with cursor.copy(self._statement()) as copy:
            while part := self._kept.read(AT_ONCE):
                copy.write(part)

    def close(self) -> None:
        self._kept.close()

    def _statement(self) -> sql.Composed:
        columns = sql.SQL(", ").join([sql.Identifier(str(column)) for column in self._columns])
        return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self._table), columns)


def stored(model: type[models.Model], name: str, value: Any) -> Any:
    """What the column of an encrypted field holds for the value."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.get_prep_value(value)


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """So many keys that nobody else gets, for rows that others of the same transaction point at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _cell(value: Any) -> str:
    return (_AS_TEXT.get(type(value)) or _json)(value)


def _json(value: Any) -> str:
    return _text(json.dumps(value, cls=DjangoJSONEncoder))


def _text(value: str) -> str:
    return value if value.isalnum() else value.translate(_ESCAPED)


_AS_TEXT: Final[dict[type, Callable[[Any], str]]] = {
    int: str,
    str: _text,
    bool: "ft".__getitem__,
    NoneType: lambda _none: NULL,
    date: date.isoformat,
    datetime: datetime.isoformat,
}
