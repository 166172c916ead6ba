"""Contributions of the employee and the employer (payroll.md 2.1–2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from core.money import half_up, percent_of
from core.pay.age import insured
from core.pay.rates import Numbers, need

Act = Literal["juel", "tyel"]
Why = Literal["", "profile", "age", "below_month_limit"]

PENSION: Final = "pension_employee_base"
PENSION_RAISED: Final = "pension_employee_53_62"
MONTH_LIMIT: Final = "pension_min_month_tyel"
UNEMPLOYMENT: Final = "unemployment_employee"
HEALTH: Final = "health_employer"
DAILY_ALLOWANCE: Final = "health_daily_allowance_employee_info"
EMPLOYER_JUEL: Final = "pension_employer_avg_keva_incl_equalisation"
TOTAL_TYEL: Final = "pension_total_tyel_contract_base"
ACCIDENT: Final = "accident_avg"
GROUP_LIFE: Final = "group_life_avg"
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Employer:
    """Which pension act binds the payer, and which of the two employer's unemployment rates it pays on the margin."""

    act: Act
    unemployment: Literal["low", "high"]

    @property
    def unemployment_code(self) -> str:
        return f"unemployment_employer_{self.unemployment}"


COUNTY: Final = Employer("juel", "high")
ASSOCIATION: Final = Employer("tyel", "low")
EMPLOYERS: Final[Mapping[str, Employer]] = {"county": COUNTY, "association": ASSOCIATION}
"""By `Bank.kind`."""


@dataclass(frozen=True, slots=True)
class Bases:
    """Cents subject to each insurance."""

    pension: int = 0
    unemployment: int = 0
    health: int = 0
    accident: int = 0

    def __add__(self, other: Bases) -> Bases:
        return Bases(
            self.pension + other.pension,
            self.unemployment + other.unemployment,
            self.health + other.health,
            self.accident + other.accident,
        )


@dataclass(frozen=True, slots=True)
class Month:
    """This payer's earlier pensionable pay for the same month of work, and how much of it pension was taken from."""

    earned_cents: int = 0
    collected_cents: int = 0


NO_MONTH: Final = Month()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One contribution; `why` says what made it nothing ("" when it is due)."""

    name: Literal["pension", "unemployment"]
    base_cents: int
    rate: Decimal
    cents: int
    why: Why = ""


def insured_bases(bases: Bases, birth_date: date, pay_date: date) -> Bases:
    """The bases with those left out whose age window is shut on the pay date. Accident has no age limit."""
    return Bases(
        pension=bases.pension if insured("pension", birth_date, pay_date) else 0,
        unemployment=bases.unemployment if insured("unemployment", birth_date, pay_date) else 0,
        health=bases.health if insured("health", birth_date, pay_date) else 0,
        accident=bases.accident,
    )


def pension_code(birth_date: date, pay_date: date) -> str:
    """Which row the employee's pension is taken from: the age rate's own row within 53–62, whatever it says then."""
    return PENSION_RAISED if insured("pension_raised", birth_date, pay_date) else PENSION


def month_base(pensionable_cents: int, month: Month, rates: Numbers) -> int:
    """TyEL's monthly limit (2.4): nothing below it; once over, the whole month's not yet collected pay."""
    need(rates, [MONTH_LIMIT])
    earned = month.earned_cents + pensionable_cents
    return earned - month.collected_cents if earned >= half_up(rates[MONTH_LIMIT] * 100) else 0


def pension(
    bases: Bases, birth_date: date, pay_date: date, rates: Numbers, act: Act, month: Month = NO_MONTH
) -> Contribution:
    """The employee's pension contribution of one payslip, rounded once. JuEL has no monthly limit."""
    if not bases.pension:
        return Contribution("pension", 0, ZERO, 0, "profile")
    if not insured("pension", birth_date, pay_date):
        return Contribution("pension", 0, ZERO, 0, "age")
    base = month_base(bases.pension, month, rates) if act == "tyel" else bases.pension
    if not base:
        return Contribution("pension", 0, ZERO, 0, "below_month_limit")
    code = pension_code(birth_date, pay_date)
    need(rates, [code])
    return Contribution("pension", base, rates[code], percent_of(base, rates[code]))


def unemployment(bases: Bases, birth_date: date, pay_date: date, rates: Numbers) -> Contribution:
    """The employee's unemployment contribution of one payslip; no monthly limit."""
    if not bases.unemployment:
        return Contribution("unemployment", 0, ZERO, 0, "profile")
    if not insured("unemployment", birth_date, pay_date):
        return Contribution("unemployment", 0, ZERO, 0, "age")
    need(rates, [UNEMPLOYMENT])
    rate = rates[UNEMPLOYMENT]
    return Contribution("unemployment", bases.unemployment, rate, percent_of(bases.unemployment, rate))


def employer_codes(bases: Bases, employer: Employer) -> frozenset[str]:
    """The rate codes that `employer_costs` reads for such bases."""
    codes: set[str] = set()
    if bases.pension:
        codes |= {EMPLOYER_JUEL} if employer.act == "juel" else {TOTAL_TYEL, PENSION}
    if bases.unemployment:
        codes.add(employer.unemployment_code)
    if bases.health:
        codes.add(HEALTH)
    if bases.accident:
        codes |= {ACCIDENT} if employer.act == "juel" else {ACCIDENT, GROUP_LIFE}
    return frozenset(codes)


def employer_costs(bases: Bases, rates: Numbers, employer: Employer) -> dict[str, int]:
    """The employer's parts in cents by kind, those that are due: pension, unemployment, health, accident, group_life.

    Booked from the month's (a batch's) summed `insured_bases`, not from summed payslips (2.3). TyEL's employer part
    is the total less the employee's basic rate; JuEL payers have no group life. Averages stand for the payer's own
    rates until it enters them. Raises MissingRates.
    """
    need(rates, employer_codes(bases, employer))
    parts: dict[str, int] = {}
    if bases.pension:
        juel = employer.act == "juel"
        parts["pension"] = percent_of(
            bases.pension, rates[EMPLOYER_JUEL] if juel else rates[TOTAL_TYEL] - rates[PENSION]
        )
    if bases.unemployment:
        parts["unemployment"] = percent_of(bases.unemployment, rates[employer.unemployment_code])
    if bases.health:
        parts["health"] = percent_of(bases.health, rates[HEALTH])
    if bases.accident:
        parts["accident"] = percent_of(bases.accident, rates[ACCIDENT])
        if employer.act == "tyel":
            parts["group_life"] = percent_of(bases.accident, rates[GROUP_LIFE])
    return parts


def daily_allowance_info(health_cents: int, rates: Numbers) -> int:
    """The daily-allowance contribution that is inside the withholding: shown on the payslip, never deducted (6.2)."""
    if not health_cents:
        return 0
    need(rates, [DAILY_ALLOWANCE])
    return percent_of(health_cents, rates[DAILY_ALLOWANCE])
