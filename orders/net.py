"""What an offer leaves in hand: for the expert's own eyes, counted when shown, kept nowhere and in no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import policy
from core.errors import DomainError
from core.pay import estimate, withholding
from core.personal_code import birth_date
from experts.cards import as_card
from experts.models import Expert, TaxCard
from orders.models import Offer
from orders.states import TRAVEL


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
    chosen = _card(offer.expert, day)
    try:
        found = estimate.net(
            work,
            profile=offer.profile,
            card=chosen[1] if chosen else None,
            used_cents=_used(chosen[0], day) if chosen else 0,
            birth_date=_born(offer.expert),
            pay_date=day,
            rates=policy.rates_for_estimate(day),
        )
    except DomainError:
        return None
    return InHand(found.net_cents, travel, chosen is None, found.is_estimate)


def _card(expert: Expert, day: date) -> tuple[TaxCard, withholding.TaxCard] | None:
    """The row and its numbers, chosen as payments will choose."""
    rows = {row.pk: row for row in expert.tax_cards.filter(withdrawn_at=None).order_by("id")}
    card = withholding.select_card([as_card(row) for row in rows.values()], "wage", day)
    return None if card is None or card.ref is None else (rows[card.ref], card)


def _used(card: TaxCard, day: date) -> int:
    """Past the limit from the day that payments noted; before it, only what the expert brought along counts."""
    if card.limit_reached_on is None or card.limit_reached_on > day:
        return 0
    return int(card.numbers["limit_cents"] or 0)


def _born(expert: Expert) -> date | None:
    """From the own personal code; None when it isn't given yet."""
    identity = expert.identities.filter(replaced_at=None).first()
    return None if identity is None else birth_date(str(identity.personal_code))
