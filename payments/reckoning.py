"""The payslips of a run: read set-wise, computed by core.pay, one expert at a time. Preview and draw share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import Sum
from django.db.models.expressions import RawSQL

from accounts.models import Bank
from core import policy
from core.pay import contributions, payslip, profiles, withholding
from core.pay.payslip import Computed, PayLine
from core.personal_code import birth_date
from experts.cards import as_card
from experts.models import BankAccount, Expert, Identity, TaxCard
from payments.models import Fee, FeeLine, Payslip

MEETING: Final = "210"


@dataclass(frozen=True, slots=True)
class Payee:
    """What payroll needs of one expert on the pay day."""

    expert_id: int
    language: str
    iban: str
    born: date
    card: withholding.TaxCard | None
    used_cents: int
    paid_before: bool
    card_ended: date | None = None
    """The last day of the latest card, when none holds on the pay day."""
    new_account: bool = False
    """Confirmed after the last payslip was made: its first use, and the first place to look for a theft."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One expert's pay in a run, before it is written. `fees`: for those who read it, not for the writing."""

    payee: Payee
    pay: Computed
    since: dict[str, str]
    """By deduction, the first day of the percentage it was computed with."""
    fees: list[Fee] = field(default_factory=list)

    @property
    def expert(self) -> Expert:
        return self.fees[0].expert

    @property
    def total_cents(self) -> int:
        return self.pay.gross_cents + self.pay.expenses_cents

    @property
    def no_card(self) -> bool:
        return self.pay.withholding.why == "no_card"


def any_of(keys: Iterable[int]) -> RawSQL | list[int]:
    """For `__in`: one parameter, however many keys (a list of them has room for 65,535). Of none nothing is asked."""
    found = list(keys)
    return RawSQL("SELECT unnest(%s::bigint[])", [found]) if found else found


def employer() -> contributions.Employer:
    return contributions.EMPLOYERS[Bank.objects.the().kind]


def slips_of(fees: Iterable[int], pay_date: date) -> tuple[Iterator[Slip], policy.Rates]:
    """Of the fees with these keys: payslips in the experts' order of id, and the rates they use.

    The rates are there before the first payslip is computed: raises RatesMissing with every code.
    """
    lines = _lines(fees)
    payees = _payees(sorted(lines), pay_date)
    payer = employer()
    codes: set[str] = set()
    for payee in payees:
        codes |= payslip.codes_needed(
            lines[payee.expert_id], card=payee.card, birth_date=payee.born, pay_date=pay_date, employer=payer
        )
    rates = policy.Rates.on(pay_date, codes)
    return (_slip(payee, lines[payee.expert_id], pay_date, rates, payer) for payee in payees), rates


def _slip(
    payee: Payee, lines: list[PayLine], pay_date: date, rates: policy.Rates, payer: contributions.Employer
) -> Slip:
    pay = payslip.compute(
        lines,
        card=payee.card,
        used_cents=payee.used_cents,
        birth_date=payee.born,
        pay_date=pay_date,
        rates=rates,
        employer=payer,
    )
    return Slip(payee, pay, _since(payee, pay_date, rates))


def _since(payee: Payee, pay_date: date, rates: policy.Rates) -> dict[str, str]:
    codes = {
        "pension": contributions.pension_code(payee.born, pay_date),
        "unemployment": contributions.UNEMPLOYMENT,
        "daily_allowance": contributions.DAILY_ALLOWANCE,
        "no_card": withholding.NO_CARD,
    }
    return {what: rates.since[code].isoformat() for what, code in codes.items() if code in rates.since}


def nature(income_code: str) -> profiles.Nature:
    return "meeting" if income_code == MEETING else "lecture"


def _lines(fees: Iterable[int]) -> dict[int, list[PayLine]]:
    """By expert; the lines that the law treats alike are one sum, since it rounds no line alone."""
    found: dict[int, list[PayLine]] = defaultdict(list)
    kind = ("fee__expert_id", "fee__profile", "kind", "income_code", "taxable")
    rows = FeeLine.objects.filter(fee__in=any_of(fees)).values_list(*kind).annotate(Sum("amount_cents")).order_by(*kind)
    for expert, profile, what, code, taxable, cents in rows:
        found[expert].append(PayLine(what, cents, profile, nature(code), taxable))
    return found


def _payees(experts: Sequence[int], pay_date: date) -> list[Payee]:
    """Five questions for the whole run, however many experts."""
    mine = any_of(experts)
    accounts = BankAccount.objects.filter(expert__in=mine, valid_from__lte=pay_date).distinct("expert_id")
    latest = accounts.order_by("expert_id", "-valid_from", "-id").values_list("expert_id", "iban", "created_at")
    account = {pk: (iban, at) for pk, iban, at in latest}
    identities = Identity.objects.filter(expert__in=mine, used_from__lte=pay_date).distinct("expert_id")
    code = dict(identities.order_by("expert_id", "-used_from", "-id").values_list("expert_id", "personal_code"))
    cards, ended = cards_on(experts, pay_date)
    paid, last = _paid(experts, pay_date)
    rows = Expert.objects.filter(pk__in=mine).order_by("pk").values_list("pk", "person__language")
    return [
        Payee(
            expert_id=pk,
            language=language,
            iban=str(account[pk][0]),
            born=birth_date(str(code[pk])),
            card=cards.get(pk),
            used_cents=withholding.used_since(cards[pk], paid.get(pk, ())) if pk in cards else 0,
            paid_before=pk in paid,
            card_ended=ended.get(pk),
            new_account=pk in last and account[pk][1] > last[pk],
        )
        for pk, language in rows
    ]


def _paid(experts: Sequence[int], pay_date: date) -> tuple[dict[int, list[tuple[date, int]]], dict[int, datetime]]:
    """What counts against a card is always summed from payslips, never kept as a running number.

    And when each expert's last payslip was made.
    """
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    last: dict[int, datetime] = {}
    slips = Payslip.objects.counting().filter(expert__in=any_of(experts), pay_date__lte=pay_date)
    rows = slips.order_by("id").values_list("expert_id", "pay_date", "taxable_cents", "created_at")
    for expert_id, day, taxable, made in rows:
        found[expert_id].append((day, taxable))
        last[expert_id] = made
    return found, last


def cards_on(experts: Iterable[int], pay_date: date) -> tuple[dict[int, withholding.TaxCard], dict[int, date]]:
    """The card of the pay day by expert; for the others the last day of the one that ended before it."""
    all_cards: dict[int, list[withholding.TaxCard]] = defaultdict(list)
    for row in TaxCard.objects.filter(expert__in=any_of(experts), withdrawn_at=None).order_by("id"):
        all_cards[row.expert_id].append(as_card(row))
    chosen = {pk: withholding.select_card(cards, "wage", pay_date) for pk, cards in all_cards.items()}
    past = {pk: [card.valid_to for card in cards if card.valid_to < pay_date] for pk, cards in all_cards.items()}
    ended = {pk: max(past[pk]) for pk, card in chosen.items() if card is None and past[pk]}
    return {pk: card for pk, card in chosen.items() if card is not None}, ended
