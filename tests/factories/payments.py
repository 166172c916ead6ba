"""Contracts, fees and runs at each step, made by the real verbs at their own moments."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core import clock
from orders.models import Gig
from payments import actions
from payments.models import Batch, Contract, Fee
from tests.factories import world as made
from tests.factories.world import HELSINKI, World

PAY_DAY = date(2026, 10, 15)
"""The default lecture is held on 29 September; its fee is settled before the cut-off of this pay day."""
PAYROLL_TIME = datetime(2026, 10, 9, 9, 0, tzinfo=HELSINKI)
APPROVAL_TIME = datetime(2026, 10, 9, 13, 0, tzinfo=HELSINKI)
SENDING_TIME = datetime(2026, 10, 12, 9, 0, tzinfo=HELSINKI)
SETTLING_TIME = datetime(2026, 10, 15, 9, 0, tzinfo=HELSINKI)


def composed(w: World, **kwargs: Any) -> Contract:
    gig = made.agreed(w, **kwargs)
    contract = actions.compose_contract(gig.offer_id)
    assert contract is not None
    return contract


def signed(w: World, **kwargs: Any) -> Contract:
    contract = composed(w, **kwargs)
    return actions.sign(contract.pk, by=contract.gig.expert.person)


def in_force(w: World, **kwargs: Any) -> Contract:
    return actions.sign_for_bank(signed(w, **kwargs).pk, by=w.coordinator)


def booked(w: World, **kwargs: Any) -> Fee:
    """The fee of an approved report, booked two and a half hours after the lecture."""
    report = made.approved(w, **kwargs)
    with clock.at(_last_end(report.gig) + timedelta(hours=2, minutes=30)):
        actions.settle_gig(report.gig_id)
    return Fee.objects.get(report=report, corrects=None)


def _last_end(gig: Gig) -> datetime:
    return gig.bookings.order_by("-ends")[0].ends


def drawn(w: World, fees: int = 1, pay_date: date = PAY_DAY) -> Batch:
    """One run of as many experts' fees as asked (at most two with the world's own experts)."""
    for expert in (w.expert, w.expert2)[:fees]:
        booked(w, expert=expert)
    with clock.at(PAYROLL_TIME):
        return actions.draw_batch(by=w.payroll, pay_date=pay_date)


def approved(w: World, fees: int = 1) -> Batch:
    batch = drawn(w, fees)
    with clock.at(APPROVAL_TIME):
        return actions.approve_batch(batch.pk, by=w.payroll2)


def sent(w: World, fees: int = 1) -> Batch:
    batch = approved(w, fees)
    with clock.at(SENDING_TIME):
        actions.write_bank_file(batch.pk, by=w.payroll)
        return actions.mark_sent(batch.pk, by=w.payroll)


def settled(w: World, fees: int = 1) -> Batch:
    batch = sent(w, fees)
    with clock.at(SETTLING_TIME):
        return actions.settle_batch(batch.pk, by=w.payroll, settled_on=PAY_DAY)
