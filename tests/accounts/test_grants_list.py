"""The list of roles with its filters, and roles from a day to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from accounts.models import RoleGrant
from accounts.roles import Role
from core import clock
from tests.accounts.people import entered, grant, holding, person, unit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_role_is_given_from_a_day_to_a_day(client: Client) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    kalle, today = person("Kalle"), clock.today()
    first, last = today + timedelta(days=7), today + timedelta(days=20)
    typed = {"role": "evaluator", "starts": f"{first:%-d.%-m.%Y}", "ends": f"{last:%-d.%-m.%Y}"}
    assert client.post(f"/ihmiset/{kalle.slug}/rooli/", typed).status_code == 302
    assert (RoleGrant.objects.get(person=kalle).first_day, RoleGrant.objects.get(person=kalle).last_day) == (
        first,
        last,
    )
    assert not kalle.has(Role.EVALUATOR)


@pytest.mark.parametrize(("starts", "ends", "said"), [(-1, None, "aikaisintaan tänään"), (5, 4, "ennen ensimmäistä")])
def test_wrong_days_of_a_role_are_told(client: Client, starts: int, ends: int | None, said: str) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    kalle, today = person("Kalle"), clock.today()
    days = {"starts": starts, **({"ends": ends} if ends else {})}
    typed = {name: f"{today + timedelta(days=n):%-d.%-m.%Y}" for name, n in days.items()}
    answer = client.post(f"/ihmiset/{kalle.slug}/rooli/", {"role": "evaluator", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RoleGrant.objects.filter(person=kalle).exists()


def test_the_list_of_roles_is_filtered_by_its_address(client: Client) -> None:
    entered(holding(Role.AUDITOR, "Sirpa"), client=client)
    place, today = unit("Neuvonta"), clock.today()
    holding(Role.ORDERER, "Eero", place)
    holding(Role.EVALUATOR, "Anu")
    grant(person("Vanha"), Role.EVALUATOR, valid=DateRange(today - timedelta(days=9), today))

    def names(**asked: str) -> set[str]:
        page = client.get("/roolit/", asked).context["grants"]
        return {row.person.first_name for row in page}

    assert names() == {"Sirpa", "Eero", "Anu"}
    assert names(role="evaluator") == {"Anu"}
    assert names(unit=place.slug) == {"Eero"}
    assert names(state="ended") == {"Vanha"}
    assert names(role="evaluator", state="all") == {"Anu", "Vanha"}
    assert names(role="no_such") == {"Sirpa", "Eero", "Anu"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_roles_costs_the_same(
    client: Client, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    entered(holding(Role.AUDITOR), client=client)
    for number in range(rows):
        holding(Role.ORDERER, f"Eero{number}")
    with django_assert_num_queries(5):
        assert client.get("/roolit/").status_code == 200
