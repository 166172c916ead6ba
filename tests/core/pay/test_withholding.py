from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pay.rates import MissingRates
from core.pay.withholding import TaxCard, select_card, source_tax, used_since, withhold, withhold_trade
from tests.core.pay.tables import card_of, cents, day, rates, table

CARD = TaxCard("wage", date(2026, 1, 1), date(2026, 12, 31), Decimal("17.5"), Decimal("36.5"), 10000_00)
TODAY = date(2026, 11, 16)
NUMBERS = rates().latest(TODAY)


@pytest.mark.row("E8")
@pytest.mark.parametrize("row", table("withholding.csv"))
def test_table(row: dict[str, str]) -> None:
    pay_date = day(row["pay_date"])
    card = card_of(row)
    found = select_card([card] if card else [], "wage", pay_date)
    result = withhold(cents(row["taxable"]), found, cents(row["used"]), rates().latest(pay_date))
    assert result.withheld_cents == cents(row["withheld"])
    assert (result.at_base_cents, result.at_additional_cents) == (cents(row["at_base"]), cents(row["at_additional"]))
    assert result.why in {"card", "no_card", "nothing_taxable"}


def test_w9_what_the_old_card_took_does_not_count() -> None:
    revised = TaxCard("wage", date(2026, 7, 1), date(2026, 12, 31), Decimal(22), Decimal(44), 6000_00)
    earlier = [(date(2026, 3, 13), 2500_00), (date(2026, 6, 30), 1500_00)]
    card = select_card([CARD, revised], "wage", TODAY)
    assert card == revised
    assert used_since(revised, earlier) == 0
    assert used_since(CARD, earlier) == 4000_00


def test_w11_january_grace_is_a_choice() -> None:
    pay_date = date(2027, 1, 4)
    assert select_card([CARD], "wage", pay_date) is None
    card = select_card([CARD], "wage", pay_date, january_grace=True)
    assert card is not None
    assert withhold(200_00, card, 0, {}).withheld_cents == 35_00
    assert select_card([CARD], "wage", date(2027, 2, 1), january_grace=True) is None


def test_of_two_cards_of_a_day_the_later_received_counts() -> None:
    first = TaxCard(
        "wage", CARD.valid_from, CARD.valid_to, Decimal(10), Decimal(40), received_on=date(2026, 1, 5), ref=1
    )
    second = TaxCard(
        "wage", CARD.valid_from, CARD.valid_to, Decimal(12), Decimal(40), received_on=date(2026, 2, 5), ref=2
    )
    assert select_card([second, first], "wage", TODAY) == second
    assert select_card([first], "trade", TODAY) is None


def test_payments_before_delivery_count_unless_the_bank_chooses_otherwise() -> None:
    card = TaxCard("wage", date(2026, 1, 1), date(2026, 12, 31), Decimal(10), Decimal(40), received_on=date(2026, 3, 1))
    earlier = [(date(2026, 2, 13), 100_00), (date(2026, 3, 13), 50_00)]
    assert used_since(card, earlier) == 150_00
    assert used_since(card, earlier, from_delivery=True) == 50_00


def test_the_opening_figure_counts_against_the_limit() -> None:
    card = TaxCard(
        "wage", CARD.valid_from, CARD.valid_to, CARD.base, CARD.additional, 10000_00, opening_used_cents=9800_00
    )
    result = withhold(500_00, card, 0, {})
    assert (result.withheld_cents, result.room_cents, result.used_before_cents) == (144_50, 200_00, 9800_00)


def test_w17_non_resident() -> None:
    result = source_tax(100_00, NUMBERS)
    assert (result.withheld_cents, result.income_code) == (35_00, "404")
    assert source_tax(4000_00, NUMBERS, deduction_cents=510_00).withheld_cents == 1221_50


def test_w19_w20_work_compensation() -> None:
    trade = TaxCard("trade", CARD.valid_from, CARD.valid_to, Decimal(20), Decimal(20))
    assert withhold_trade(400_00, trade, NUMBERS).withheld_cents == 80_00
    assert withhold_trade(500_00, None, NUMBERS, company=True).withheld_cents == 65_00
    assert withhold_trade(500_00, None, NUMBERS, registered=True).withheld_cents == 0
    assert withhold_trade(500_00, None, NUMBERS).withheld_cents == 300_00
    with pytest.raises(ValueError, match="wage card"):
        withhold_trade(400_00, CARD, NUMBERS)


def test_without_a_card_and_its_row_it_is_refused() -> None:
    with pytest.raises(MissingRates) as refusal:
        withhold(100_00, None, 0, {})
    assert refusal.value.codes == ["withholding_no_card"]


money = st.integers(min_value=0, max_value=50_000_00)
percent = st.integers(min_value=0, max_value=120).map(lambda halves: Decimal(halves) / 2)


@given(taxable=money, more=money, used=money, limit=money, base=percent, over=percent)
def test_parts_sum_up_and_more_pay_never_lowers_the_tax(
    taxable: int, more: int, used: int, limit: int, base: Decimal, over: Decimal
) -> None:
    card = TaxCard("wage", CARD.valid_from, CARD.valid_to, base, base + over, limit)
    result = withhold(taxable, card, used, {})
    assert result.at_base_cents + result.at_additional_cents == taxable
    assert result.at_base_cents <= max(limit - used, 0)
    assert withhold(taxable + more, card, used, {}).withheld_cents >= result.withheld_cents
    assert withhold(taxable, card, used + more, {}).withheld_cents >= result.withheld_cents
