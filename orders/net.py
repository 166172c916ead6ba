"""What an offer leaves in hand: for the expert's own eyes, counted when shown, kept nowhere and in no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import policy
from core.errors import DomainError
from core.pay import estimate, withholding
from experts.models import Expert, TaxCard
from experts.states import CardKind
from orders.models import Offer
from orders.states import TRAVEL

CENTURY = {"+": 1800, "-": 1900, **dict.fromkeys("YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}


@dataclass(frozen=True)
class InHand:
    """Cents. `without_card`: 60 % was counted because no card is known; `rough`: a rate of the pay day is a guess."""

    net_cents: int
    travel_cents: int
    without_card: bool
    rough: bool


def of_offer(offer: Offer) -> InHand | None:
    """None when the rates can't tell."""
    lines = list(offer.lines.all())
    work = sum(line.amount_cents for line in lines if line.kind not in TRAVEL)
    travel = sum(line.amount_cents for line in lines if line.kind in TRAVEL)
    day = offer.expected_pay_day
    card = _card(offer.expert, day)
    try:
        found = estimate.net(
            work,
            profile=offer.profile,
            card=_numbers(card) if card else None,
            used_cents=_used(card, day),
            birth_date=_born(offer.expert),
            pay_date=day,
            rates=policy.rates_for_estimate(day),
        )
    except DomainError:
        return None
    return InHand(found.net_cents, travel, card is None, found.is_estimate)


def _card(expert: Expert, day: date) -> TaxCard | None:
    mine = expert.tax_cards.filter(kind=CardKind.WAGE, withdrawn_at=None, valid__contains=day)
    return mine.order_by("-valid", "-id").first()


def _numbers(card: TaxCard) -> withholding.TaxCard:
    numbers = card.numbers
    return withholding.TaxCard(
        kind="wage",
        valid_from=card.valid.lower,
        valid_to=card.valid.upper,
        base=Decimal(numbers["base"]),
        additional=Decimal(numbers["additional"]),
        limit_cents=numbers["limit_cents"],
        opening_used_cents=numbers["opening_used_cents"],
    )


def _used(card: TaxCard | None, day: date) -> int:
    """Past the limit from the day that payments noted; before it, only what the expert brought along counts."""
    if card is None or card.limit_reached_on is None or card.limit_reached_on > day:
        return 0
    return int(card.numbers["limit_cents"] or 0)


def _born(expert: Expert) -> date | None:
    """From the own personal code; None when it isn't given yet."""
    identity = expert.identities.filter(replaced_at=None).first()
    if identity is None:
        return None
    code = str(identity.personal_code)
    return date(CENTURY[code[6]] + int(code[4:6]), int(code[2:4]), int(code[:2]))
