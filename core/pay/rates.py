"""Dated numbers of the law, as data: which value holds on a day, and what is missing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

SEED: Final = Path(__file__).resolve().parent.parent / "data" / "rates-seed.csv"

Numbers = Mapping[str, Decimal]
"""Code → value in the row's own unit (percent, eur, eur/km …), all of one day. `core.policy.Rates` is one."""


class MissingRates(DomainError):
    """`codes` names everything that must be entered, not the first one only; `day` the pay day when it is known."""

    def __init__(self, codes: Iterable[str], day: date | None = None) -> None:
        self.codes, self.day = sorted(set(codes)), day
        names = ", ".join(self.codes)
        if day is None:
            said = _("Laskelmasta puuttuu lukuja: %(codes)s. Lisää luvut ja yritä uudelleen.") % {"codes": names}
        else:
            text = _("Näiltä luvuilta puuttuu arvo päivälle %(day)s: %(codes)s. Lisää luvut ja yritä uudelleen.")
            said = text % {"day": f"{day.day}.{day.month}.{day.year}", "codes": names}
        super().__init__(said, "rates_missing")


@dataclass(frozen=True, slots=True)
class RateRow:
    """One line of rates-seed.csv. Both days belong to the range; no `valid_to` means that it still holds."""

    code: str
    valid_from: date
    valid_to: date | None
    value: Decimal
    unit: str = ""
    confidence: str = ""
    source: str = ""

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class DayRates(dict[str, Decimal]):
    """The numbers of one day. `borrowed` are the codes whose last known value stands in for a missing one."""

    borrowed: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()

    @property
    def is_estimate(self) -> bool:
        return bool(self.borrowed)


class RateTable:
    """All rows of all codes. Raises ValueError when two rows of one code overlap."""

    def __init__(self, rows: Iterable[RateRow]) -> None:
        self._rows: dict[str, list[RateRow]] = {}
        for row in sorted(rows, key=lambda r: (r.code, r.valid_from)):
            mine = self._rows.setdefault(row.code, [])
            if mine and mine[-1].holds(row.valid_from):
                raise ValueError(f"{row.code} has two values on {row.valid_from}")
            mine.append(row)

    def on(self, day: date, codes: Iterable[str]) -> DayRates:
        """Exactly these codes on the day. Raises MissingRates with all that have no row (model.md §5)."""
        found = {code: self._row(code, day) for code in codes}
        if missing := [code for code, row in found.items() if row is None]:
            raise MissingRates(missing, day)
        return _day_rates([row for row in found.values() if row], day)

    def latest(self, day: date) -> DayRates:
        """Every code's value of the day, else its last earlier one: for estimates, which must say `is_estimate`."""
        begun = ([r for r in rows if r.valid_from <= day] for rows in self._rows.values())
        return _day_rates([rows[-1] for rows in begun if rows], day)

    def _row(self, code: str, day: date) -> RateRow | None:
        return next((row for row in self._rows.get(code, ()) if row.holds(day)), None)


def _day_rates(rows: list[RateRow], day: date) -> DayRates:
    made = DayRates((row.code, row.value) for row in rows)
    made.borrowed = frozenset(row.code for row in rows if not row.holds(day))
    made.confidences = frozenset(row.confidence for row in rows)
    return made


def read_rows(path: Path = SEED) -> list[RateRow]:
    """The rows of a `;` separated file like core/data/rates-seed.csv, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row_of(line) for line in csv.DictReader(file, delimiter=";")]


def _row_of(line: dict[str, str]) -> RateRow:
    return RateRow(
        code=line["code"],
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
        value=Decimal(line["value"]),
        unit=line["unit"],
        confidence=line["confidence"],
        source=line["source"],
    )


def need(rates: Numbers, codes: Iterable[str]) -> None:
    """Raises MissingRates with every one of the codes that the numbers lack."""
    if missing := [code for code in codes if code not in rates]:
        raise MissingRates(missing)
