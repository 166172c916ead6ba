"""Every address × every role × own and other people's rows, from the URL map itself (model.md §4)."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from accounts.middleware import OPEN_NAMES
from accounts.roles import Role
from tests.matrix import table, walk
from tests.matrix.asking import BARE, Asker, fingerprint, sign_of, undone
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db
ROWS = table.rows()
LINKS = sorted(name for name in ROWS if ":link-" in name)
READ = sorted(name for name, (opened, _acted) in ROWS.items() if opened != table.ONLY_ACTED_ON)
ACTED = sorted(name for name, (_opened, acted) in ROWS.items() if acted != table.ONLY_READ)
REFUSED = frozenset("x-sm")

Here = tuple[Scene, Asker]


@pytest.mark.row("J1")
def test_every_address_stands_in_the_table_and_nothing_else_does() -> None:
    assert {name.partition("/")[0] for name in ROWS} == set(walk.names())
    assert {name for name in ROWS if name.startswith("portal:home/")} == {f"portal:home/{role}" for role in Role.values}


def test_the_table_knows_everybody(here: Here) -> None:
    scene, _asker = here
    assert ["anyone", *scene.people, BARE] == table.WHO


@pytest.mark.row("J1")
@pytest.mark.parametrize("name", READ)
def test_what_opening_gives_to_each(here: Here, name: str) -> None:
    _scene, asker = here
    found = {who: asker.sign(who, name) for who in table.WHO}
    assert found == dict(zip(table.WHO, ROWS[name][0], strict=True))


@pytest.mark.row("J1")
@pytest.mark.parametrize("name", ACTED)
def test_what_acting_gives_to_each_and_the_refused_change_nothing(here: Here, name: str) -> None:
    _scene, asker = here
    expected = dict(zip(table.WHO, ROWS[name][1], strict=True))
    refused = [who for who in table.WHO if expected[who] in REFUSED]
    with undone():
        before = fingerprint()
        found = {who: sign_of(asker.ask(who, name, "post", **asker.typed(name))) for who in refused}
        assert fingerprint() == before
    found |= {who: asker.sign(who, name, "post") for who in table.WHO if who not in refused}
    assert found == expected


@pytest.mark.row("J1")
@pytest.mark.parametrize("name", sorted(set(ROWS) - set(READ)))
def test_what_is_only_acted_on_shows_nothing(here: Here, name: str) -> None:
    _scene, asker = here
    opens = {"anyone": "5", BARE: "5"} if name in OPEN_NAMES else {"anyone": "s", BARE: "m"}
    assert {who: asker.sign(who, name) for who in table.WHO} == dict.fromkeys(table.WHO, "5") | opens


@pytest.mark.row("J1")
def test_what_is_only_read_takes_no_post(here: Here) -> None:
    _scene, asker = here
    for name in sorted(set(ROWS) - set(ACTED)):
        found = {who: asker.sign(who, name, "post") for who in ("anyone", "coordinator", BARE)}
        assert set(found.values()) <= {"5", "s", "m"}, name
        assert found["coordinator"] == "5", name


@pytest.mark.row("L8")
def test_staff_without_a_second_factor_see_no_persons(here: Here) -> None:
    """Every page but the open ones leads to proving it, and the open ones name nobody."""
    scene, asker = here
    for name in READ:
        sign = ROWS[name][0][table.WHO.index(BARE)]
        is_open = name in OPEN_NAMES or name in LINKS
        assert is_open or sign == "m", name
        if sign == "o" and name not in LINKS:
            page = asker.ask(BARE, name).content.decode()
            others = [p for p in scene.people.values() if p.name in page or (p.email or "?") in page]
            assert not others, name


@pytest.mark.parametrize("name", LINKS)
def test_a_link_that_was_not_made_here_leads_nowhere(here: Here, name: str) -> None:
    scene, asker = here
    token = scene.at[name]["token"]
    other = next(scene.at[found]["token"] for found in LINKS if found != name)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), other, "0-", "x"):
        assert asker.open("anyone", reverse(name, args=[wrong])).status_code == 404, wrong


def test_no_address_hides_another(here: Here) -> None:
    """Each name leads to its own view: an earlier pattern never catches a later one's address."""
    _scene, asker = here
    for name in ROWS:
        match = resolve(asker.address(name))
        assert match.view_name == name.partition("/")[0] or name == "account_request_login_code", name


def test_a_row_is_named_by_an_unguessable_word(here: Here) -> None:
    scene, _asker = here
    for name, row in scene.at.items():
        assert all(len(str(value)) >= 12 for key, value in row.items() if key not in {"pk", "step", "version"}), name


def test_each_address_with_a_row_has_one_in_the_scene(here: Here) -> None:
    _scene, asker = here
    for name in ROWS:
        try:
            asker.address(name)
        except NoReverseMatch:
            pytest.fail(f"scene.py has no row for {name}")
