"""What closes when for one pay day: the same days on every page of payroll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import clock
from core.pay import days
from payments.states import BatchState

BEFORE_PAY_DATE: dict[str, int] = {BatchState.DRAWN: 2, BatchState.APPROVED: 1}
"""Banking days before the pay date by which a run is approved, and sent."""


@dataclass(frozen=True)
class Steps:
    pay_date: date
    cut_off: date
    approve_by: date
    send_by: date

    @property
    def closed(self) -> bool:
        """The cut-off has gone by: what is confirmed now is meant for the next pay day."""
        return self.cut_off < clock.today()


def steps(pay_date: date) -> Steps:
    approve, send = (days.add_banking_days(pay_date, -BEFORE_PAY_DATE[state]) for state in BEFORE_PAY_DATE)
    return Steps(pay_date, days.cut_off(pay_date), approve, send)
