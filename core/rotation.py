"""Everything encrypted, moved under the newest key while the bank is open.

Rows go in small locked batches and those that somebody holds are left for the next round, so nobody waits long and
nothing deadlocks. A row says by itself which key it is under: a run that broke off is simply run again.
The way of a rotation (no reading fails at any step): add the new key last and restart everything; put it first and
restart everything; `manage.py rotate_keys`; drop the old key when the command says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, models, transaction

from core import crypto
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.models import Document

ROUNDS: Final = 5
"""How many times rows that were held by others are tried again within one run."""


def name(key: str) -> str:
    """A key's fingerprint: enough to tell keys apart, nothing to guess one by."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def under(token: bytes) -> str:
    """The fingerprint of the key that opens the token; empty when none of ours does."""
    for key in settings.KP_FIELD_KEYS:
        try:
            Fernet(key).decrypt(token)
        except InvalidToken:
            continue
        return name(key)
    return ""


class Store(Protocol):
    """One place where something is kept encrypted."""

    @property
    def label(self) -> str: ...
    def rows(self, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]: ...
    def keys(self, value: Any) -> Iterator[str]:
        """The fingerprint of each key that this row needs."""
        ...

    def turn(self, pk: int, value: Any) -> None:
        """Inside the batch's transaction."""
        ...

    def newest(self) -> str: ...


class FieldKeys:
    """Mixed in: what is under the field keys."""

    def newest(self) -> str:
        return name(settings.KP_FIELD_KEYS[0])


@dataclass(frozen=True)
class Column(FieldKeys):
    """A column of a table, read and written raw: past the triggers of frozen money too, since no content changes."""

    model: type[models.Model]
    column: str

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    def rows(self, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]:
        return raw_rows(self.model, self.column, above=above, most=most, hold=hold)

    def keys(self, value: Any) -> Iterator[str]:
        yield under(value.encode())

    def turn(self, pk: int, value: Any) -> None:
        write_raw(self.model, self.column, pk, crypto.rotate(value))


@dataclass(frozen=True)
class Files(FieldKeys):
    """The encrypted files of documents: a new file, then the row, then the old file goes.

    A reader in between opens by the row again (`documents.open_pdf`). Accepted: a run killed between the two leaves
    one encrypted file that no row names.
    """

    label: str = "core.Document.file"

    def rows(self, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]:
        found = Document.objects.filter(pk__gt=above, encrypted=True).exclude(file="").order_by("pk")
        if hold:
            found = found.select_for_update(of=("self",), no_key=True, skip_locked=True)
        return [(document.pk, document) for document in found.defer("html")[:most]]

    def keys(self, value: Any) -> Iterator[str]:
        with value.file.open("rb") as stored:
            yield under(stored.read())

    def turn(self, pk: int, value: Any) -> None:
        old, storage = value.file.name, value.file.storage
        with value.file.open("rb") as stored:
            content = crypto.rotate_bytes(stored.read())
        wanted = f"{value.kind}/{value.slug}-{self.newest()}"
        if wanted != old and storage.exists(wanted):
            storage.delete(wanted)
        Document.objects.filter(pk=pk).update(file=storage.save(wanted, ContentFile(content)))
        transaction.on_commit(lambda: storage.delete(old))


STORES: Final[list[Callable[[], Store]]] = [Files]
"""What no column tells by its type; the rooms add theirs."""


def stores() -> list[Store]:
    kinds = (EncryptedTextField, EncryptedJSONField)
    columns = [
        Column(model, str(column.column))
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label)
        if not model._meta.proxy and model._meta.managed
        for column in model._meta.local_concrete_fields
        if isinstance(column, kinds)
    ]
    return [*columns, *(make() for make in STORES)]


@dataclass
class Left:
    """What one store holds, by the fingerprint of the key; what no key opens is under the empty one."""

    label: str
    newest: str
    found: Counter[str] = field(default_factory=Counter)
    turned: int = 0

    @property
    def old(self) -> int:
        return sum(count for key, count in self.found.items() if key not in {self.newest, ""})

    @property
    def unreadable(self) -> int:
        return self.found[""]


def run(store: Store, *, batch: int) -> int:
    """Moves what is under an older key; returns how many rows. Those held by others are tried in the next round."""
    turned = 0
    for _round in range(ROUNDS):
        turned += (now := _once(store, batch))
        if not now and not look(store, batch=batch).old:
            break
    return turned


def _once(store: Store, batch: int) -> int:
    above, turned = 0, 0
    while True:
        with transaction.atomic():
            rows = store.rows(above=above, most=batch, hold=True)
            for pk, value in rows:
                if set(store.keys(value)) - {store.newest(), ""}:
                    store.turn(pk, value)
                    turned += 1
        if not rows:
            return turned
        above = rows[-1][0]


def look(store: Store, *, batch: int = 500) -> Left:
    """Counts without changing anything."""
    left, above = Left(store.label, store.newest()), 0
    while rows := store.rows(above=above, most=batch, hold=False):
        for _pk, value in rows:
            left.found.update(store.keys(value))
        above = rows[-1][0]
    return left


def raw_rows(model: type[models.Model], column: str, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]:
    table, quoted = model._meta.db_table, connection.ops.quote_name
    end = "FOR NO KEY UPDATE SKIP LOCKED" if hold else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {quoted(column)} FROM {quoted(table)} WHERE id > %s AND {quoted(column)} IS NOT NULL "  # noqa: S608
            f"ORDER BY id LIMIT %s {end}",
            [above, most],
        )
        return list(cursor.fetchall())


def write_raw(model: type[models.Model], column: str, pk: int, value: str) -> None:
    """No trigger of the table runs for this one statement: neither the lock of an approved run nor the history."""
    quoted = connection.ops.quote_name
    ids = [trigger.get_pgid(model) for trigger in getattr(model._meta, "triggers", [])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(ids) + "}"])
        cursor.execute(
            f"UPDATE {quoted(model._meta.db_table)} SET {quoted(column)} = %s WHERE id = %s",  # noqa: S608
            [value, pk],
        )
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")
