"""Who else is on the same gig: told to an expert once both have accepted, first name and title alone (model.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

from orders.models import Gig
from orders.states import GIG_OPEN, GigState

THERE = (*GIG_OPEN, GigState.CLOSED)


@dataclass(frozen=True)
class Fellow:
    first_name: str
    title: str


def of(gig: Gig) -> list[Fellow]:
    """None while the gig is one expert's, and none for whoever has been released or whose gig was cancelled."""
    if gig.order.experts_needed < 2 or gig.state not in THERE:
        return []
    others = gig.order.gigs.filter(state__in=THERE).exclude(pk=gig.pk).order_by("id")
    return [Fellow(*row) for row in others.values_list("expert__person__first_name", "expert__title")]
