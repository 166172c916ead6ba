"""Lines of offers and reports as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from core.money import euros
from core.templatetags.kp import day, hours, in_hours
from orders.states import TRAVEL, LineKind


class Line(Protocol):
    """A line of an offer, of a report, or only priced."""

    @property
    def kind(self) -> str: ...
    @property
    def date(self) -> date: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_cents(self) -> int: ...
    @property
    def amount_cents(self) -> int: ...
    @property
    def from_place(self) -> str: ...
    @property
    def to_place(self) -> str: ...
    @property
    def km(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Row:
    label: str
    cents: int
    note: str = ""


class Unwritten:
    """A line not yet written, as rows are shown."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.__dict__.update(line)
        self.basis = line["offer_line"].basis if line.get("offer_line") else {}

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def unwritten(lines: Iterable[dict[str, Any]]) -> list[Line]:
    return [Unwritten(line) for line in lines]


def rows(lines: Iterable[Line]) -> list[Row]:
    return [row(line) for line in lines]


def fee_rows(lines: Iterable[Line]) -> list[Row]:
    return [row(line) for line in lines if line.kind not in TRAVEL]


def travel_rows(lines: Iterable[Line]) -> list[Row]:
    return [row(line) for line in lines if line.kind in TRAVEL]


def row(line: Line) -> Row:
    whole = getattr(line, "part_of_cents", None)
    found = _row(line)
    return replace(found, note=_("osa rivistä, koko rivi %(sum)s") % {"sum": euros(whole)}) if whole else found


def _row(line: Line) -> Row:
    if line.kind in {LineKind.PREPARATION, LineKind.PLANNING_MEETING}:
        return Row(_hours_label(line), line.amount_cents, _("%(unit)s tunnilta") % {"unit": euros(line.unit_cents)})
    if line.kind in TRAVEL:
        return Row(_travel_label(line), line.amount_cents, _travel_note(line))
    if _hourly(line) and _minutes(line) and line.kind == LineKind.WORK:
        said = {"hours": hours(in_hours(_minutes(line)))}
        return Row(_("Työ, %(hours)s") % said, line.amount_cents, _("viimeistään %(day)s") % {"day": day(line.date)})
    words = _("Peruuntunut työ, %(day)s") if line.kind == LineKind.CANCELLATION else _("Työ, %(day)s")
    minutes = _minutes(line)
    note = _("%(n)s minuuttia") % {"n": minutes} if minutes and not _hourly(line) else ""
    return Row(words % {"day": day(line.date)}, line.amount_cents, note)


def _minutes(line: Line) -> int:
    return getattr(line, "minutes", None) or getattr(line, "basis", {}).get("minutes") or 0


def _hourly(line: Line) -> bool:
    return bool(getattr(line, "hourly", False) or getattr(line, "basis", {}).get("hourly"))


def _hours_label(line: Line) -> str:
    said = _("Valmistelu %(hours)s") if line.kind == LineKind.PREPARATION else _("Ennakkotapaaminen %(hours)s")
    return said % {"hours": hours(line.quantity)}


def _travel_label(line: Line) -> str:
    what = _("Kilometrit") if line.kind == LineKind.KM else _("Matkalippu")
    return _("%(what)s, %(day)s") % {"what": what, "day": day(line.date)}


def _travel_note(line: Line) -> str:
    way = f"{line.from_place}–{line.to_place}" if line.from_place and line.to_place else ""
    if line.kind != LineKind.KM or line.km is None:
        return way
    length = f"{line.km.normalize():f} km".replace(".", ",")
    return f"{way}, {length} × {euros(line.unit_cents)}" if way else f"{length} × {euros(line.unit_cents)}"
