"""What a gig pays. One set of functions for the estimate, the offer, the contract and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from core.money import half_up
from orders.states import LineKind, Planning


class Rule(Protocol):
    """A row of the fee table (FeeRule): cents and minutes."""

    id: int
    base_cents: int
    base_minutes: int
    extra_cents: int
    extra_step_minutes: int
    hour_cents: int


@dataclass(frozen=True)
class Span:
    """A session: its local date and length in minutes. `hourly`: work by a deadline, told and shown in hours."""

    date: date
    minutes: int
    hourly: bool = False


@dataclass(frozen=True)
class Trip:
    """One fixed travel line: kilometres by own car, or a ticket's price in cents."""

    date: date
    from_place: str
    to_place: str
    km: Decimal | None = None
    ticket_cents: int | None = None


@dataclass(frozen=True)
class PricedLine:
    kind: str
    date: date
    quantity: Decimal
    unit_cents: int
    amount_cents: int
    from_place: str = ""
    to_place: str = ""
    km: Decimal | None = None
    basis: dict[str, Any] = field(default_factory=dict)


PLANNING_HOURS = {Planning.NO: Decimal(0), Planning.CALL: Decimal("0.5"), Planning.MEETING: Decimal(1), "": Decimal(0)}


def session_cents(rule: Rule, minutes: int) -> int:
    """The base, and the extra for each started step beyond it (model.md §5, fee seed)."""
    beyond = max(minutes - rule.base_minutes, 0)
    steps = -(-beyond // rule.extra_step_minutes)
    return rule.base_cents + steps * rule.extra_cents


def work_line(rule: Rule, span: Span) -> PricedLine:
    cents = session_cents(rule, span.minutes)
    return PricedLine(
        kind=LineKind.WORK,
        date=span.date,
        quantity=Decimal(1),
        unit_cents=cents,
        amount_cents=cents,
        basis={"rule": rule.id, "minutes": span.minutes, **({"hourly": True} if span.hourly else {})},
    )


def hours_line(kind: str, rule: Rule, day: date, hours: Decimal) -> PricedLine:
    return PricedLine(
        kind=kind,
        date=day,
        quantity=hours,
        unit_cents=rule.hour_cents,
        amount_cents=half_up(hours * rule.hour_cents),
        basis={"rule": rule.id},
    )


def fee_lines(rule: Rule, sessions: Sequence[Span], preparation_hours: Decimal, planning: str) -> list[PricedLine]:
    """Each session, then preparation and the planning meeting once, on the first session's date."""
    lines = [work_line(rule, span) for span in sessions]
    if not sessions:
        return lines
    first = sessions[0].date
    if preparation_hours:
        lines.append(hours_line(LineKind.PREPARATION, rule, first, preparation_hours))
    if hours := PLANNING_HOURS[planning]:
        lines.append(hours_line(LineKind.PLANNING_MEETING, rule, first, hours))
    return lines


def travel_lines(trips: Iterable[Trip], km_rate: Decimal) -> list[PricedLine]:
    """`km_rate` in euros a kilometre, of the day of travel."""
    return [_km_line(trip, km_rate) if trip.km is not None else _ticket_line(trip) for trip in trips]


def _km_line(trip: Trip, km_rate: Decimal) -> PricedLine:
    km = trip.km or Decimal(0)
    unit = half_up(km_rate * 100)
    return PricedLine(
        kind=LineKind.KM,
        date=trip.date,
        quantity=km,
        unit_cents=unit,
        amount_cents=half_up(km * km_rate * 100),
        from_place=trip.from_place,
        to_place=trip.to_place,
        km=km,
    )


def _ticket_line(trip: Trip) -> PricedLine:
    cents = trip.ticket_cents or 0
    return PricedLine(
        kind=LineKind.TICKET,
        date=trip.date,
        quantity=Decimal(1),
        unit_cents=cents,
        amount_cents=cents,
        from_place=trip.from_place,
        to_place=trip.to_place,
    )


def total(lines: Iterable[PricedLine]) -> int:
    return sum(line.amount_cents for line in lines)
