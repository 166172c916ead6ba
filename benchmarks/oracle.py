"""A payslip of profile D computed anew, in Decimals and euros, by none of the code that is measured."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from core.models import Rate
from payments.models import Batch, FeeLine, Payslip

CENT: Final = Decimal("0.01")
EXPENSES: Final = {"km", "ticket", "meal", "daily_allowance_full", "daily_allowance_part"}


def differences(batch: Batch) -> int:
    """Payslips of the run whose figures are not the oracle's."""
    rates = {row.code: row.value for row in Rate.objects.on(batch.pay_date)}
    slips = Payslip.objects.filter(batch=batch).prefetch_related("expert__identities", "expert__tax_cards")
    lines: dict[int, list[FeeLine]] = {}
    for line in FeeLine.objects.filter(payslip_lines__payslip__batch=batch).select_related("fee"):
        lines.setdefault(line.fee.expert_id, []).append(line)
    return sum(_paid(slip) != _owed(slip, lines[slip.expert_id], rates) for slip in slips)


def _paid(slip: Payslip) -> list[int]:
    return [
        slip.gross_cents,
        slip.expenses_cents,
        slip.withholding_cents,
        slip.pension_cents,
        slip.unemployment_cents,
        slip.net_cents,
    ]


def _owed(slip: Payslip, lines: list[FeeLine], rates: dict[str, Decimal]) -> list[int]:
    euros = {line.pk: Decimal(line.amount_cents) / 100 for line in lines}
    free = sum((euros[x.pk] for x in lines if x.kind in EXPENSES and not x.taxable), Decimal(0))
    gross = sum(euros.values(), Decimal(0)) - free
    insured = sum((euros[x.pk] for x in lines if x.kind != "ticket"), Decimal(0)) - sum(
        (euros[x.pk] for x in lines if x.kind in EXPENSES - {"ticket"} and not x.taxable), Decimal(0)
    )
    tax = _tax(slip, gross, rates)
    pension = _pension(_born(slip), slip.pay_date, insured, rates)
    return [int(sum_ * 100) for sum_ in (gross, free, tax, pension, Decimal(0), gross + free - tax - pension)]


def _tax(slip: Payslip, gross: Decimal, rates: dict[str, Decimal]) -> Decimal:
    """Of a first payslip of the year."""
    cards = [c for c in slip.expert.tax_cards.all() if c.withdrawn_at is None and slip.pay_date in c.valid]
    if not cards:
        return _cents(gross * rates["withholding_no_card"] / 100)
    numbers: dict[str, Any] = cards[0].numbers
    limit = numbers["limit_cents"]
    below = gross if limit is None else min(gross, Decimal(limit) / 100)
    return _cents((below * Decimal(numbers["base"]) + (gross - below) * Decimal(numbers["additional"])) / 100)


def _born(slip: Payslip) -> date:
    code = str(slip.expert.identities.all()[0].personal_code)
    return date(1900 + int(code[4:6]), int(code[2:4]), int(code[:2]))


def _pension(born: date, day: date, insured: Decimal, rates: dict[str, Decimal]) -> Decimal:
    """From the month after the 17th birthday to the end of that of the upper age, which rises with the birth year."""
    last = 68 if born.year <= 1957 else 69 if born.year <= 1961 else 70
    months = (day.year - born.year) * 12 + day.month - born.month
    if not 17 * 12 < months <= last * 12:
        return Decimal(0)
    raised = 53 * 12 < months <= 63 * 12
    return _cents(insured * rates["pension_employee_53_62" if raised else "pension_employee_base"] / 100)


def _cents(euros: Decimal) -> Decimal:
    return euros.quantize(CENT, rounding=ROUND_HALF_UP)
