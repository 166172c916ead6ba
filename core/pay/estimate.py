"""Estimates before anything is agreed: an expert's net, an order's employer costs. Same law as the payslip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.pay import contributions, payslip, profiles
from core.pay.contributions import COUNTY, Bases, Employer, Month
from core.pay.payslip import Computed, PayLine
from core.pay.profiles import Nature
from core.pay.rates import Numbers
from core.pay.withholding import TaxCard

AGE = 40
"""The age an order is priced for (model.md §2): every insurance's window is open."""


@dataclass(frozen=True, slots=True)
class NetEstimate:
    """`borrowed`: codes whose last known value stood in for the pay day's; when any, the page says so."""

    payslip: Computed
    borrowed: frozenset[str]

    @property
    def net_cents(self) -> int:
        return self.payslip.net_cents

    @property
    def is_estimate(self) -> bool:
        return bool(self.borrowed)


def net(
    gross_cents: int,
    *,
    profile: str,
    card: TaxCard | None,
    used_cents: int,
    birth_date: date | None,
    pay_date: date,
    rates: Numbers,
    employer: Employer = COUNTY,
    nature: Nature = "lecture",
    expenses_cents: int = 0,
) -> NetEstimate:
    """What a fee leaves in hand, for the expert's own eyes, computed when shown. Cents.

    Without a birth date a person of 40 is meant. TyEL's monthly limit counts as passed (the lower net). `rates`: of
    the pay day, or the latest known with their `borrowed` (core.policy.Rates.latest, RateTable.latest).
    Raises MissingRates when a code has never had a value.
    """
    lines = [PayLine("work", gross_cents, profile, nature)]
    if expenses_cents:
        lines.append(PayLine("ticket", expenses_cents, profile, nature))
    born = birth_date or date(pay_date.year - AGE, 1, 1)
    found = payslip.compute(
        lines,
        card=card,
        used_cents=used_cents,
        birth_date=born,
        pay_date=pay_date,
        rates=rates,
        employer=employer,
        month=_passed(),
    )
    needed = payslip.codes_needed(lines, card=card, birth_date=born, pay_date=pay_date, employer=employer)
    return NetEstimate(found, getattr(rates, "borrowed", frozenset()) & needed)


def employer_cost(taxable_cents: int, *, profile: str, rates: Numbers, employer: Employer = COUNTY) -> int:
    """Cents that the employer pays on top of a fee for a person of 40. Raises MissingRates."""
    return sum(employer_parts(taxable_cents, profile=profile, rates=rates, employer=employer).values())


def employer_parts(taxable_cents: int, *, profile: str, rates: Numbers, employer: Employer = COUNTY) -> dict[str, int]:
    """As employer_cost, by kind: pension, unemployment, health, accident, group_life."""
    rule = profiles.treatment(profile, "work", on=date.max)
    bases = Bases(
        taxable_cents * rule.pension,
        taxable_cents * rule.unemployment,
        taxable_cents * rule.health,
        taxable_cents * rule.accident,
    )
    return contributions.employer_costs(bases, rates, employer)


def _passed() -> Month:
    over = 10**9
    return Month(earned_cents=over, collected_cents=over)
