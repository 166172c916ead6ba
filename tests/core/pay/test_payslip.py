import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.pay import payslip
from core.pay.contributions import ASSOCIATION, COUNTY, EMPLOYERS, Bases, Month, employer_costs
from core.pay.payslip import Computed, PayLine
from core.pay.rates import MissingRates
from core.pay.withholding import TaxCard
from tests.core.pay.tables import DATA, card_of, cents, day, rates, table

VECTORS = json.loads((DATA / "vectors.json").read_text(encoding="utf-8"))
PAY_DATE = date(2026, 11, 16)
BORN = date(1986, 5, 5)
CARD = TaxCard("wage", date(2026, 1, 1), date(2026, 12, 31), Decimal("17.5"), Decimal("36.5"), 10000_00, ref=7)
NUMBERS = rates().latest(PAY_DATE)


def computed(lines: list[PayLine], **given_: Any) -> Computed:
    facts: dict[str, Any] = {
        "card": CARD,
        "used_cents": 0,
        "birth_date": BORN,
        "pay_date": PAY_DATE,
        "rates": NUMBERS,
        "employer": COUNTY,
    }
    return payslip.compute(lines, **{**facts, **given_})


def of_row(row: dict[str, str]) -> Computed:
    """Only the rows of the codes it needs, of the pay date itself: nothing borrowed."""
    lines = [PayLine("work", cents(row["gross"]), row["profile"])]
    facts: dict[str, Any] = {
        "card": card_of(row, "trade" if row["profile"] == "E" else "wage"),
        "birth_date": day(row["birth_date"]),
        "pay_date": day(row["pay_date"]),
        "employer": EMPLOYERS[row["payer"]],
    }
    numbers = rates().on(facts["pay_date"], payslip.codes_needed(lines, **facts))
    return payslip.compute(lines, used_cents=cents(row["used"]), rates=numbers, **facts)


@pytest.mark.row("E8")
@pytest.mark.parametrize("row", table("payslips.csv"))
def test_table(row: dict[str, str]) -> None:
    found = of_row(row)
    told = (found.withholding_cents, found.pension_cents, found.unemployment_cents, found.net_cents)
    assert told == tuple(cents(row[name]) for name in ("withheld", "pension", "unemployment", "net"))
    assert found.employer.get("health", 0) == cents(row["er_health"])
    assert found.employer.get("unemployment", 0) == cents(row["er_unemployment"])


ROWS = {param.id: param.values[0] for param in table("payslips.csv")}


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["id"].startswith("P")], ids=lambda v: v["id"])
def test_vectors_of_the_specification(vector: dict[str, str]) -> None:
    """The shared vectors, through our own rows of persons, cards and dated rates: nothing is taken from the vector."""
    found = of_row(ROWS[vector["id"]])
    assert found.gross_cents == cents(vector["gross"])
    assert found.withholding_cents == cents(vector["withheld"])
    assert (found.pension_cents, found.unemployment_cents) == (cents(vector["pension"]), cents(vector["unemployment"]))
    assert found.net_cents == cents(vector["net"])
    assert found.pension.rate == Decimal(vector["pension_rate"])
    assert found.unemployment.rate == Decimal(vector["unemployment_rate"])


def test_every_shared_vector_has_its_row_here() -> None:
    mine = set(ROWS) | {param.id for param in table("withholding.csv")}
    assert {vector["id"] for vector in VECTORS} <= mine


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["id"].startswith("W")], ids=lambda v: v["id"])
def test_withholding_rows_are_the_shared_vectors(vector: dict[str, Any]) -> None:
    row = next(param.values[0] for param in table("withholding.csv") if param.id == vector["id"])
    assert cents(row["taxable"]) == cents(vector["taxable"])
    assert cents(row["withheld"]) == cents(vector["withholding"])


def test_w12_p20_expenses_alone_are_paid_whole_without_a_card() -> None:
    lines = [PayLine("km", 46_20, "D"), PayLine("daily_allowance_full", 54_00, "D")]
    found = computed(lines, card=None, rates={})
    assert (found.net_cents, found.withholding_cents, found.gross_cents) == (100_20, 0, 0)
    assert [line.income_code for line in found.lines] == ["311", "331"]
    assert found.employer == {}


def test_one_withholding_for_all_lines_of_all_profiles() -> None:
    lines = [PayLine("work", 33_33, "D"), PayLine("preparation", 33_33, "D", "meeting"), PayLine("work", 33_34, "A")]
    found = computed(lines)
    assert found.withholding_cents == 17_50
    assert found.pension_cents == 7_30
    assert found.unemployment.base_cents == 33_34
    assert [line.income_code for line in found.lines] == ["214", "210", "227"]
    assert computed(lines[::-1]).net_cents == found.net_cents


def test_the_explanation_gives_the_parts_in_order() -> None:
    found = computed([PayLine("work", 500_00, "D")], used_cents=9800_00)
    assert [asdict(part) for part in found.parts] == [
        {"what": "withholding_base", "base_cents": 200_00, "rate": Decimal("17.5"), "cents": 35_00, "why": "card"},
        {
            "what": "withholding_additional",
            "base_cents": 300_00,
            "rate": Decimal("36.5"),
            "cents": 109_50,
            "why": "card",
        },
        {"what": "pension", "base_cents": 500_00, "rate": Decimal("7.30"), "cents": 36_50, "why": ""},
        {"what": "unemployment", "base_cents": 0, "rate": Decimal(0), "cents": 0, "why": "profile"},
        {"what": "daily_allowance", "base_cents": 500_00, "rate": Decimal("0.88"), "cents": 4_40, "why": ""},
    ]
    kept = json.loads(json.dumps(found.basis()))
    assert (kept["card"], kept["base"], kept["used_before_cents"]) == (7, "17.5", 9800_00)


@pytest.mark.parametrize(
    ("gross", "born", "why"),
    [(33_35, BORN, "below_month_limit"), (200_00, date(1950, 1, 1), "age"), (200_00, date(2010, 1, 1), "age")],
)
def test_a_missing_pension_says_why(gross: int, born: date, why: str) -> None:
    found = computed([PayLine("work", gross, "A")], employer=ASSOCIATION, birth_date=born)
    assert (found.pension_cents, found.pension.why) == (0, why)
    assert "pension" not in found.employer


def test_tyel_is_taken_from_the_whole_month_once_it_passes_the_limit() -> None:
    month = Month(earned_cents=40_00, collected_cents=0)
    found = computed([PayLine("work", 40_00, "A")], employer=ASSOCIATION, month=month)
    assert (found.pension.base_cents, found.pension_cents) == (80_00, 5_84)
    later = computed([PayLine("work", 40_00, "A")], employer=ASSOCIATION, month=Month(80_00, 80_00))
    assert later.pension_cents == 2_92


def test_travel_with_nothing_to_show_becomes_pay() -> None:
    found = computed([PayLine("work", 100_00, "D"), PayLine("ticket", 20_00, "D", taxable=True)])
    assert (found.gross_cents, found.expenses_cents, found.withholding_cents) == (120_00, 0, 21_00)
    assert (found.pension.base_cents, found.lines[1].income_code) == (100_00, "353")


def test_a_batch_asks_for_just_the_codes_it_needs() -> None:
    facts: dict[str, Any] = {"birth_date": BORN, "pay_date": PAY_DATE, "employer": COUNTY}
    line = [PayLine("work", 200_00, "D")]
    base = {
        "pension_employee_base",
        "health_employer",
        "health_daily_allowance_employee_info",
        "pension_employer_avg_keva_incl_equalisation",
    }
    assert payslip.codes_needed(line, card=CARD, **facts) == base
    assert payslip.codes_needed(line, card=None, **facts) == base | {"withholding_no_card"}
    assert payslip.codes_needed([PayLine("ticket", 5_00, "D")], card=None, **facts) == frozenset()
    with pytest.raises(MissingRates) as refusal:
        computed(line, rates={})
    assert set(refusal.value.codes) == base


@pytest.mark.parametrize(("profile", "code"), [("A", "unemployment_employee"), ("A", "accident_avg")])
def test_employment_needs_more(profile: str, code: str) -> None:
    facts: dict[str, Any] = {"card": CARD, "birth_date": BORN, "pay_date": PAY_DATE, "employer": ASSOCIATION}
    assert code in payslip.codes_needed([PayLine("work", 1, profile)], **facts)


def test_what_cannot_be_one_payslip_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        computed([PayLine("work", 100_00, "D"), PayLine("work", 100_00, "E")])
    assert refusal.value.code == "two_cards"
    with pytest.raises(DomainError) as refusal:
        computed([PayLine("work", 100_00, "E")])
    assert refusal.value.code == "wrong_card"
    with pytest.raises(DomainError) as refusal:
        computed([PayLine("work", 100_00, "D"), PayLine("work", -150_00, "D")])
    assert refusal.value.code == "below_zero"


def test_what_the_pay_does_not_cover_is_no_debt_and_never_eats_expenses() -> None:
    card = TaxCard("wage", date(2026, 1, 1), date(2026, 12, 31), Decimal(98), Decimal(98))
    found = computed([PayLine("work", 100_00, "D"), PayLine("ticket", 10_00, "D")], card=card)
    assert (found.withholding_cents, found.pension_cents, found.net_cents) == (98_00, 2_00, 10_00)
    assert (found.parts[-1].what, found.parts[-1].cents) == ("not_covered", 5_30)


def test_the_employers_parts() -> None:
    county = employer_costs(Bases(200_00, 0, 200_00, 0), NUMBERS, COUNTY)
    assert county == {"pension": 39_72, "health": 3_82}
    whole = Bases(200_00, 200_00, 200_00, 200_00)
    association = employer_costs(whole, NUMBERS, ASSOCIATION)
    assert association == {"pension": 35_10, "unemployment": 62, "health": 3_82, "accident": 1_04, "group_life": 11}
    assert "group_life" not in employer_costs(whole, NUMBERS, COUNTY)


def test_a_batch_books_from_summed_bases() -> None:
    one = computed([PayLine("work", 33_35, "D")])
    assert sum((computed([PayLine("work", 33_35, "D")]).bases for _ in range(3)), Bases()) == Bases(
        100_05, 0, 100_05, 0
    )
    assert employer_costs(one.bases + one.bases + one.bases, NUMBERS, COUNTY)["health"] == 1_91


amounts = st.integers(min_value=0, max_value=20_000_00)
kinds = st.sampled_from(["work", "preparation", "cancellation", "km", "ticket"])
pay_lines = st.builds(PayLine, kinds, amounts, st.sampled_from("ABCD"), st.sampled_from(["lecture", "meeting"]))
cards = st.one_of(
    st.none(),
    st.builds(
        TaxCard,
        st.just("wage"),
        st.just(date(2026, 1, 1)),
        st.just(date(2026, 12, 31)),
        st.integers(0, 100).map(Decimal),
        st.integers(0, 100).map(Decimal),
        st.one_of(st.none(), amounts),
    ),
)
born = st.dates(min_value=date(1930, 1, 1), max_value=date(2015, 1, 1))


@given(
    lines=st.lists(pay_lines, min_size=1, max_size=6),
    card=cards,
    used=amounts,
    birth_date=born,
    employer=st.sampled_from([COUNTY, ASSOCIATION]),
)
def test_it_always_adds_up(
    lines: list[PayLine], card: TaxCard | None, used: int, birth_date: date, employer: Any
) -> None:
    found = computed(lines, card=card, used_cents=used, birth_date=birth_date, employer=employer)
    assert found.gross_cents + found.expenses_cents == sum(line.amount_cents for line in lines)
    assert found.net_cents + found.deductions_cents == found.gross_cents + found.expenses_cents
    assert found.net_cents >= found.expenses_cents >= 0
    parts = {part.what: part.cents for part in found.parts}
    withheld = parts["withholding_base"] + parts.get("withholding_additional", 0)
    assert withheld == found.withholding.withheld_cents
    owed = withheld + parts["pension"] + parts["unemployment"]
    assert owed - parts.get("not_covered", 0) == found.deductions_cents


@given(gross=amounts, more=amounts)
def test_more_pay_never_leaves_less(gross: int, more: int) -> None:
    one, other = computed([PayLine("work", gross, "D")]), computed([PayLine("work", gross + more, "D")])
    assert other.net_cents >= one.net_cents - 1
