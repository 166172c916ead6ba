"""Payment profiles A–I: what each kind of line is in each of them (payroll.md 2.5, 2.6; the table is profiles.csv).

The legal basis of the gig decides, not the person. A changed law is a further version of the table with its own first
day; frozen offers keep the version of their day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

Payer = Literal["any", "county", "association", "non_profit"]
Card = Literal["wage", "trade", "none"]
Nature = Literal["lecture", "meeting"]

TABLE: Final = Path(__file__).resolve().parent / "profiles.csv"
FEE_KINDS: Final = frozenset({"work", "preparation", "planning_meeting", "cancellation", "support"})
EXPENSE_KINDS: Final = {
    "km": "km",
    "ticket": "ticket",
    "daily_allowance_full": "daily_allowance",
    "daily_allowance_part": "daily_allowance",
    "meal": "meal",
}


class ProfileNotReady(DomainError):
    """A batch has lines of a profile that it cannot pay yet."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`tax_free_travel`: yes, no, or capped by the year. `in_batch`: the batch of this version may pay it."""

    letter: str
    words: str | Promise
    payer: Payer
    card: Card
    tax_free_travel: Literal["yes", "no", "capped"]
    holiday_compensation: bool = False
    in_batch: bool = False


PROFILES: Final = {
    profile.letter: profile
    for profile in (
        Profile("A", _("Työsuhteinen keikka"), "any", "wage", "yes", holiday_compensation=True),
        Profile("B", _("Kokouspalkkio, ei työsuhdetta"), "association", "wage", "yes", in_batch=True),
        Profile("C", _("Luentopalkkio, ei työsuhdetta"), "association", "wage", "yes", in_batch=True),
        Profile("D", _("Palkkio palkkana, ei työsuhdetta"), "county", "wage", "yes", in_batch=True),
        Profile("E", _("Työkorvaus hyvinvointialueelta"), "county", "trade", "no"),
        Profile("F", _("Työkorvaus yhdistykseltä"), "association", "trade", "no"),
        Profile("G", _("Lasku, ennakkoperintärekisterissä"), "any", "none", "no"),
        Profile("H", _("Vapaaehtoinen, vain kulut"), "non_profit", "none", "capped"),
        Profile("I", _("Julkisen toimijan vapaaehtoinen, vain kulut"), "county", "none", "capped"),
    )
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one line is: taxable or not, in which bases, under which income type, with which InsuranceData.

    `income_code` "" means that the line is not reported (tickets against receipts). `insurance_data` holds pairs of
    the register's InsuranceCode and whether it is included.
    """

    version: int
    taxable: bool
    pension: bool
    unemployment: bool
    health: bool
    accident: bool
    income_code: str
    insurance_data: tuple[tuple[str, bool], ...] = ()


def told(letter: str) -> str:
    """«Palkkio palkkana, ei työsuhdetta (D)»; a letter that is no profile stays itself."""
    return f"{PROFILES[letter].words} ({letter})" if letter in PROFILES else letter


def profile(letter: str) -> Profile:
    """Raises DomainError for a letter that is not A–I."""
    found = PROFILES.get(letter)
    if found is None:
        raise DomainError(_("Tuntematon maksuprofiili: %(letter)s.") % {"letter": letter}, "unknown_profile")
    return found


def require_in_batch(letters: Iterable[str]) -> None:
    """Raises ProfileNotReady, which names every profile among these that the batch cannot pay yet."""
    refused = sorted({letter for letter in letters if not profile(letter).in_batch})
    if refused:
        names = ", ".join(f"{letter} ({profile(letter).words})" for letter in refused)
        text = _("Palkka-ajo ei vielä maksa profiileja: %(names)s. Maksa ne toistaiseksi omassa palkkajärjestelmässä.")
        raise ProfileNotReady(text % {"names": names}, "profile_not_ready")


@lru_cache(maxsize=4_096)
def treatment(
    letter: str, kind: str, *, on: date, nature: Nature = "lecture", taxable: bool | None = None
) -> Treatment:
    """How a line of the kind is treated under the profile on the day.

    `kind`: work, preparation, planning_meeting, cancellation, holiday_compensation, km, ticket,
    daily_allowance_full, daily_allowance_part, meal. `taxable=True` on travel: an excess, or nothing to show for it.
    Where travel is never tax-free (E, F) it is taxable without asking. Raises DomainError when the profile knows no
    such line.
    """
    name = profile(letter).words
    rows = _table(on)
    for row in _row_names(kind, taxable):
        found = rows.get((letter, row, nature)) or rows.get((letter, row, "*"))
        if found:
            return found
    text = _("Profiiliin %(profile)s ei kuulu tällaista riviä: %(kind)s.")
    raise DomainError(text % {"profile": f"{letter} ({name})", "kind": kind}, "no_such_line")


def _row_names(kind: str, taxable: bool | None) -> list[str]:
    if kind in FEE_KINDS:
        return ["fee"]
    row = EXPENSE_KINDS.get(kind)
    if row is None:
        return [kind]
    over = f"{'km' if row == 'km' else 'ticket'}_taxable"
    if taxable:
        return [over]
    return [row, over] if taxable is None or row in {"km", "ticket"} else [row]


@cache
def _versions() -> dict[int, tuple[date, dict[tuple[str, str, str], Treatment]]]:
    found: dict[int, tuple[date, dict[tuple[str, str, str], Treatment]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter=";"):
            version = int(line["version"])
            _start, rows = found.setdefault(version, (date.fromisoformat(line["valid_from"]), {}))
            rows[line["profile"], line["kind"], line["nature"]] = _treatment_of(version, line)
    return found


def _table(on: date) -> dict[tuple[str, str, str], Treatment]:
    begun = [(start, rows) for start, rows in _versions().values() if start <= on]
    if not begun:
        raise DomainError(_("Maksuprofiileilla ei ole taulukkoa näin varhaiselle päivälle."), "no_profile_table")
    return max(begun, key=lambda version: version[0])[1]


def _treatment_of(version: int, line: dict[str, str]) -> Treatment:
    pairs = (pair.split("=") for pair in line["insurance_data"].split(",") if pair)
    flags = {name: line[name] == "1" for name in ("taxable", "pension", "unemployment", "health", "accident")}
    data = tuple((code, value == "true") for code, value in pairs)
    return Treatment(version=version, income_code=line["income_code"], insurance_data=data, **flags)
