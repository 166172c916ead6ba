"""Which insurances a person's age opens, by calendar month (payroll.md 2.2)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

Insurance = Literal["pension", "pension_raised", "unemployment", "health"]


@dataclass(frozen=True, slots=True)
class AgeRule:
    """From the 1st of the month after the `after` birthday to the end of the month of the `until` birthday."""

    insurance: Insurance
    born_from: int
    born_to: int
    after: int
    until: int


RULES: Final = (
    AgeRule("pension", 0, 1957, 17, 68),
    AgeRule("pension", 1958, 1961, 17, 69),
    AgeRule("pension", 1962, 9999, 17, 70),
    AgeRule("pension_raised", 0, 9999, 53, 63),
    AgeRule("unemployment", 0, 9999, 18, 65),
    AgeRule("health", 0, 9999, 16, 68),
)


@dataclass(frozen=True, slots=True)
class Window:
    """Both days belong to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@lru_cache(maxsize=16_384)
def window(insurance: Insurance, birth_date: date) -> Window:
    """The days on which pay is subject to the insurance. Only months count, so 29 February needs no rule."""
    rule = next(r for r in RULES if r.insurance == insurance and r.born_from <= birth_date.year <= r.born_to)
    return Window(_month_after(birth_date, rule.after), _month_end(birth_date, rule.until))


def insured(insurance: Insurance, birth_date: date, pay_date: date) -> bool:
    """Whether the age window is open on the pay date."""
    return pay_date in window(insurance, birth_date)


def age_on(birth_date: date, day: date) -> int:
    """Full years; somebody born on 29 February has the birthday on 28 February in common years."""
    birthday = min(birth_date.day, monthrange(day.year, birth_date.month)[1])
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birthday))


def _month_after(birth_date: date, years: int) -> date:
    year, month = birth_date.year + years, birth_date.month
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


def _month_end(birth_date: date, years: int) -> date:
    year = birth_date.year + years
    return date(year, birth_date.month, monthrange(year, birth_date.month)[1])
