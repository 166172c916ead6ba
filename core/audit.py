"""Who did what, and who looked at whose data. The only gate through which a GET may write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.functional import Promise

from core.models import AuditEntry
from core.querysets import VIEWED, label

if TYPE_CHECKING:
    from accounts.models import Person

_open: ContextVar[bool] = ContextVar("audit_gate_open", default=False)
_words: dict[str, str | Promise] = {}
_of_others: dict[str, str | Promise] = {}


def log(
    by: Person | None,
    verb: str,
    obj: models.Model,
    *,
    about: Person | None = None,
    data: dict[str, Any] | None = None,
    acting_for: Person | None = None,
    reason: str = "",
) -> AuditEntry:
    """Written in the verb's own transaction. `data` carries names, dates and numbers, never contents."""
    return AuditEntry.objects.create(
        by_id=by.pk if by else None,
        verb=verb,
        object_label=label(obj),
        object_id=obj.pk,
        about_id=about.pk if about else None,
        data=data or {},
        acting_for_id=acting_for.pk if acting_for else None,
        reason=str(reason),
    )


def viewed(by: Person, what: str, people: Iterable[Person], obj: models.Model | None = None) -> None:
    """One bulk write, before the page is rendered: `by` saw `what` of each of `people`. Own looks are not written."""
    seen = {person.pk: person for person in people if person.pk != by.pk}
    rows = [_view(by, what, person, obj or person) for person in seen.values()]
    if rows:
        with viewing():
            AuditEntry.objects.bulk_create(rows)


def _view(by: Person, what: str, person: Person, obj: models.Model) -> AuditEntry:
    return AuditEntry(by_id=by.pk, verb=VIEWED + what, about_id=person.pk, object_label=label(obj), object_id=obj.pk)


@contextmanager
def viewing() -> Iterator[None]:
    """Opens the gate for audit rows under a safe method; whatever else is written inside is still refused."""
    token = _open.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _open.reset(token)


def gate_is_open() -> bool:
    return _open.get()


def word(what: str, words: str | Promise, *, of_others: str | Promise = "") -> None:
    """The owning room says in the person's language what was seen, or what a verb did.

    `of_others`: the same of a look at somebody else's data, for whoever reads the whole trail.
    """
    _words[what] = words
    if of_others:
        _of_others[what] = of_others


def words(table: Mapping[str, str | Promise]) -> None:
    """Many at once. A key `verb:value` speaks for entries whose data hold that value; `verb_` for all that begin so."""
    _words.update(table)


def said(entry: AuditEntry, to: Person | None = None) -> str:
    """In words for the reader: a look at one's own data speaks to oneself, at another's of the other."""
    what = entry.verb.removeprefix(VIEWED)
    if to is not None and entry.about_id != to.pk and what in _of_others:
        return str(_of_others[what])
    told = (_words.get(f"{what}:{value}") for value in entry.data.values() if isinstance(value, str | bool))
    return str(next(filter(None, told), None) or _words.get(what) or _stem(what))


def _stem(what: str) -> str | Promise:
    return _words.get(what[: what.rfind("_") + 1], what)
