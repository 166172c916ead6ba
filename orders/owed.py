"""What an offer promised for a month: frozen, so what the expert saw is what is paid. Pure but for reading rows."""

from __future__ import annotations

from datetime import date

from orders.models import Gig, OfferLine
from orders.states import LineKind


def lines_owed(gig: Gig, period: date) -> list[OfferLine]:
    """The offer's lines of that month: frozen, so what the expert saw is what is paid."""
    lines = list(gig.offer.lines.all())
    return [line for line in lines if month_of(line, lines) == period]


def month_of(line: OfferLine, lines: list[OfferLine]) -> date:
    """The month whose report tells of the line: its own, or for a journey in a month without a session the next one's.

    Reports are opened by months with sessions, so a journey on the evening before would be told in none.
    """
    own = line.date.replace(day=1)
    months = sorted({other.date.replace(day=1) for other in lines if other.kind == LineKind.WORK})
    if own in months or not months:
        return own
    return next((month for month in months if month > own), months[-1])
