"""A safe method reads. Anything else that it sends to the database is refused, in production too.

Allowed: SELECT, transaction control, SET, the session's own table, and audit rows inside `core.audit.viewing()`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from core import audit

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
CONTROL: Final = re.compile(
    r"\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK|BEGIN|COMMIT|SET|RESET|SHOW|EXPLAIN|FETCH|CLOSE)\b", re.IGNORECASE
)
READ: Final = re.compile(r"\s*\(*\s*(SELECT|WITH|VALUES|TABLE|DECLARE)\b", re.IGNORECASE)
WRITES: Final = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE\s+(ONLY\s+)?\"?\w+\"?\s+SET|INTO\s+TEMP|nextval|setval|pg_notify)\b"
    r"|\bFOR\s+(NO\s+KEY\s+)?UPDATE\b",
    re.IGNORECASE,
)
SESSION: Final = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM) "django_session"|\s*SELECT .* FROM "django_session"', re.IGNORECASE
)
AUDIT: Final = re.compile(r'\s*INSERT INTO "core_auditentry"', re.IGNORECASE)

Execute = Callable[[Any, Any, bool, dict[str, Any]], Any]


class WroteUnderGet(Exception):
    """A bug: a page that only shows something tried to write."""


def guard(execute: Execute, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    text = sql if isinstance(sql, str) else sql.as_string(context["cursor"].cursor)
    if not may_run(text):
        raise WroteUnderGet(text.split("VALUES")[0][:200])
    return execute(sql, params, many, context)


def may_run(sql: str) -> bool:
    if CONTROL.match(sql) or SESSION.match(sql):
        return True
    if AUDIT.match(sql):
        return audit.gate_is_open()
    return bool(READ.match(sql)) and not WRITES.search(sql)


class ReadOnlyGuard:
    """Stands outside the session's middleware, so that nothing of a request escapes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE:
            return self.get_response(request)
        with connection.execute_wrapper(guard):
            return self.get_response(request)
