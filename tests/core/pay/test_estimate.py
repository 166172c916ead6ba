from datetime import date
from decimal import Decimal

import pytest

from core.pay import estimate, payslip
from core.pay.contributions import ASSOCIATION, COUNTY
from core.pay.payslip import PayLine
from core.pay.withholding import TaxCard
from tests.core.pay.tables import rates

PAY_DATE = date(2026, 11, 13)
CARD = TaxCard("wage", date(2026, 1, 1), date(2026, 12, 31), Decimal("17.5"), Decimal("36.5"), 10000_00)


def test_the_estimate_is_the_payslip_while_nothing_changes() -> None:
    numbers = rates().latest(PAY_DATE)
    found = estimate.net(
        200_00, profile="D", card=CARD, used_cents=0, birth_date=None, pay_date=PAY_DATE, rates=numbers
    )
    line = [PayLine("work", 200_00, "D")]
    paid = payslip.compute(
        line, card=CARD, used_cents=0, birth_date=date(1986, 5, 5), pay_date=PAY_DATE, rates=numbers, employer=COUNTY
    )
    assert found.net_cents == paid.net_cents == 150_40
    assert not found.is_estimate


def test_expenses_come_whole_on_top() -> None:
    found = estimate.net(
        200_00,
        profile="D",
        card=CARD,
        used_cents=0,
        birth_date=None,
        pay_date=PAY_DATE,
        rates=rates().latest(PAY_DATE),
        expenses_cents=46_20,
    )
    assert found.net_cents == 196_60


def test_beyond_the_last_rows_it_says_which_numbers_are_borrowed() -> None:
    pay_date = date(2027, 1, 15)
    found = estimate.net(
        200_00, profile="D", card=None, used_cents=0, birth_date=None, pay_date=pay_date, rates=rates().latest(pay_date)
    )
    assert found.is_estimate
    assert "pension_employee_base" in found.borrowed
    assert "km_car" not in found.borrowed
    assert found.net_cents == 65_40


@pytest.mark.parametrize(
    ("profile", "employer", "cents"),
    [
        ("D", COUNTY, 43_54),
        ("B", ASSOCIATION, 0),
        ("C", ASSOCIATION, 0),
        ("A", ASSOCIATION, 40_69),
        ("A", COUNTY, 47_04),
    ],
)
def test_employers_costs_of_200_euros(profile: str, employer: object, cents: int) -> None:
    numbers = rates().latest(PAY_DATE)
    assert estimate.employer_cost(200_00, profile=profile, rates=numbers, employer=employer) == cents  # type: ignore[arg-type]


def test_a_small_fee_of_employment_is_estimated_as_if_the_month_were_insured() -> None:
    found = estimate.net(
        50_00,
        profile="A",
        card=CARD,
        used_cents=0,
        birth_date=None,
        pay_date=PAY_DATE,
        rates=rates().latest(PAY_DATE),
        employer=ASSOCIATION,
    )
    assert found.payslip.pension_cents == 3_65
