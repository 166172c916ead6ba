from datetime import date, timedelta

import pytest

from core.pay.age import age_on, insured, window
from tests.core.pay.tables import day, table


@pytest.mark.parametrize("row", table("ages.csv"))
def test_table(row: dict[str, str]) -> None:
    born, insurance = day(row["birth_date"]), row["insurance"]
    found = window(insurance, born)  # type: ignore[arg-type]
    assert (found.first, found.last) == (day(row["first"]), day(row["last"]))
    assert insured(insurance, born, found.first)  # type: ignore[arg-type]
    assert not insured(insurance, born, found.first - timedelta(days=1))  # type: ignore[arg-type]
    assert not insured(insurance, born, found.last + timedelta(days=1))  # type: ignore[arg-type]


def test_a_leap_day_birthday_is_on_the_28th_in_common_years() -> None:
    born = date(2008, 2, 29)
    assert [age_on(born, d) for d in (date(2026, 2, 27), date(2026, 2, 28), date(2028, 2, 28))] == [17, 18, 19]
