"""Tax withholding by card (payroll.md 1.1, 1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from core.money import half_up, percent_of
from core.pay.rates import Numbers, need

CardKind = Literal["wage", "trade", "source_tax"]
Why = Literal["card", "no_card", "nothing_taxable", "source_tax", "company", "registered"]

NO_CARD: Final = "withholding_no_card"
COMPANY: Final = "withholding_company_not_in_register"
SOURCE_TAX: Final = "source_tax_nonresident"
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class TaxCard:
    """The numbers of a card, rates in percent. Without a limit everything is at the base rate.

    `opening_used_cents` counts against the limit before any payslip of ours; `ref` is the row's own key.
    """

    kind: CardKind
    valid_from: date
    valid_to: date
    base: Decimal
    additional: Decimal
    limit_cents: int | None = None
    opening_used_cents: int = 0
    received_on: date | None = None
    ref: int | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is withheld and how it came about; all sums in cents, `withheld_cents` rounded once.

    `room_cents` is what the limit had left before this payment; None when the card has no limit or there is none.
    """

    taxable_cents: int
    withheld_cents: int
    why: Why
    base: Decimal = ZERO
    additional: Decimal = ZERO
    at_base_cents: int = 0
    at_additional_cents: int = 0
    used_before_cents: int = 0
    limit_cents: int | None = None
    card: int | None = None

    @property
    def room_cents(self) -> int | None:
        return None if self.limit_cents is None else max(self.limit_cents - self.used_before_cents, 0)

    @property
    def income_code(self) -> str:
        """402, or 404 for tax at source (payroll.md 4.5)."""
        return "404" if self.why == "source_tax" else "402"


def select_card(
    cards: Iterable[TaxCard], kind: CardKind, pay_date: date, *, january_grace: bool = False
) -> TaxCard | None:
    """The card of the kind that holds on the pay date: the latest start, then the latest received; None → 60 %.

    With `january_grace` (policy, off by default; rule 7) last year's card serves in January, its limit begun anew.
    """
    mine = [card for card in cards if card.kind == kind]
    found = max((card for card in mine if card.holds(pay_date)), key=_newest, default=None)
    if found or not january_grace or pay_date.month != 1:
        return found
    new_year = date(pay_date.year, 1, 1)
    old = [card for card in mine if card.valid_to == date(pay_date.year - 1, 12, 31)]
    last = max(old, key=_newest, default=None)
    if last is None:
        return None
    return replace(last, valid_from=new_year, valid_to=date(pay_date.year, 1, 31), opening_used_cents=0)


def _newest(card: TaxCard) -> tuple[date, date, int]:
    return card.valid_from, card.received_on or card.valid_from, card.ref or 0


def used_since(card: TaxCard, earlier: Iterable[tuple[date, int]], *, from_delivery: bool = False) -> int:
    """Cents counted against the limit: earlier payments as (pay date, taxable cents) since the card's start.

    The caller gives the payments that come before this one, reversed ones left out. `from_delivery` leaves out what
    was paid before the card arrived (policy, rule 5). The card's opening figure is added by `withhold`, not here.
    """
    start = max(card.valid_from, card.received_on or card.valid_from) if from_delivery else card.valid_from
    return sum(cents for paid, cents in earlier if paid >= start)


def withhold(taxable_cents: int, card: TaxCard | None, used_cents: int, rates: Numbers) -> Withholding:
    """Algorithm 1.2. `taxable_cents` ≥ 0 is the payslip's whole base; without a card the 60 % row is used.

    Raises ValueError for a negative base, MissingRates when there is no card and no row for that.
    """
    if taxable_cents < 0:
        raise ValueError("nothing can be withheld from less than nothing")
    if taxable_cents == 0:
        return Withholding(0, 0, "nothing_taxable")
    if card is None:
        return _flat(taxable_cents, NO_CARD, "no_card", rates)
    used = used_cents + card.opening_used_cents
    at_base = taxable_cents if card.limit_cents is None else min(taxable_cents, max(card.limit_cents - used, 0))
    over = taxable_cents - at_base
    withheld = half_up((at_base * card.base + over * card.additional) / 100)
    return Withholding(
        taxable_cents=taxable_cents,
        withheld_cents=withheld,
        why="card",
        base=card.base,
        additional=card.additional,
        at_base_cents=at_base,
        at_additional_cents=over,
        used_before_cents=used,
        limit_cents=card.limit_cents,
        card=card.ref,
    )


def withhold_trade(
    taxable_cents: int,
    card: TaxCard | None,
    rates: Numbers,
    *,
    used_cents: int = 0,
    registered: bool = False,
    company: bool = False,
) -> Withholding:
    """Työkorvaus (rule 13): nothing in the prepayment register; a company outside it 13 %; a person by trade card."""
    if registered:
        return Withholding(taxable_cents, 0, "registered")
    if company:
        return _flat(taxable_cents, COMPANY, "company", rates)
    if card is not None and card.kind != "trade":
        raise ValueError("a wage card cannot be used for work compensation")
    return withhold(taxable_cents, card, used_cents, rates)


def source_tax(taxable_cents: int, rates: Numbers, *, deduction_cents: int = 0) -> Withholding:
    """Non-resident (rule 14): 35 % of what is left after the deduction marked on the source-tax card. Code 404."""
    found = _flat(max(taxable_cents - deduction_cents, 0), SOURCE_TAX, "source_tax", rates)
    return replace(found, taxable_cents=taxable_cents)


def _flat(taxable_cents: int, code: str, why: Why, rates: Numbers) -> Withholding:
    need(rates, [code])
    rate = rates[code]
    withheld = percent_of(taxable_cents, rate)
    return Withholding(taxable_cents, withheld, why, base=rate, at_base_cents=taxable_cents)
