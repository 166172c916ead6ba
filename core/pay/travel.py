"""Tax-free travel: kilometres, daily allowances, a volunteer's yearly caps (payroll.md 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from core.money import half_up
from core.pay.rates import Numbers, need

Vehicle = Literal["car", "motorcycle"]

HOUR: Final = 60
WHOLE_DAY: Final = 24 * HOUR
FULL_OVER: Final = 10 * HOUR
PART_OVER: Final = 6 * HOUR
LEFT_OVER_FROM: Final = 2 * HOUR
LEAST_KM_FROM_START: Final = 15
LEAST_KM_FROM_BOTH: Final = 5


def km_rate(rates: Numbers, *, passengers: int = 0, vehicle: Vehicle = "car") -> Decimal:
    """Euros a kilometre on the day of travel. Raises MissingRates."""
    code = f"km_{vehicle}"
    need(rates, [code, "km_extra_passenger"] if passengers else [code])
    return rates[code] + (rates["km_extra_passenger"] * passengers if passengers else 0)


def km_cents(km: Decimal, rates: Numbers, *, passengers: int = 0, vehicle: Vehicle = "car") -> int:
    """The tax-free most for the kilometres, in cents, half up. Raises MissingRates."""
    return half_up(km * km_rate(rates, passengers=passengers, vehicle=vehicle) * 100)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Full and part days of one trip and their tax-free sum in cents; `halved` of them for free meals."""

    full: int = 0
    part: int = 0
    halved: int = 0
    cents: int = 0


def is_far_enough(km_from_start: Decimal, km_from_other: Decimal) -> bool:
    """More than 15 km from where the trip began (home or workplace), and more than 5 km from the other too."""
    return km_from_start > LEAST_KM_FROM_START and km_from_other > LEAST_KM_FROM_BOTH


def daily_allowance(
    minutes: int, rates: Numbers, *, far_enough: bool = True, free_meals: Sequence[int] = ()
) -> Allowance:
    """The allowance of a trip of so many minutes. `free_meals`: how many free meals each travel day had.

    Over 6 h part, over 10 h full; after the last whole 24 h: from 2 h part, over 6 h full. Two free meals halve a full
    day, one a part day. Raises MissingRates.
    """
    kinds = _travel_days(minutes) if far_enough else []
    need(rates, {f"daily_allowance_{kind}" for kind in kinds})
    total, halved = 0, 0
    for number, kind in enumerate(kinds):
        cents = half_up(rates[f"daily_allowance_{kind}"] * 100)
        meals = free_meals[number] if number < len(free_meals) else 0
        half = meals >= (2 if kind == "full" else 1)
        total += half_up(Decimal(cents) / 2) if half else cents
        halved += half
    return Allowance(kinds.count("full"), kinds.count("part"), halved, total)


def _travel_days(minutes: int) -> list[str]:
    whole, rest = divmod(minutes, WHOLE_DAY)
    days = ["full"] * whole
    if rest > (PART_OVER if whole else FULL_OVER):
        return [*days, "full"]
    return [*days, "part"] if (rest >= LEFT_OVER_FROM if whole else rest > PART_OVER) else days


def meal_cents(meals: int, rates: Numbers) -> int:
    """Meal compensation, at most for two meals; only when the trip has no allowance. Raises MissingRates."""
    need(rates, ["meal_compensation"])
    return half_up(rates["meal_compensation"] * min(meals, 2) * 100)


@dataclass(frozen=True, slots=True)
class VolunteerRoom:
    """What one payer may still pay tax-free this calendar year to somebody without pay (TVL 71.3 §)."""

    days: int
    km_cents: int


def volunteer_room(days_used: int, km_cents_used: int, rates: Numbers) -> VolunteerRoom:
    """The yearly caps less what has been paid; never below zero. Raises MissingRates."""
    need(rates, ["volunteer_daily_allowance_annual_cap", "volunteer_km_annual_cap"])
    days = int(rates["volunteer_daily_allowance_annual_cap"]) - days_used
    cents = half_up(rates["volunteer_km_annual_cap"] * 100) - km_cents_used
    return VolunteerRoom(max(days, 0), max(cents, 0))
