"""Held and not told of: «not reported» is no «did not happen», and neither is anybody's loss (features.md D7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from core import clock
from orders import briefing
from orders.models import GigReport
from orders.states import ReportState

AT_MOST = 200


@dataclass(frozen=True)
class Row:
    """`days` since it was held; `late`: the expert's time to tell is over, and the coordinator phones."""

    report: GigReport
    name: str
    phone: str
    held: datetime
    days: int
    late: bool


def untold(now: datetime) -> list[Row]:
    """Nobody has said what happened; the oldest first."""
    return list(_rows(_reports(now).filter(state=ReportState.AWAITED), now))


def doubted(now: datetime) -> list[Row]:
    """Somebody has said that it did not happen, and the other side has not answered."""
    return list(_rows(_reports(now).filter(state=ReportState.NOT_HELD_CLAIMED), now))


def _reports(now: datetime) -> QuerySet[GigReport]:
    """Held by now; or ended before its day: work by a deadline that was told ready, hours done of a cancelled gig."""
    held = Max("gig__bookings__ends", filter=Q(gig__bookings__live=True, gig__bookings__ends__lte=now))
    since = Coalesce(held, Max("gig__over_at"), Max("gig__ended_at"))
    rows = GigReport.objects.annotate(held=since).filter(held__isnull=False)
    joined = rows.select_related("gig__order__task_type", "gig__order__unit", "gig__expert__person")
    return joined.order_by("held", "id")


def _rows(found: QuerySet[GigReport], now: datetime) -> Iterator[Row]:
    today = clock.local(now).date()
    for report in found[:AT_MOST]:
        person = report.gig.expert.person
        held: datetime = report.held  # type: ignore[attr-defined]
        late = report.due is not None and report.due <= now
        days = (today - clock.local(held).date()).days
        yield Row(report, person.name, briefing.phone(person.phone), held, days, late)
