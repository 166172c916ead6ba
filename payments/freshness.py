"""What a run was computed from and no longer holds: earlier payments undone or added, a tax card changed since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core.pay import withholding
from experts.cards import as_card
from payments import reckoning
from payments.models import Batch, Payslip

Paid = dict[int, list[tuple[date, int]]]


@dataclass(frozen=True)
class Changed:
    """`used`: what counts against the card's limit is another sum now; `card`: a card chosen today would be another."""

    used: list[Payslip]
    card: list[Payslip]


def since_drawn(batch: Batch) -> Changed:
    """Three questions, however many payslips. What was paid before is summed as for the draw: by pay day, then run."""
    slips = list(batch.payslips.filter(void_at=None).select_related("expert__person", "tax_card").order_by("id"))
    experts = [slip.expert_id for slip in slips]
    paid, (cards, _ended) = _paid_before(batch, experts), reckoning.cards_on(experts, batch.pay_date)
    refs = {pk: card.ref for pk, card in cards.items()}
    return Changed(
        used=[slip for slip in slips if _counts_otherwise(slip, paid)],
        card=[slip for slip in slips if slip.taxable_cents and slip.tax_card_id != refs.get(slip.expert_id)],
    )


def _paid_before(batch: Batch, experts: list[int]) -> Paid:
    earlier = Q(pay_date__lt=batch.pay_date) | Q(pay_date=batch.pay_date, batch__lt=batch.pk)
    found: Paid = defaultdict(list)
    rows = Payslip.objects.counting().filter(earlier, expert__in=experts)
    for expert_id, day, taxable in rows.order_by("id").values_list("expert_id", "pay_date", "taxable_cents"):
        found[expert_id].append((day, taxable))
    return found


def _counts_otherwise(slip: Payslip, paid: Paid) -> bool:
    if slip.tax_card is None or slip.basis["limit_cents"] is None:
        return False
    card = as_card(slip.tax_card)
    used: int = withholding.used_since(card, paid[slip.expert_id]) + card.opening_used_cents
    return bool(used != slip.basis["used_before_cents"])
