"""The fee of support that was attended: from the bank's own cost centre, under the bank's support profile."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Bank
from core import audit, clock, policy
from core.db import lock, verb
from core.errors import DomainError
from core.money import half_up
from core.pay import days, profiles
from orders.states import LineKind
from payments import notifications
from payments.models import Fee, FeeLine
from supervision.models import EntitlementEntry


@verb
def book_support_fee(entry_id: int) -> Fee | None:
    """Listener of supervision.attended: the hours of a seat or debrief are owed, once, at the rule of their day.

    What was missed has no entry and never comes here. Locks the entry, so that two deliveries book one fee.
    """
    entry = lock(EntitlementEntry.objects.filter(pk=entry_id)).get()
    source = {"seat_id": entry.seat_id, "debrief_id": entry.debrief_id}
    if entry.gig_id is not None or Fee.objects.filter(**source, corrects=None).exists():
        return None
    hours, unit = _hours(-entry.minutes, entry.day), int(policy.get("support_hour_cents", entry.day))
    now = clock.now()
    fee = Fee.objects.create(
        expert_id=entry.expert_id,
        **source,
        profile=policy.get("support_profile", entry.day)[Bank.objects.the().kind],
        total_cents=half_up(hours * unit),
        booked_at=now,
        expected_pay_day=days.next_pay_day(clock.local(now).date()),
    )
    FeeLine.objects.create(
        fee=fee,
        position=0,
        kind=LineKind.SUPPORT,
        date=entry.day,
        quantity=hours,
        unit_cents=unit,
        amount_cents=fee.total_cents,
        income_code=_income_code(fee.profile, clock.local(now).date()),
    )
    audit.log(None, "fee_booked", fee, about=entry.expert.person, data={"total_cents": fee.total_cents})
    notifications.fee_booked(fee)
    return fee


def _hours(minutes: int, day: date) -> Decimal:
    """Rounded up to the next full step of the rule: 70 minutes are 1.5 h in steps of half an hour."""
    step = int(policy.get("support_round_minutes", day))
    return (Decimal(-(-minutes // step) * step) / 60).quantize(Decimal("0.01"))


def _income_code(profile: str, day: date) -> str:
    """Attending is treated as a meeting; a profile that pays no fees has no code: payroll sees that it can't pay."""
    try:
        return profiles.treatment(profile, LineKind.SUPPORT, on=day, nature="meeting").income_code
    except DomainError:
        return ""
