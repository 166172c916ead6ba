"""Trigger history of the money tables: a raw UPDATE leaves a trace too.

pghistory's own context cannot be used: it puts a second statement before each one, which server-side binding refuses.
So the verb names itself and its person once, in a statement of its own, for its transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pghistory
from django.db import connection, models

from core.crypto import EncryptedJSONField, EncryptedTextField

SETTING = "pghistory.context_metadata"


def money_history[M: type[models.Model]](model: M) -> M:
    """Keeps every insert, change and deletion of the table, without its encrypted columns."""
    track: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=[f.name for f in model._meta.local_fields if isinstance(f, EncryptedTextField | EncryptedJSONField)],
        context_field=pghistory.ContextJSONField(null=True),
        context_id_field=pghistory.ContextUUIDField(null=True),
    )
    return track(model)


@contextmanager
def of(verb: str, by: int | None) -> Iterator[None]:
    """Inside a transaction: what the triggers write is signed with the verb and the person's id."""
    tell(verb, by)
    yield


def tell(verb: str, by: int | None) -> None:
    """Also says to pgtrigger that it ignores none. Unsaid, each row's trigger fails on asking, and each such failure
    walks through all deferred checks of the transaction: 100,000 rows at once would take hours instead of seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config('pgtrigger.ignore', '{}', true)",
            [SETTING, json.dumps({"verb": verb, "by": by})],
        )
