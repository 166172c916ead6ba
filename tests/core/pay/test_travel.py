from decimal import Decimal

import pytest

from core.pay import travel
from core.pay.rates import MissingRates
from tests.core.pay.tables import cents, day, rates, table

NUMBERS = rates().latest(day("2026-06-01"))


@pytest.mark.parametrize("row", table("travel.csv"))
def test_table(row: dict[str, str]) -> None:
    numbers, extra = rates().latest(day(row["day"])), int(row["extra"] or 0)
    if row["kind"] == "km":
        assert travel.km_cents(Decimal(row["amount"]), numbers, passengers=extra) == cents(row["euros"])
        return
    hours, minutes = row["amount"].split(":")
    found = travel.daily_allowance(int(hours) * 60 + int(minutes), numbers, free_meals=[extra] if extra else [])
    assert found.cents == cents(row["euros"])
    assert found.halved == bool(extra)


def test_t7_is_two_full_days() -> None:
    found = travel.daily_allowance(30 * 60 + 1, NUMBERS)
    assert (found.full, found.part) == (2, 0)


def test_near_home_has_no_allowance() -> None:
    assert travel.is_far_enough(Decimal(60), Decimal(60))
    assert not travel.is_far_enough(Decimal(15), Decimal(60))
    assert not travel.is_far_enough(Decimal(60), Decimal(5))
    assert travel.daily_allowance(900, NUMBERS, far_enough=False).cents == 0


def test_t9_a_volunteers_21st_day_is_not_free_of_tax() -> None:
    assert travel.volunteer_room(20, 2950_00, NUMBERS) == travel.VolunteerRoom(days=0, km_cents=50_00)
    assert travel.volunteer_room(21, 3050_00, NUMBERS) == travel.VolunteerRoom(days=0, km_cents=0)


def test_meals_motorcycles_and_missing_rows() -> None:
    assert [travel.meal_cents(n, NUMBERS) for n in (1, 2, 3)] == [13_50, 27_00, 27_00]
    assert travel.km_cents(Decimal("10.5"), NUMBERS, vehicle="motorcycle") == 4_41
    with pytest.raises(MissingRates) as refusal:
        travel.km_cents(Decimal(1), {}, passengers=1)
    assert refusal.value.codes == ["km_car", "km_extra_passenger"]
