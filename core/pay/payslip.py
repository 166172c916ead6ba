"""One person's pay on one pay day, each figure with the parts it came from (payroll.md 1.2, 1.5, 6.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.money import percent_of
from core.pay import contributions, profiles, withholding
from core.pay.contributions import NO_MONTH, Bases, Contribution, Employer, Month
from core.pay.profiles import Nature, Treatment
from core.pay.rates import Numbers, need
from core.pay.withholding import TaxCard, Withholding


@dataclass(frozen=True, slots=True)
class PayLine:
    """A fee line as it comes in. `taxable`: None: the profile decides; True: travel becomes pay. `ref`: its own key."""

    kind: str
    amount_cents: int
    profile: str
    nature: Nature = "lecture"
    taxable: bool | None = None
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class ComputedLine:
    """A line with what it is."""

    line: PayLine
    treatment: Treatment

    @property
    def amount_cents(self) -> int:
        return self.line.amount_cents

    @property
    def taxable(self) -> bool:
        return self.treatment.taxable

    @property
    def income_code(self) -> str:
        return self.treatment.income_code


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the explanation: `base_cents` at `rate` percent makes `cents` (rounded alone, for reading only).

    `what`: withholding_base, withholding_additional, pension, unemployment, daily_allowance (inside the withholding),
    not_covered (owed but more than the taxable pay: taken off the deductions, no debt). `why` for a zero:
    profile, age, below_month_limit; for withholding: card, no_card, source_tax, nothing_taxable.
    """

    what: str
    base_cents: int
    rate: Decimal
    cents: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """All in cents. gross (taxable) + expenses (tax-free) − withholding − pension − unemployment = net ≥ 0."""

    pay_date: date
    lines: tuple[ComputedLine, ...]
    gross_cents: int
    expenses_cents: int
    withholding: Withholding
    withholding_cents: int
    pension: Contribution
    pension_cents: int
    unemployment: Contribution
    unemployment_cents: int
    daily_allowance_cents: int
    bases: Bases
    employer: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @property
    def taxable_cents(self) -> int:
        return self.gross_cents

    @property
    def deductions_cents(self) -> int:
        return self.withholding_cents + self.pension_cents + self.unemployment_cents

    @property
    def net_cents(self) -> int:
        return self.gross_cents + self.expenses_cents - self.deductions_cents

    def basis(self) -> dict[str, Any]:
        """For keeping on the payslip row, JSON-able; Decimals as text: the card's numbers, used before, the parts."""
        taken = self.withholding
        return {
            "why": taken.why,
            "card": taken.card,
            "base": str(taken.base),
            "additional": str(taken.additional),
            "limit_cents": taken.limit_cents,
            "used_before_cents": taken.used_before_cents,
            "at_base_cents": taken.at_base_cents,
            "at_additional_cents": taken.at_additional_cents,
            "daily_allowance_cents": self.daily_allowance_cents,
            "bases": {name: getattr(self.bases, name) for name in ("pension", "unemployment", "health", "accident")},
            "parts": [
                {"what": p.what, "base_cents": p.base_cents, "rate": str(p.rate), "cents": p.cents, "why": p.why}
                for p in self.parts
            ],
        }


def compute(
    lines: Sequence[PayLine],
    *,
    card: TaxCard | None,
    used_cents: int,
    birth_date: date,
    pay_date: date,
    rates: Numbers,
    employer: Employer,
    month: Month = NO_MONTH,
) -> Computed:
    """One payslip of one person on one pay date.

    `card`: as `withholding.select_card` found it (None → 60 %); `used_cents`: what earlier payslips took of its
    limit, without its opening figure; `rates`: numbers of the pay date, at least `codes_needed`; `month`: for TyEL's
    monthly limit. Raises DomainError for lines of two cards in one payslip, for a line that its profile does not know,
    and when corrections bring the taxable or tax-free sum below zero; MissingRates.
    """
    treated = _treated(lines, pay_date)
    need(rates, _codes(treated, card, birth_date, pay_date, employer))
    gross, _expenses = _sums(treated)
    insured = contributions.insured_bases(_bases(treated), birth_date, pay_date)
    withheld = withholding.withhold(gross, _fitting(card, treated), used_cents, rates)
    pension = contributions.pension(_bases(treated), birth_date, pay_date, rates, employer.act, month)
    unemployment = contributions.unemployment(_bases(treated), birth_date, pay_date, rates)
    return _settled(pay_date, treated, withheld, pension, unemployment, insured, rates, employer)


def _settled(
    pay_date: date,
    lines: tuple[ComputedLine, ...],
    withheld: Withholding,
    pension: Contribution,
    unemployment: Contribution,
    insured: Bases,
    rates: Numbers,
    employer: Employer,
) -> Computed:
    """What of the owed is taken, what is left in hand, and the employer's side."""
    gross, expenses = _sums(lines)
    tax, pension_cents, unemployment_cents = _covered(gross, withheld.withheld_cents, pension.cents, unemployment.cents)
    owed = withheld.withheld_cents + pension.cents + unemployment.cents
    not_covered = owed - tax - pension_cents - unemployment_cents
    allowance = contributions.daily_allowance_info(insured.health, rates)
    bases = _employer_bases(insured, pension)
    return Computed(
        pay_date=pay_date,
        lines=lines,
        gross_cents=gross,
        expenses_cents=expenses,
        withholding=withheld,
        withholding_cents=tax,
        pension=pension,
        pension_cents=pension_cents,
        unemployment=unemployment,
        unemployment_cents=unemployment_cents,
        daily_allowance_cents=allowance,
        bases=bases,
        employer=contributions.employer_costs(bases, rates, employer),
        parts=_parts(withheld, pension, unemployment, insured, allowance, rates, not_covered),
    )


def _sums(lines: Sequence[ComputedLine]) -> tuple[int, int]:
    """Taxable, then tax-free."""
    gross = sum(line.amount_cents for line in lines if line.taxable)
    expenses = sum(line.amount_cents for line in lines if not line.taxable)
    if gross < 0 or expenses < 0:
        raise DomainError(_("Oikaisut veisivät laskelman miinukselle. Jätä osa seuraavaan."), "below_zero")
    return gross, expenses


def codes_needed(
    lines: Iterable[PayLine], *, card: TaxCard | None, birth_date: date, pay_date: date, employer: Employer
) -> frozenset[str]:
    """The rate codes `compute` reads for these: what a batch asks for, all at once, before it draws anything."""
    return _codes(_treated(lines, pay_date), card, birth_date, pay_date, employer)


def _codes(
    treated: tuple[ComputedLine, ...], card: TaxCard | None, birth_date: date, pay_date: date, employer: Employer
) -> frozenset[str]:
    bases = contributions.insured_bases(_bases(treated), birth_date, pay_date)
    codes = set(contributions.employer_codes(bases, employer))
    if bases.pension:
        codes.add(contributions.pension_code(birth_date, pay_date))
        codes |= {contributions.MONTH_LIMIT} if employer.act == "tyel" else set()
    if bases.unemployment:
        codes.add(contributions.UNEMPLOYMENT)
    if bases.health:
        codes.add(contributions.DAILY_ALLOWANCE)
    if card is None and any(line.taxable and line.amount_cents for line in treated):
        codes.add(withholding.NO_CARD)
    return frozenset(codes)


def _treated(lines: Iterable[PayLine], pay_date: date) -> tuple[ComputedLine, ...]:
    return tuple(
        ComputedLine(
            line, profiles.treatment(line.profile, line.kind, on=pay_date, nature=line.nature, taxable=line.taxable)
        )
        for line in lines
    )


def _bases(lines: Iterable[ComputedLine]) -> Bases:
    pension = unemployment = health = accident = 0
    for line in lines:
        rule, cents = line.treatment, line.amount_cents
        pension += cents * rule.pension
        unemployment += cents * rule.unemployment
        health += cents * rule.health
        accident += cents * rule.accident
    return Bases(pension, unemployment, health, accident)


def _employer_bases(bases: Bases, pension: Contribution) -> Bases:
    """The employer's pension follows what was insured for the employee: the monthly limit, the caught-up month."""
    return Bases(pension.base_cents, bases.unemployment, bases.health, bases.accident)


def _fitting(card: TaxCard | None, lines: Iterable[ComputedLine]) -> TaxCard | None:
    kinds = {profiles.profile(line.line.profile).card for line in lines if line.taxable}
    if len(kinds) > 1:
        raise DomainError(_("Palkka ja työkorvaus kuuluvat eri laskelmille."), "two_cards")
    if card and kinds and card.kind not in kinds:
        raise DomainError(_("Tämä verokortti ei sovi tähän maksuun."), "wrong_card")
    return card


def _covered(gross: int, withheld: int, pension: int, unemployment: int) -> tuple[int, int, int]:
    """No debt is made of what the taxable pay does not cover (1.1 rule 17); tax comes first, expenses stay whole."""
    tax = min(withheld, gross)
    pension_taken = min(pension, gross - tax)
    return tax, pension_taken, min(unemployment, gross - tax - pension_taken)


def _parts(
    withheld: Withholding,
    pension: Contribution,
    unemployment: Contribution,
    bases: Bases,
    allowance: int,
    rates: Numbers,
    not_covered: int,
) -> tuple[Part, ...]:
    at_base = percent_of(withheld.at_base_cents, withheld.base)
    base_part = Part("withholding_base", withheld.at_base_cents, withheld.base, at_base, withheld.why)
    parts = [base_part]
    if over := withheld.at_additional_cents:
        cents = withheld.withheld_cents - at_base
        parts.append(Part("withholding_additional", over, withheld.additional, cents, withheld.why))
    parts += [Part(c.name, c.base_cents, c.rate, c.cents, c.why) for c in (pension, unemployment)]
    if allowance:
        parts.append(Part("daily_allowance", bases.health, rates[contributions.DAILY_ALLOWANCE], allowance))
    if not_covered:
        parts.append(Part("not_covered", 0, Decimal(0), not_covered))
    return tuple(parts)
