"""Themes chosen from the tree, by the orderer and by the expert: searched without JavaScript, nothing typed lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from experts.models import Theme
from experts.theme_tree import branches
from tests.factories.world import World
from tests.orders.ordering import address, fill, inside, step_2


def pk(slug: str) -> str:
    return str(Theme.objects.get(slug=slug).pk)


@pytest.mark.row("A2")
def test_the_orderer_searches_without_javascript_and_loses_nothing(w: World) -> None:
    orderer = inside(w.orderer)
    order = fill(orderer, w, last=1)
    typed = step_2(theme_detail="nuorena saatu apu", etsi="psyk", etsitty="", find="1")
    page = orderer.post(address(order, 2), typed)
    text = page.content.decode()
    assert page.status_code == 200
    assert "errors-title" not in text
    for kept in ("nuorena saatu apu", "ei muita puhujia", "Palvelujen käyttö", "Psykoosi", "Psykiatrinen osasto"):
        assert kept in text
    assert "Asunnottomuus" not in text
    assert "3 teemaa löytyi" not in text
    assert not order.themes.exists(), "searching saves nothing yet"
    chosen = step_2(themes=[pk("psychosis"), pk("use-of-services")], etsi="psyk", etsitty="psyk", go="1")
    assert orderer.post(address(order, 2), chosen).status_code == 302
    assert {theme.slug for theme in order.themes.all()} == {"psychosis", "use-of-services"}


@pytest.mark.row("A2")
def test_enter_in_the_search_field_searches_and_the_buttons_save(w: World) -> None:
    orderer = inside(w.orderer)
    order = fill(orderer, w, last=1)
    assert orderer.post(address(order, 2), step_2(etsi="vanki", etsitty="")).status_code == 200
    assert orderer.post(address(order, 2), step_2(etsi="vanki", etsitty="", later="1")).status_code == 302


@pytest.mark.row("A2")
def test_six_themes_are_too_many(w: World) -> None:
    orderer = inside(w.orderer)
    order = fill(orderer, w, last=1)
    six = [str(key) for key in Theme.objects.filter(parent__slug="mental-health").values_list("pk", flat=True)[:6]]
    page = orderer.post(address(order, 2), step_2(themes=six))
    assert page.status_code == 422
    assert "Valitse enintään viisi teemaa. Nyt niitä on 6." in page.content.decode()
    assert page.content.decode().count("checked") >= 6


def test_a_search_that_finds_nothing_says_so(w: World) -> None:
    orderer = inside(w.orderer)
    order = fill(orderer, w, last=1)
    text = orderer.post(address(order, 2), step_2(themes=[], etsi="zzz", find="1")).content.decode()
    assert "Yhtään teemaa ei löytynyt" in text


def test_the_expert_chooses_from_the_same_tree(w: World) -> None:
    expert = inside(w.expert.person)
    url = reverse("experts:theme-add")
    typed = {"own_words": "arki äänien kanssa", "etsi": "psychosis", "find": "1"}
    text = expert.post(url, typed).content.decode()
    assert "arki äänien kanssa" in text
    assert "Psykoosi" in text, "found by its English name on a Finnish page"
    assert "errors-title" not in text
    given = {"own_words": "arki äänien kanssa", "tags": [pk("psychosis")], "perspective": "own",
             "visibility": "coordinator", "consent": "on", "go": "1"}  # fmt: skip
    assert expert.post(url, given).status_code == 302
    assert w.expert.themes.get(own_words="arki äänien kanssa").tags.get().slug == "psychosis"


def test_branches_open_for_what_is_chosen_or_found(db: None) -> None:
    themes = list(Theme.objects.in_use())
    every = branches(themes, set())
    assert len(every) == 20
    assert not any(branch.open for branch in every)
    opened = [branch for branch in branches(themes, {pk("psychosis")}) if branch.open]
    assert [branch.top.theme.slug for branch in opened] == ["mental-health"]
    found = branches(themes, set(), "masennus")
    assert [(b.top.theme.slug, [leaf.theme.slug for leaf in b.leaves]) for b in found] == [
        ("mental-health", ["depression"])
    ]
    assert len(branches(themes, set(), "mielenterveys")[0].leaves) == 10, "a main theme brings its own"
