"""An order's price before it is sent, and an offer's lines: the same pricing, filled from the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Bank
from core import clock, policy
from core.errors import DomainError
from core.pay import days, estimate
from core.pay.contributions import EMPLOYERS
from orders import deadlines, pricing
from orders.models import FeeRule, FeeSchedule, OfferLine, Order, OrderSession, TaskType
from orders.states import TRAVEL


@dataclass(frozen=True)
class Estimate:
    """All in cents. `lines` are for one expert; the total is for all the experts asked for, and says "enintään"."""

    lines: list[pricing.PricedLine]
    experts: int
    travel_cents: int
    employer_cents: int
    free_until: datetime | None
    pay_day: date | None

    @property
    def fee_cents(self) -> int:
        return pricing.total(self.lines)

    @property
    def total_cents(self) -> int:
        return (self.fee_cents + self.travel_cents + self.employer_cents) * self.experts


def schedule_on(day: date) -> FeeSchedule:
    """The fee table in force that day. Raises DomainError when there is none."""
    found = FeeSchedule.objects.filter(valid__contains=day).first()
    if found is None:
        raise DomainError(_("Tälle päivälle ei ole palkkiotaulukkoa. Kerro pankin pääkäyttäjälle."))
    return found


def rule_for(task_type: TaskType, day: date) -> FeeRule:
    rule = FeeRule.objects.select_related("schedule").filter(task_type=task_type, schedule__valid__contains=day).first()
    if rule is None:
        raise DomainError(_("Tälle tehtävälle ei ole vielä palkkiota taulukossa. Kerro pankin pääkäyttäjälle."))
    return rule


def spans(sessions: list[OrderSession]) -> list[pricing.Span]:
    return [pricing.Span(clock.local(s.starts).date(), s.minutes, hourly=s.by_deadline) for s in sessions]


def fee_lines(order: Order, sessions: list[OrderSession]) -> list[pricing.PricedLine]:
    if not sessions:
        return []
    found = spans(sessions)
    rule = rule_for(order.task_type, found[0].date)
    hours = order.preparation_hours if order.preparation_hours is not None else order.task_type.preparation_hours
    return pricing.fee_lines(rule, found, Decimal(hours), order.planning)


def employer_cents(lines: Iterable[pricing.PricedLine | OfferLine], profile: str, pay_day: date) -> int:
    """What the employer pays on top of the work, for a person of 40 (an estimate)."""
    taxable = sum(line.amount_cents for line in lines if line.kind not in TRAVEL)
    return employer_on(taxable, profile, pay_day)


def employer_on(taxable: int, profile: str, pay_day: date) -> int:
    if not taxable:
        return 0
    employer = EMPLOYERS[Bank.objects.the().kind]
    return estimate.employer_cost(taxable, profile=profile, rates=policy.rates_for_estimate(pay_day), employer=employer)


def default_profile(task_type: TaskType) -> str:
    defaults = policy.get("default_profile")
    kind = Bank.objects.the().kind
    return str(defaults[kind].get(task_type.slug, defaults[kind]["default"]))


def of_order(order: Order, sessions: list[OrderSession] | None = None) -> Estimate:
    """Prices with the order's profile, or the default one before the coordinator has chosen.

    `sessions` not yet saved may be given: the form's live price.
    """
    if sessions is None:
        sessions = [session for session in order.sessions.all() if session.lapsed_at is None]
    lines = fee_lines(order, sessions)
    profile = order.profile or default_profile(order.task_type)
    pay_day = deadlines.expected_pay_day(sessions[-1].ends) if sessions else None
    travel = 0 if order.form == "remote" or not sessions else int(policy.get("travel_estimate_cents")) * len(sessions)
    return Estimate(
        lines=lines,
        experts=order.experts_needed,
        travel_cents=travel,
        employer_cents=employer_cents(lines, profile, pay_day or days.next_pay_day(clock.today())),
        free_until=deadlines.free_until(sessions[0].starts, profile) if sessions else None,
        pay_day=pay_day,
    )
