"""What has been changed of one unit, cost centre, organisation or person: by whom, when, why, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import audit
from core.lists import Cents, said
from core.models import AuditEntry
from core.querysets import label

MOST: Final = 50
PEOPLE: Final = frozenset({"approver", "deputy", "second_approver"})
FIELDS: Final[dict[str, str | Promise]] = {
    "name": _("Nimi"),
    "municipality": _("Kunta"),
    "parent": _("Kuuluu yksikköön"),
    "ended_on": _("Viimeinen päivä"),
    "code": _("Tunnus"),
    "approver": _("Hyväksyjä"),
    "deputy": _("Varahenkilö"),
    "second_approver": _("Toinen hyväksyjä"),
    "limit_cents": _("Raja"),
    "kind": _("Muoto"),
    "business_id": _("Y-tunnus"),
}


CHANGES: Final = ("add_person", "change_person", "add_unit", "change_unit", "change_organisation")
CENTRES: Final = ("add_cost_centre", "name_approvers", "change_cost_centre")
VERBS: Final = [f"accounts.{verb}" for verb in (*CHANGES, *CENTRES)]


@dataclass(frozen=True)
class Entry:
    at: datetime
    by: str
    words: str
    why: str
    changes: list[str]


def state_of(row: models.Model, *names: str) -> dict[str, Any]:
    """The fields as audit may keep them: plain values, people by their number."""
    return {name: _plain(row, name) for name in names}


def _plain(row: Any, name: str) -> Any:
    if name in PEOPLE:
        return getattr(row, f"{name}_id")
    value = getattr(row, name)
    return value if value is None or isinstance(value, int) else str(value)


def difference(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """For the audit's `data`: only what changed."""
    return {"changed": {name: [was[name], now[name]] for name in now if was[name] != now[name]}}


def of(row: models.Model) -> list[Entry]:
    """Newest first; two questions."""
    found = AuditEntry.objects.filter(object_label=label(row), object_id=row.pk, verb__in=VERBS)
    entries = list(found.select_related("by").order_by("-pk")[:MOST])
    names = _names(entries)
    return [Entry(e.at, e.by.name if e.by else "", audit.said(e), e.reason, _changes(e, names)) for e in entries]


def _changed(entry: AuditEntry) -> dict[str, list[Any]]:
    found = entry.data.get("changed", {})
    return found if isinstance(found, dict) else {}


def _names(entries: list[AuditEntry]) -> dict[int, str]:
    ids = {pk for e in entries for name, pair in _changed(e).items() if name in PEOPLE for pk in pair if pk}
    return {person.pk: person.name for person in Person.objects.get_queryset().filter(pk__in=ids)}


def _changes(entry: AuditEntry, names: dict[int, str]) -> list[str]:
    return [
        f"{FIELDS.get(name, name)}: {_said(name, was, names)} → {_said(name, now, names)}"
        for name, (was, now) in _changed(entry).items()
    ]


def _said(name: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, ""):
        return "–"
    if name in PEOPLE:
        return names.get(value, "–")
    if name == "limit_cents":
        return said(Cents(value))
    return f"{date.fromisoformat(value):%-d.%-m.%Y}" if name == "ended_on" else str(value)
