"""What a payroll run of a day would hold: read set-wise, computed by core.pay. Preview and draw share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext as _

from accounts.models import Bank
from core import clock, policy
from core.errors import DomainError
from core.pay import contributions, days, payslip, profiles, withholding
from core.pay.payslip import Computed, PayLine
from core.personal_code import birth_date
from experts.cards import as_card
from experts.models import BankAccount, Expert, Identity, TaxCard
from payments import returning
from payments.models import Batch, Fee, FeeLine, Payslip
from payments.returning import Returned
from payments.states import BATCH_LIVE

PAYABLE_PROFILES = frozenset({"D"})
MEETING = "210"
NAMES = ("gross", "withholding", "pension", "unemployment", "expenses", "net")


@dataclass(frozen=True)
class Payee:
    """What payroll needs of one expert on the pay day."""

    expert: Expert
    iban: str
    born: date
    card: withholding.TaxCard | None
    used_cents: int
    paid_before: bool
    card_ended: date | None = None
    """The last day of the latest card, when none holds on the pay day."""
    new_account: bool = False
    """Confirmed after the last payslip was made: its first use, and the first place to look for a theft."""


@dataclass(frozen=True)
class Slip:
    """One expert's pay in a run, before it is written."""

    payee: Payee
    fees: list[Fee]
    lines: list[FeeLine]
    pay: Computed
    since: dict[str, str]
    """By deduction, the first day of the percentage it was computed with."""

    @property
    def expert(self) -> Expert:
        return self.payee.expert

    @property
    def total_cents(self) -> int:
        return self.pay.gross_cents + self.pay.expenses_cents

    @property
    def no_card(self) -> bool:
        return self.pay.withholding.why == "no_card"


@dataclass(frozen=True)
class Preview:
    """What would be in, what stays out and why, and what it sums to. `refused` says why no run can be drawn."""

    pay_date: date
    cut_off: date
    slips: list[Slip]
    missing: list[Fee]
    held: list[Fee]
    other_profiles: list[Fee]
    waiting_for_card: list[Fee]
    returned: list[Returned]
    refused: str = ""
    missing_rates: list[str] = field(default_factory=list)
    example_rates: bool = False

    @property
    def no_card(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.no_card]

    @property
    def first_time(self) -> list[Slip]:
        return [slip for slip in self.slips if not slip.payee.paid_before]

    @property
    def new_account(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.payee.new_account]

    @property
    def again(self) -> list[Returned]:
        return [row for row in self.returned if row.is_ready]

    @property
    def stuck(self) -> list[Returned]:
        return [row for row in self.returned if not row.is_ready]

    @property
    def sums(self) -> dict[str, int]:
        return sums(self.slips)


def sums(slips: Iterable[Slip]) -> dict[str, int]:
    found = list(slips)
    return {f"{name}_cents": sum(getattr(slip.pay, f"{name}_cents") for slip in found) for name in NAMES}


def preview(pay_date: date) -> Preview:
    """A pure read for payroll. Missing rates refuse it with the list of what to enter."""
    fees = list(Fee.objects.unbatched().with_payee(pay_date).with_hold().for_payroll().order_by("id"))
    held = [fee for fee in fees if _is(fee, "hold_until")]
    free = [fee for fee in fees if not _is(fee, "hold_until")]
    others = [fee for fee in free if fee.profile not in PAYABLE_PROFILES]
    rest = [fee for fee in free if fee.profile in PAYABLE_PROFILES]
    known = [fee for fee in rest if _is(fee, "has_iban") and _is(fee, "has_code")]
    ready = [fee for fee in known if not _is(fee, "waits_for_card")]
    slips, refused, codes, example = _try(ready, pay_date)
    return Preview(
        pay_date=pay_date,
        cut_off=days.cut_off(pay_date),
        slips=slips,
        missing=[fee for fee in rest if fee not in known],
        waiting_for_card=[fee for fee in known if fee not in ready],
        returned=returning.on(pay_date),
        held=held,
        other_profiles=others,
        refused=refused,
        missing_rates=codes,
        example_rates=example,
    )


def _is(fee: Fee, name: str) -> bool:
    return bool(getattr(fee, name))


def _try(fees: list[Fee], pay_date: date) -> tuple[list[Slip], str, list[str], bool]:
    try:
        refuse_day(pay_date)
        slips, rates = slips_of(fees, pay_date)
    except policy.RatesMissing as error:
        return [], error.message, error.codes, False
    except DomainError as error:
        return [], error.message, [], False
    return slips, "", [], rates.is_example


def open_days(count: int) -> list[date]:
    """The next pay days that have no run yet."""
    today = clock.today()
    taken = set(
        Batch.objects.filter(state__in=sorted(BATCH_LIVE), pay_date__gte=today).values_list("pay_date", flat=True)
    )
    return list(islice((day for day in days.pay_days_from(today) if day not in taken), count))


def refuse_day(pay_date: date) -> None:
    """A run is paid on a banking day that hasn't gone by."""
    if pay_date < clock.today():
        raise DomainError(_("Maksupäivä on jo mennyt. Valitse tuleva maksupäivä."), code="past")
    if not days.is_banking_day(pay_date):
        raise DomainError(_("Pankit eivät maksa tänä päivänä. Valitse pankkipäivä."), code="no_banking_day")


def employer() -> contributions.Employer:
    return contributions.EMPLOYERS[Bank.objects.the().kind]


def slips_of(fees: Sequence[Fee], pay_date: date) -> tuple[list[Slip], policy.Rates]:
    """Computed payslips in the experts' order of id, and the rates they used. Raises RatesMissing with every code."""
    by_expert: dict[int, list[Fee]] = defaultdict(list)
    for fee in fees:
        by_expert[fee.expert_id].append(fee)
    payees = _payees({pk: mine[0].expert for pk, mine in sorted(by_expert.items())}, pay_date)
    lines = _lines(fees)
    payer = employer()
    codes: set[str] = set()
    for pk, payee in payees.items():
        found = _pay_lines(by_expert[pk], lines)
        codes |= payslip.codes_needed(found, card=payee.card, birth_date=payee.born, pay_date=pay_date, employer=payer)
    rates = policy.Rates.on(pay_date, codes)
    slips = [
        Slip(
            payee=payee,
            fees=by_expert[pk],
            since=_since(payee, pay_date, rates),
            lines=[line for fee in by_expert[pk] for line in lines[fee.pk]],
            pay=payslip.compute(
                _pay_lines(by_expert[pk], lines),
                card=payee.card,
                used_cents=payee.used_cents,
                birth_date=payee.born,
                pay_date=pay_date,
                rates=rates,
                employer=payer,
            ),
        )
        for pk, payee in payees.items()
    ]
    return slips, rates


def _since(payee: Payee, pay_date: date, rates: policy.Rates) -> dict[str, str]:
    codes = {
        "pension": contributions.pension_code(payee.born, pay_date),
        "unemployment": contributions.UNEMPLOYMENT,
        "daily_allowance": contributions.DAILY_ALLOWANCE,
        "no_card": withholding.NO_CARD,
    }
    return {what: rates.since[code].isoformat() for what, code in codes.items() if code in rates.since}


def employer_sums(slips: Iterable[Slip], rates: policy.Rates) -> dict[str, int]:
    """From the run's summed bases, not from rounded payslips (payroll.md 2.3)."""
    total = contributions.Bases()
    for slip in slips:
        total += slip.pay.bases
    return contributions.employer_costs(total, rates, employer())


def nature(income_code: str) -> profiles.Nature:
    return "meeting" if income_code == MEETING else "lecture"


def _pay_lines(fees: list[Fee], lines: dict[int, list[FeeLine]]) -> list[PayLine]:
    return [
        PayLine(
            kind=line.kind,
            amount_cents=line.amount_cents,
            profile=fee.profile,
            nature=nature(line.income_code),
            taxable=line.taxable,
            ref=line.pk,
        )
        for fee in fees
        for line in lines[fee.pk]
    ]


def _lines(fees: Sequence[Fee]) -> dict[int, list[FeeLine]]:
    found: dict[int, list[FeeLine]] = defaultdict(list)
    for line in FeeLine.objects.filter(fee__in=[fee.pk for fee in fees]).order_by("fee_id", "position"):
        found[line.fee_id].append(line)
    return found


def _payees(experts: dict[int, Expert], pay_date: date) -> dict[int, Payee]:
    """Four questions for the whole run, however many experts."""
    accounts = BankAccount.objects.filter(expert__in=experts, valid_from__lte=pay_date)
    account = {row.expert_id: row for row in accounts.order_by("expert_id", "valid_from", "id")}
    identities = Identity.objects.filter(expert__in=experts, used_from__lte=pay_date)
    codes = {row.expert_id: row.personal_code for row in identities.order_by("expert_id", "used_from", "id")}
    cards, ended = cards_on(experts, pay_date)
    paid, last = _paid(experts, pay_date)
    return {
        pk: Payee(
            expert=expert,
            iban=str(account[pk].iban),
            born=birth_date(str(codes[pk])),
            card=cards.get(pk),
            used_cents=withholding.used_since(cards[pk], paid[pk]) if pk in cards else 0,
            paid_before=bool(paid[pk]),
            card_ended=ended.get(pk),
            new_account=pk in last and account[pk].created_at > last[pk],
        )
        for pk, expert in experts.items()
    }


def _paid(experts: Iterable[int], pay_date: date) -> tuple[dict[int, list[tuple[date, int]]], dict[int, datetime]]:
    """What counts against a card is always summed from payslips, never kept as a running number.

    And when each expert's last payslip was made.
    """
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    last: dict[int, datetime] = {}
    slips = Payslip.objects.counting().filter(expert__in=list(experts), pay_date__lte=pay_date)
    rows = slips.order_by("id").values_list("expert_id", "pay_date", "taxable_cents", "created_at")
    for expert_id, day, taxable, made in rows:
        found[expert_id].append((day, taxable))
        last[expert_id] = made
    return found, last


def cards_on(experts: Iterable[int], pay_date: date) -> tuple[dict[int, withholding.TaxCard], dict[int, date]]:
    """The card of the pay day by expert; for the others the last day of the one that ended before it."""
    all_cards: dict[int, list[withholding.TaxCard]] = defaultdict(list)
    for row in TaxCard.objects.filter(expert__in=list(experts), withdrawn_at=None).order_by("id"):
        all_cards[row.expert_id].append(as_card(row))
    chosen = {pk: withholding.select_card(cards, "wage", pay_date) for pk, cards in all_cards.items()}
    past = {pk: [card.valid_to for card in cards if card.valid_to < pay_date] for pk, cards in all_cards.items()}
    ended = {pk: max(past[pk]) for pk, card in chosen.items() if card is None and past[pk]}
    return {pk: card for pk, card in chosen.items() if card is not None}, ended
