from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.roles import Role
from kokemuspankki.portal import nav


def asked(path: str, roles: set[str], session: dict[str, str] | None = None) -> HttpRequest:
    request: Any = RequestFactory().get(path)
    request.user = SimpleNamespace(
        is_authenticated=bool(roles),
        roles=frozenset(roles),
        name="Aino Esimerkki",
        first_name="Aino",
        last_name="Esimerkki",
    )
    request.session = session or {}
    return request  # type: ignore[no-any-return]


def test_every_role_has_a_menu_and_a_word() -> None:
    assert set(nav.ITEMS) == set(Role.values) == set(nav.ROLE_WORDS)


def test_a_menu_has_at_most_five_places() -> None:
    assert all(len(items) <= 5 for items in nav.ITEMS.values())


def test_whoever_is_outside_sees_the_public_places_and_the_way_in() -> None:
    context = nav.context(asked("/ohjeet/", set()))
    assert [address for _label, address, _current in context["nav"]] == ["/", "/ohjeet/"]
    assert [address for _label, address, current in context["nav"] if current] == ["/ohjeet/"]
    assert context["me"] is None
    assert context["sign_in"]


def test_whoever_is_inside_sees_own_short_name_and_the_way_out() -> None:
    context = nav.context(asked("/", {"expert"}))
    assert context["me"]["short"] == "Aino E."
    assert context["me"]["sign_out"]
    assert not context["sign_in"]


def test_a_page_that_nobody_has_built_is_left_out() -> None:
    assert nav.links([nav.Item("x", "portal:no-such-page"), nav.Item("y", "portal:guide")]) == [("y", "/ohjeet/")]


@pytest.mark.parametrize(
    ("session", "role"), [({}, "expert"), ({"role": "payroll"}, "payroll"), ({"role": "auditor"}, "expert")]
)
def test_several_roles_one_menu_at_a_time(session: dict[str, str], role: str) -> None:
    assert nav.chosen(asked("/", {"expert", "payroll"}, session), ["expert", "payroll"]) == role
