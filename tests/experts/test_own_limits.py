"""The expert's own limits and avoided units: set on the own page, seen by nobody else, kept unreadable."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Unit
from core import clock
from core.models import AuditEntry, OutboxEvent, OutboxMessage
from experts import actions
from experts.models import AvoidedUnit, Expert
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db
Queries = Any
PAGE = "experts:limits"
LIMITS = 7


@pytest.fixture
def w() -> make.World:
    with clock.at(make.NOW):
        return make.world()


def own(w: make.World) -> Client:
    return entered(w.expert.person, second_factor=False)


def units(w: make.World, *names: str) -> list[Unit]:
    return [accounts.add_unit(w.main_user, name=name, municipality="Kuopio", organisation="Ranta") for name in names]


def left_behind() -> list[int]:
    return [model._default_manager.count() for model in (AuditEntry, OutboxEvent, OutboxMessage)]


@pytest.mark.row("B10")
def test_an_expert_sets_changes_and_clears_the_own_limits(w: make.World) -> None:
    client, before = own(w), left_behind()
    for weekly, rest, kept in (("2", "3", (2, 3)), ("1", "", (1, None)), ("", "", (None, None))):
        answer = client.post(reverse(PAGE), {"which": "limits", "weekly_max": weekly, "rest_days": rest}, follow=True)
        assert "Rajasi on tallennettu. Vain sinä näet ne." in answer.content.decode()
        w.expert.refresh_from_db()
        assert (w.expert.weekly_max, w.expert.rest_days) == kept
    assert left_behind() == before


@pytest.mark.row("B10")
@pytest.mark.parametrize("typed", ["0", "-1", "monta", "21"])
def test_a_limit_that_is_no_number_is_explained_and_kept_typed(w: make.World, typed: str) -> None:
    answer = own(w).post(reverse(PAGE), {"which": "limits", "weekly_max": typed, "rest_days": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Kirjoita luku 1–20, esimerkiksi 2, tai jätä tyhjäksi." in text
    assert f'value="{typed}"' in text


@pytest.mark.row("2.4")
def test_an_expert_adds_and_removes_avoided_units_and_nothing_is_left(w: make.World) -> None:
    (unit,) = units(w, "Rantapolku")
    client, before = own(w), left_behind()
    for _twice in range(2):
        answer = client.post(reverse(PAGE), {"which": "place", "unit": unit.pk}, follow=True)
        assert "Tästä paikasta ei enää tarjota sinulle keikkoja." in answer.content.decode()
    row = AvoidedUnit.objects.get()
    assert "Rantapolku" in client.get(reverse(PAGE)).content.decode()
    other = entered(w.expert2.person, second_factor=False)
    assert other.post(reverse("experts:place-forget", args=[row.slug])).status_code == 404
    client.post(reverse("experts:place-forget", args=[row.slug]))
    assert not AvoidedUnit.objects.exists()
    assert left_behind() == before


@pytest.mark.row("2.4")
def test_nobody_can_see_in_the_tables_who_avoids_the_same_place(w: make.World) -> None:
    (unit,) = units(w, "Rantapolku")
    for expert in (w.expert, w.expert2):
        actions.avoid_unit(expert.pk, by=expert.person, unit=unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT index, unit FROM experts_avoidedunit ORDER BY id")
        (index, place), (index2, place2) = cursor.fetchall()
    assert index != index2
    assert place != place2
    assert str(unit.pk) not in {place, place2}
    columns = {field.name for field in AvoidedUnit._meta.get_fields()}
    assert columns == {"id", "slug", "expert", "index", "unit"}, "no time, no reason"


@pytest.mark.row("2.4")
def test_a_colleague_cannot_write_an_experts_limits(w: make.World) -> None:
    (unit,) = units(w, "Rantapolku")
    for by in (w.coordinator, w.main_user, w.expert2.person):
        with pytest.raises(Exception, match="ei kuulu rooliisi"):
            actions.set_limits(w.expert.pk, by=by, weekly_max=1, rest_days=None)
        with pytest.raises(Exception, match="ei kuulu rooliisi"):
            actions.avoid_unit(w.expert.pk, by=by, unit=unit)
    assert Expert.objects.get(pk=w.expert.pk).weekly_max is None


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_much_of_one_place_as_of_three(
    w: make.World, django_assert_num_queries: Queries, number: int
) -> None:
    for unit in units(w, "Yksi", "Kaksi", "Kolme")[:number]:
        actions.avoid_unit(w.expert.pk, by=w.expert.person, unit=unit)
    client = own(w)
    with django_assert_num_queries(LIMITS):
        text = client.get(reverse(PAGE)).content.decode()
    assert text.count("Poista listalta") == number
