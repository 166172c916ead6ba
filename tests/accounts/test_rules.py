"""The bank's rules and the fee table through their pages: what is read, what is changed, what never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Person
from accounts.roles import Role
from core import clock, policy, policy_seed
from core.models import PolicyValue
from core.policy_kinds import guessed
from core.policy_words import RULES
from orders import estimates
from orders.models import FeeSchedule, TaskType
from tests.accounts.people import entered, holding
from tests.factories import world as made
from tests.factories.world import NOW, World

LIMIT = "cancel_limit_hours"


@pytest.fixture
def w(db: None) -> World:
    with clock.at(NOW):
        return made.world()


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_rule_has_its_words_and_takes_its_own_value_back() -> None:
    assert set(policy_seed.POLICY) - set(RULES) == set(), "describe the new rule in core/policy_words.py"
    for key, value in policy_seed.POLICY.items():
        kind = RULES[key].kind
        assert kind and kind.say(value), key
        fields = kind.fields("value", "x", value)
        typed = {name: field.clean(field.prepare_value(field.initial)) for name, field in fields.items()}
        assert kind.read("value", typed, value) == value, key


def test_a_rule_that_nobody_has_described_can_still_be_typed() -> None:
    for value in (True, 7, [7, 1], "x", {"a": 1, "b": [2]}):
        kind = guessed(value)
        assert kind
        typed = {n: f.clean(f.prepare_value(f.initial)) for n, f in kind.fields("value", "x", value).items()}
        assert kind.read("value", typed, value) == value
    assert guessed(["x"]) is None


@pytest.mark.row("J5")
def test_the_main_user_gives_a_rule_a_new_value_and_the_history_says_who_and_why(w: World, client: Client) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        assert "24 tuntia" in page_of(client, "/saannot/")
        typed = {"value-default": "36", "value-A": "48", "starts": "1.10.2026", "why": "Hallitus 31.8.2026 § 4"}
        assert client.post(f"/saannot/{LIMIT}/", typed)["Location"] == f"/saannot/{LIMIT}/"
        page = page_of(client, f"/saannot/{LIMIT}/")
        assert "Hallitus 31.8.2026 § 4" in page
        assert w.main_user.name in page
        assert "36 tuntia" in page
        assert "alkaen</dt>" in page
    assert policy.get(LIMIT, date(2026, 9, 30)) == {"default": 24, "A": 48}
    assert policy.get(LIMIT, date(2026, 10, 1)) == {"default": 36, "A": 48}


@pytest.mark.row("J5")
def test_a_coming_value_is_taken_back_on_its_page(w: World, client: Client) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        policy.change(w.main_user, "offer_workdays", 4, starts=date(2026, 10, 1), why="koe")
        client.post("/saannot/offer_workdays/peru/", {"starts": "2026-10-01", "why": ""})
        assert policy.get("offer_workdays", date(2026, 10, 1)) == 4
        client.post("/saannot/offer_workdays/peru/", {"starts": "2026-10-01", "why": "erehdys"})
        assert policy.get("offer_workdays", date(2026, 10, 1)) == 2
        assert "peruttu ennen alkua" in page_of(client, "/saannot/offer_workdays/")


TYPED_WRONG = [
    ("offer_workdays", {"value": "kaksi"}, "kokonaisluku"),
    ("offer_workdays", {"value": "0"}, "vähintään 1"),
    ("cancel_late_percent", {"value": "120"}, "enintään 100"),
    ("travel_estimate_cents", {"value": "paljon"}, "Kirjoita summa euroina"),
    ("reminder_days", {"value": "7, huomenna"}, "”huomenna” ei ole luku"),
    ("reminder_days", {"value": "700"}, "väliltä 0–90"),
    ("pay_days", {"value": "31"}, "väliltä 1–28"),
    ("theme_visibility", {"value": "kaikki"}, "Valitse"),
    ("offer_workdays", {"value": "3", "why": ""}, "tyhjä"),
    ("offer_workdays", {"value": "3", "starts": "31.8.2026"}, "aikaisintaan 1.9.2026"),
    ("cancel_late_percent", {"value": "90", "starts": "1.9.2026"}, "aikaisintaan 2.9.2026"),
    ("offer_workdays", {"value": "2"}, "jo tämä"),
]


@pytest.mark.parametrize(("key", "typed", "said"), TYPED_WRONG)
def test_what_is_typed_wrong_is_told_in_plain_words(
    w: World, client: Client, key: str, typed: dict[str, str], said: str
) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        answer = client.post(f"/saannot/{key}/", {"starts": "1.10.2026", "why": "koe", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert PolicyValue.objects.filter(key=key).count() == 1


TYPED_RIGHT = [
    ("pay_days", {"value": "10, viimeinen"}, ["10", "last"]),
    ("reminder_days", {"value": "14 7, 1"}, [14, 7, 1]),
    ("travel_estimate_cents", {"value": "25,50"}, 2550),
    (
        "orderer_may_approve_own", {"value-county": "yes", "value-association": "no"},
        {"county": True, "association": False},
    ),
    (
        "profiles", {"value-county": ["A", "D", "E"], "value-association": ["H"]},
        {"county": ["A", "D", "E"], "association": ["H"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "value"), TYPED_RIGHT)
def test_each_kind_of_value_is_typed_its_own_way(
    w: World, client: Client, key: str, typed: dict[str, Any], value: Any
) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        answer = client.post(f"/saannot/{key}/", {"starts": "1.10.2026", "why": "koe", **typed})
    assert answer.status_code == 302, answer.content.decode()
    assert policy.get(key, date(2026, 10, 1)) == value


def table_of(schedule: FeeSchedule, **fields: str) -> dict[str, str]:
    """The form as a browser would send it, with the table in force filled in."""
    typed = {"name": "Uusi taulukko", "starts": "1.10.2026", "why": "Hallitus § 5"}
    for rule in schedule.rules.select_related("task_type"):
        slug = rule.task_type.slug
        for name in ("base_cents", "extra_cents", "hour_cents", "min_cents", "max_cents"):
            typed[f"{slug}-{name}"] = f"{getattr(rule, name) / 100:.2f}".replace(".", ",")
        for name in ("base_minutes", "extra_step_minutes", "source"):
            typed[f"{slug}-{name}"] = str(getattr(rule, name))
    return {**typed, **fields}


@pytest.mark.row("J5")
def test_a_new_fee_table_prices_days_from_its_own_on_and_old_offers_keep_theirs(w: World, client: Client) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        sent = made.offered(w, made.DAY + timedelta(days=14))
        typed = table_of(FeeSchedule.objects.get(), **{"lecture-base_cents": "250"})
        answer = client.post("/palkkiotaulukko/uusi/", typed)
        assert answer.status_code == 302, answer.content.decode()
        page = page_of(client, "/palkkiotaulukko/")
        assert "Tulossa: Uusi taulukko" in page
        assert "Hallitus § 5" in page
        lecture = TaskType.objects.get(slug="lecture")
        assert estimates.rule_for(lecture, date(2026, 9, 30)).base_cents == 20000
        assert estimates.rule_for(lecture, date(2026, 10, 1)).base_cents == 25000
        sent.refresh_from_db()
        assert sent.schedule.version == 1
        client.post(f"/palkkiotaulukko/{FeeSchedule.objects.latest('pk').version}/peru/", {"why": "erehdys"})
        assert estimates.rule_for(lecture, date(2026, 10, 1)).base_cents == 20000
        assert "peruttu ennen alkua" in page_of(client, "/palkkiotaulukko/")


@pytest.mark.row("J5")
def test_a_past_month_recomputes_with_past_values(w: World, client: Client) -> None:
    """September is asked again in November, after the table and the rules have changed by the main user's hand."""
    with clock.at(NOW):
        order = made.draft(w)
        sessions = list(order.sessions.all())
        before = estimates.of_order(order, sessions)
        rules = policy.get_many(policy_seed.POLICY, date(2026, 9, 29))
        entered(w.main_user, client=client)
        typed = table_of(FeeSchedule.objects.get(), **{"lecture-base_cents": "300", "lecture-hour_cents": "30"})
        assert client.post("/palkkiotaulukko/uusi/", typed).status_code == 302
        for key, value in (("cancel_late_percent", "50"), ("cut_off_workdays", "9"), ("travel_estimate_cents", "99")):
            typed = {"value": value, "starts": "1.10.2026", "why": "koe"}
            assert client.post(f"/saannot/{key}/", typed).status_code == 302
    with clock.at(NOW + timedelta(days=70)):
        again = estimates.of_order(order, sessions)
        assert [line.amount_cents for line in again.lines] == [line.amount_cents for line in before.lines]
        assert policy.get_many(policy_seed.POLICY, date(2026, 9, 29)) == rules
        assert policy.get("cancel_late_percent") == 50
        later = made.draft(w, made.DAY + timedelta(days=90))
        assert estimates.of_order(later).lines[0].amount_cents == 30000


TABLE_WRONG = [
    ({"starts": "1.9.2026"}, "aikaisintaan 2.9.2026"),
    ({"why": ""}, "tyhjä"),
    ({"lecture-base_cents": "5"}, "vähimmäis- ja enimmäismäärän välissä"),
    ({"lecture-base_minutes": "puolitoista"}, "Kirjoita luku numeroina"),
]


@pytest.mark.parametrize(("typed", "said"), TABLE_WRONG)
def test_a_wrong_fee_table_is_told_in_plain_words(w: World, client: Client, typed: dict[str, str], said: str) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        answer = client.post("/palkkiotaulukko/uusi/", table_of(FeeSchedule.objects.get(), **typed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert FeeSchedule.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.COORDINATOR, True), (Role.AUDITOR, True), (Role.SUPERVISOR, False), (Role.ORDERER, False)]
)
@pytest.mark.django_db(transaction=True)
def test_rules_are_read_by_those_who_work_by_them(client: Client, role: str, sees: bool) -> None:
    policy.plant()
    entered(holding(role), client=client)
    assert client.get("/saannot/").status_code == (200 if sees else 403)
    assert client.get(f"/saannot/{LIMIT}/").status_code == (200 if sees else 403)
    assert client.post(f"/saannot/{LIMIT}/").status_code == 403


def test_an_expert_reads_the_rules_without_names(w: World, client: Client) -> None:
    with clock.at(NOW):
        policy.change(w.main_user, "offer_workdays", 4, starts=date(2026, 10, 1), why="koe")
        entered(w.expert.person, client=client)
        page = page_of(client, "/saannot/offer_workdays/")
    assert w.main_user.name not in page
    assert "Pääkäyttäjä" in page
    assert "Tallenna uusi arvo" not in page


def _versions(by: Person, rows: int) -> None:
    for n in range(rows):
        policy.change(by, "offer_workdays", 4 + n, starts=date(2026, 10, 1 + n), why="koe")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "count"), [("/saannot/", 4), ("/saannot/offer_workdays/", 4), ("/palkkiotaulukko/", 6)]
)
def test_the_pages_of_rules_cost_the_same(
    w: World, client: Client, rows: int, address: str, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    with clock.at(NOW):
        entered(w.main_user, client=client)
        _versions(w.main_user, rows)
        for n in range(rows):
            made_by = {"approved_by": w.main_user, "version": 10 + n, "note": "koe", "closed_at": clock.now()}
            day = date(2025, 1, 1)
            FeeSchedule.objects.create(name=f"T{n}", valid=(day, day), **made_by)
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
