"""The lines of a report: as agreed, or with what went otherwise. Priced by the same functions as the offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from core import policy
from core.money import half_up
from orders import pricing, receipts
from orders.inner import as_line, version_of
from orders.models import FeeRule, Gig, GigReport, OfferLine, ReportLine
from orders.owed import lines_owed
from orders.pairing import line_sessions
from orders.receipts import Given
from orders.states import LineKind, ReportState

Line = dict[str, Any]


@dataclass(frozen=True)
class Deviation:
    """What differed from the agreed: minutes, hours, kilometres and a ticket's receipt by offer line id, and new trips
    with theirs (one place a trip, None for no receipt)."""

    minutes: Mapping[int, int] = field(default_factory=dict)
    hours: Mapping[int, Decimal] = field(default_factory=dict)
    km: Mapping[int, Decimal] = field(default_factory=dict)
    trips: tuple[pricing.Trip, ...] = ()
    receipts: Mapping[int, Given] = field(default_factory=dict)
    trip_receipts: tuple[Given | None, ...] = ()


def as_agreed(report: GigReport) -> list[Line]:
    """The contract's lines of this month; a session that was cancelled late pays its percentage as a cancellation."""
    ended = _ended(report.gig)
    lines = [_agreed(line, ended.get(line.pk)) for line in lines_owed(report.gig, report.period)]
    return [line for line in lines if line is not None]


def _ended(gig: Gig) -> dict[int, int]:
    """Lines whose sessions were all cancelled (with the percentage) or released (0: the expert was free of them)."""
    return {
        pk: max(booking.pay_percent or 0 for booking in mine)
        for pk, mine in line_sessions(gig).items()
        if mine and not any(booking.live for booking in mine)
    }


def _agreed(line: OfferLine, percent: int | None) -> Line | None:
    copied = as_line(line)
    if percent is None or line.kind == LineKind.PREPARATION or (copied["hourly"] and not percent):
        return copied
    if line.kind in {LineKind.WORK, LineKind.PLANNING_MEETING} and percent:
        amount = line.amount_cents * percent // 100
        return copied | {
            "kind": LineKind.CANCELLATION,
            "amount_cents": amount,
            "unit_cents": amount,
            "quantity": 1,
            "minutes": None,
        }
    return copied if line.kind == LineKind.TICKET else None


def undisputed(report: GigReport) -> list[ReportLine]:
    """Of each agreed line that both sides told, the smaller one; what only one side told is left out."""
    theirs = {line.offer_line_id: line for line in version_of(report, ReportLine.Version.ORDERER) if line.offer_line_id}
    both = [
        (line, theirs[line.offer_line_id])
        for line in version_of(report, ReportLine.Version.EXPERT)
        if line.offer_line_id in theirs
    ]
    return [min(pair, key=lambda line: line.amount_cents) for pair in both]


def changed(report: GigReport, deviation: Deviation) -> list[Line]:
    """The agreed lines with the differences, by the rule that the offer froze; a line of nothing is left out.

    Each ticket with the receipt that was given for it now, or earlier.
    """
    lines = [_with(line, deviation) for line in as_agreed(report)]
    trips = [_trip(trip) for trip in _priced(deviation.trips)]
    lines += [trip | {"receipt": given} for trip, given in zip_longest(trips, deviation.trip_receipts)]
    return receipts.filed(report, [line for line in lines if line["amount_cents"]])


def _with(line: Line, deviation: Deviation) -> Line:
    source: OfferLine = line["offer_line"]
    if source.pk in deviation.minutes and line["kind"] == LineKind.WORK:
        minutes = deviation.minutes[source.pk]
        if minutes == source.basis.get("minutes"):
            return line
        rule = FeeRule.objects.get(pk=source.basis["rule"])
        amount = pricing.session_cents(rule, minutes) if minutes else 0
        return line | {"unit_cents": amount, "amount_cents": amount, "minutes": minutes}
    if source.pk in deviation.hours:
        hours = deviation.hours[source.pk]
        return line | {"quantity": hours, "amount_cents": half_up(hours * source.unit_cents)}
    if source.pk in deviation.km:
        km = deviation.km[source.pk]
        return line | {"quantity": km, "km": km, "amount_cents": half_up(km * source.unit_cents)}
    if source.pk in deviation.receipts:
        return line | {"receipt": deviation.receipts[source.pk]}
    return line


def _priced(trips: tuple[pricing.Trip, ...]) -> list[pricing.PricedLine]:
    return [line for trip in trips for line in pricing.travel_lines([trip], policy.rate("km_car", trip.date))]


def _trip(line: pricing.PricedLine) -> Line:
    return {
        "offer_line": None,
        "kind": line.kind,
        "date": line.date,
        "quantity": line.quantity,
        "unit_cents": line.unit_cents,
        "amount_cents": line.amount_cents,
        "from_place": line.from_place,
        "to_place": line.to_place,
        "km": line.km,
        "taxable": line.kind != LineKind.KM,
    }


def was_held(gig: Gig) -> bool | None:
    """False when every report of it says so, None while somebody claims so and nothing is decided, else True.

    A report of preparation alone is of a gig that was not held.
    """
    found = {_held(report) for report in gig.reports.prefetch_related("lines").order_by("id")}
    if True in found or not found:
        return True
    return None if None in found else False


def _held(report: GigReport) -> bool | None:
    if report.state == ReportState.NOT_HELD:
        return False
    if report.state == ReportState.NOT_HELD_CLAIMED:
        return None
    orderers = [line for line in report.lines.all() if line.version == ReportLine.Version.ORDERER]
    if report.state == ReportState.CONTESTED and not orderers:
        return None
    told = [line for line in report.lines.all() if line.version == ReportLine.Version.EXPERT]
    return not told or any(line.kind not in {LineKind.PREPARATION, LineKind.TICKET} for line in told)
