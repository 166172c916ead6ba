"""`@replayed`: what the verbs of a factory wrote the first time is written again as rows, in a bank still empty.

A world of 340 questions so costs one. It is for a factory without arguments, and steps aside whenever the clock runs,
the test has written before it or sits outside a transaction, or the factory did more than write rows. Accepted cost:
keys and slugs are the same in every test of a worker, and verbs that a test has patched beforehand are not run again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import get_language

from core import clock
from tests import database
from tests.factories import rows


@dataclass(frozen=True)
class Take:
    sql: str
    hooks: list[Callable[[], None]]
    result: bytes


DUE_NOW = "; ".join(
    f"UPDATE {queue} SET next_at = clock_timestamp() WHERE done_at IS NULL"
    for queue in ("core_eventdelivery", "core_outboxmessage")
)
"""What waits in the outbox is due by the real clock: it would look old when the bank is written again later."""

_takes: dict[Any, Take] = {}
_before: rows.Rows = {}


def replayed[R](make: Callable[[], R]) -> Callable[[], R]:
    @wraps(make)
    def call() -> R:
        moment = clock.now()
        if moment != clock.now() or not connection.in_atomic_block or not rows.nothing_written():
            return make()
        key = make.__name__, database.copies(), moment, get_language()
        if key not in _takes:
            return _taken(key, make)
        return _played(_takes[key])  # type: ignore[no-any-return]

    return call


def _taken[R](key: Any, make: Callable[[], R]) -> R:
    """Run by its verbs, and kept if all that it left is rows, and hooks that wake a worker."""
    if not _before:
        _before.update(rows.everything())
    hooks, outside = list(connection.run_on_commit), _outside_the_database()
    made = make()
    new = [entry[1] for entry in connection.run_on_commit if entry not in hooks]
    plain = all("<locals>" not in getattr(hook, "__qualname__", "<locals>") for hook in new)
    if plain and outside == _outside_the_database():
        _takes[key] = Take(rows.difference(_before, rows.after(_before)), new, pickle.dumps(made))
    return made


def _played(take: Take) -> Any:
    rows.write(f"{take.sql}; {DUE_NOW}")
    for hook in take.hooks:
        if all(entry[1] is not hook for entry in connection.run_on_commit):
            transaction.on_commit(hook, robust=True)
    return pickle.loads(take.result)


def _outside_the_database() -> object:
    return len(getattr(mail, "outbox", ())), sorted(cache._cache)  # type: ignore[attr-defined]
