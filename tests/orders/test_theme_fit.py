"""A theme and the ones under it: who answers whom (domain.md 5.3)."""

from __future__ import annotations

import pytest

from experts import actions as experts
from experts.models import Theme
from orders import matching
from tests.factories import world as make
from tests.factories.world import World

FITS = [
    (["mental-health"], ["mental-health"], 2),
    (["mental-health"], ["psychosis"], 2),
    (["mental-health"], ["psychosis", "anxiety"], 2),
    (["psychosis"], ["mental-health"], 1),
    (["psychosis"], ["anxiety"], 0),
    (["psychosis"], ["psychosis", "mental-health"], 2),
    (["mental-health", "psychosis"], ["mental-health"], 3),
    (["psychosis", "street"], ["mental-health", "homelessness"], 2),
    (["mental-health"], ["homelessness"], 0),
    ([], ["homelessness"], 0),
]


def tags(slugs: list[str]) -> list[Theme]:
    return list(Theme.objects.filter(slug__in=slugs).order_by("pk"))


@pytest.mark.row("B11")
@pytest.mark.parametrize(("wanted", "offered", "expected"), FITS)
def test_the_fit_and_the_list_say_the_same(w: World, wanted: list[str], offered: list[str], expected: int) -> None:
    assert matching.fit(tags(wanted), tags(offered)) == expected
    experts.add_theme(w.expert2.pk, by=w.expert2.person, own_words="arki", tags=tags(offered), visibility="orderer")
    order = make.staffing(w)
    order.themes.set(tags(wanted))
    found = {row.expert.pk: row.expert for row in matching.candidates(order)}
    assert (w.expert2.pk in found) == bool(expected)
    if expected:
        assert found[w.expert2.pk].theme_fit == expected  # type: ignore[attr-defined]


def test_a_partial_fit_says_so(w: World) -> None:
    order = make.staffing(w)
    order.themes.set(tags(["adult-social-work"]))
    assert "1 teema sopii osin" in matching.candidates(order)[0].reasons
    order.themes.set(tags(["adult-social-work", "use-of-services"]))
    assert matching.candidates(order)[0].reasons[:2] == ["1 teema sopii", "1 teema sopii osin"]


def test_the_offer_shows_the_orderer_the_themes_that_answer(w: World) -> None:
    order = make.staffing(w)
    order.themes.set(tags(["adult-social-work"]))
    assert make.orders.send_offer(order.pk, by=w.coordinator, expert=w.expert).themes_shown
    other = make.staffing(w, make.DAY.replace(day=30))
    other.themes.set(tags(["use-of-services", "street"]))
    shown = make.orders.send_offer(other.pk, by=w.coordinator, expert=w.expert2).themes_shown
    assert shown == [theme.pk for theme in w.expert2.themes.all()]


def test_the_tree_is_whole_and_in_three_languages(db: None) -> None:
    children = Theme.objects.exclude(parent=None)
    assert Theme.objects.filter(parent=None).count() == 20
    assert all(theme.children.exists() for theme in Theme.objects.filter(parent=None))
    assert not children.exclude(parent__parent=None).exists()
    for theme in Theme.objects.all():
        assert theme.fi
        assert theme.sv
        assert theme.en
        assert theme.data_class in {"H", "S", "C", "E", "-"}
