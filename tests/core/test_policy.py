from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import Settings

from accounts.models import Person
from core import clock, policy, policy_seed
from core.clock import HELSINKI
from core.db import sentences
from core.errors import DomainError, NotAllowed, Stale
from core.models import AuditEntry, Confidence, PolicyValue, Rate

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.at(datetime(2026, 6, 1, 9, 0, tzinfo=HELSINKI)):
        yield


@pytest.fixture
def main_user(aino: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(Person, "held_roles", frozenset({"main_user"}))
    return aino


def test_every_default_of_the_seed_stands() -> None:
    assert policy.get_many(policy_seed.POLICY) == policy_seed.POLICY
    assert not PolicyValue.objects.exclude(by=None, why=policy_seed.WHY).exists()


def test_a_missing_rule_says_so() -> None:
    with pytest.raises(policy.PolicyMissing, match="sääntö puuttuu") as caught:
        policy.get("no_such_rule")
    assert caught.value.code == "no_such_rule"
    with pytest.raises(policy.PolicyMissing):
        policy.get_many(["offer_workdays", "no_such_rule"])
    with pytest.raises(policy.PolicyMissing):
        policy.get("offer_workdays", date(2020, 1, 1))


def test_a_rule_changes_from_a_day_on(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=DAY, why="kesä")
    assert policy.get("offer_workdays", date(2026, 6, 14)) == 2
    assert policy.get("offer_workdays", DAY) == 4
    assert policy.get("offer_workdays", date(2030, 1, 1)) == 4
    assert AuditEntry.objects.get().reason == "kesä"
    with pytest.raises(DomainError, match="miksi"):
        policy.change(main_user, "offer_workdays", 5, starts=date(2026, 7, 1), why=" ")
    with pytest.raises(DomainError, match="jo tämä"):
        policy.change(main_user, "offer_workdays", 4, starts=date(2026, 7, 1), why="taas")


def test_a_coming_value_gives_way_to_another_of_its_day_and_stays_in_the_history(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=DAY, why="kesä")
    policy.change(main_user, "offer_workdays", 5, starts=DAY, why="vielä parempi")
    assert policy.get("offer_workdays", DAY) == 5
    rows = PolicyValue.objects.filter(key="offer_workdays").order_by("pk").values_list("value", "valid__isempty")
    assert list(rows) == [(2, False), (4, True), (5, False)]


def test_a_value_that_began_today_does_not_change_twice_in_a_day(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=clock.today(), why="harmiton")
    with pytest.raises(DomainError, match="muuttuu jo tänä päivänä"):
        policy.change(main_user, "offer_workdays", 5, starts=clock.today(), why="taas")


def test_a_change_between_two_keeps_the_later_one(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=date(2027, 1, 1), why="vuosi")
    policy.change(main_user, "offer_workdays", 3, starts=DAY, why="kesä")
    assert [policy.get("offer_workdays", day) for day in (DAY, date(2027, 1, 1))] == [3, 4]


def test_a_coming_value_is_taken_back_and_the_one_before_goes_on(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=date(2027, 1, 1), why="vuosi")
    policy.change(main_user, "offer_workdays", 3, starts=DAY, why="kesä")
    policy.take_back(main_user, "offer_workdays", starts=DAY, why="erehdys")
    assert [policy.get("offer_workdays", day) for day in (DAY, date(2027, 1, 1))] == [2, 4]
    with pytest.raises(Stale):
        policy.take_back(main_user, "offer_workdays", starts=DAY, why="taas")
    with clock.at(datetime(2027, 1, 1, 9, 0, tzinfo=HELSINKI)), pytest.raises(Stale):
        policy.take_back(main_user, "offer_workdays", starts=date(2027, 1, 1), why="myöhässä")


def test_nothing_changes_for_a_day_gone_by(main_user: Person) -> None:
    with pytest.raises(DomainError, match=r"aikaisintaan 1\.6\.2026"):
        policy.change(main_user, "offer_workdays", 4, starts=date(2026, 5, 31), why="taakse")
    with pytest.raises(DomainError, match=r"aikaisintaan 2\.6\.2026"):
        policy.change(main_user, "cancel_late_percent", 50, starts=clock.today(), why="heti")


RAW = {
    "a value": "UPDATE core_policyvalue SET value = '9' WHERE key = 'offer_workdays'",
    "a reason": "UPDATE core_policyvalue SET why = 'toinen' WHERE key = 'offer_workdays'",
    "a beginning": "UPDATE core_policyvalue SET valid = '[2026-07-01,)' WHERE key = 'offer_workdays'",
    "an end in the past": (
        "UPDATE core_policyvalue SET valid = '[2024-01-01,2026-05-01)', closed_at = '2026-06-01 09:00+03' "
        "WHERE key = 'offer_workdays'"
    ),
    "a value in force taken back": (
        "UPDATE core_policyvalue SET valid = 'empty', closed_at = '2026-06-01 09:00+03' WHERE key = 'offer_workdays'"
    ),
    "a row": "DELETE FROM core_policyvalue WHERE key = 'offer_workdays'",
}


@pytest.mark.row("J5")
@pytest.mark.parametrize("what", sorted(RAW))
def test_the_database_itself_keeps_the_past(what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW[what])
    assert policy.get("offer_workdays", date(2026, 5, 15)) == 2


@pytest.mark.row("J5")
def test_the_database_takes_no_value_that_reaches_back(main_user: Person) -> None:
    with pytest.raises(DomainError, match="taaksepäin"), sentences(), transaction.atomic():
        PolicyValue.objects.create(
            key="new", value=1, valid=DateRange(date(2026, 5, 1), None), by=main_user, why="taakse"
        )


def test_the_usual_profile_is_among_the_allowed_ones(main_user: Person) -> None:
    wrong = {"county": "C", "association": "H"}
    with pytest.raises(DomainError, match="sallittujen joukossa"):
        policy.change(main_user, "support_profile", wrong, starts=DAY, why="koe")


def test_only_the_main_user_changes_rules(onni: Person) -> None:
    with pytest.raises(NotAllowed):
        policy.change(onni, "offer_workdays", 4, starts=DAY, why="x")


def test_the_rates_are_the_seed_with_its_sources() -> None:
    assert Rate.objects.count() == len(list(policy_seed.rates()))
    rates = policy.Rates.on(DAY, ["km_car", "withholding_no_card"])
    assert rates == {"km_car": Decimal("0.55"), "withholding_no_card": Decimal(60)}
    assert not rates.is_estimate
    assert not rates.is_example


def test_a_year_ends_on_its_last_day() -> None:
    assert policy.Rates.on(date(2025, 12, 31), ["km_car"]) == {"km_car": Decimal("0.59")}
    assert policy.Rates.on(date(2026, 1, 1), ["km_car"]) == {"km_car": Decimal("0.55")}


def test_a_day_without_rows_is_refused_with_the_list() -> None:
    with pytest.raises(policy.RatesMissing) as caught:
        policy.Rates.on(date(2027, 1, 15), ["km_car", "withholding_no_card", "health_employer"])
    assert caught.value.codes == ["health_employer", "km_car"]
    assert "15.1.2027" in caught.value.message


def test_an_estimate_borrows_the_latest_and_says_so() -> None:
    rates = policy.rates_for_estimate(date(2027, 1, 15))
    assert rates["km_car"] == Decimal("0.55")
    assert "km_car" in rates.borrowed
    assert "withholding_no_card" not in rates.borrowed
    assert rates.is_estimate
    assert policy.rate("km_car", date(2027, 1, 15)) == Decimal("0.55")
    with pytest.raises(policy.RatesMissing):
        policy.rate("no_such", DAY)


def test_example_rows_are_the_demos_alone(settings: Settings) -> None:
    with pytest.raises(DomainError, match="vain esittelyssä"):
        policy.add_example_rates()
    settings.KP_DEMO = True
    assert policy.add_example_rates() > 10
    rates = policy.Rates.on(date(2029, 3, 1), ["km_car", "health_employer"])
    assert rates.is_example
    assert rates["km_car"] == Decimal("0.55")
    assert policy.add_example_rates() == 0
    assert not Rate.objects.filter(confidence=Confidence.EXAMPLE, valid__contains=date(2024, 5, 1)).exists()


def test_planting_twice_changes_nothing(main_user: Person) -> None:
    policy.change(main_user, "offer_workdays", 4, starts=DAY, why="kesä")
    before = PolicyValue.objects.count(), Rate.objects.count()
    policy.plant()
    assert (PolicyValue.objects.count(), Rate.objects.count()) == before
