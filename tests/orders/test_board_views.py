"""The board's quick views and filters, all in the address (B19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = [pytest.mark.django_db, pytest.mark.row("B19")]


@pytest.fixture
def frozen() -> Iterator[None]:
    with clock.at(make.NOW):
        yield


@pytest.fixture
def site(frozen: None) -> make.World:
    """Five orders: late for an answer, new, searched for, agreed within the week, and agreed later."""
    with clock.at(make.NOW - timedelta(days=10)):
        w = make.world()
        make.at_the_bank(w, make.DAY, title="Myöhässä oleva")
    make.at_the_bank(w, make.DAY - timedelta(days=1), title="Uusi")
    make.staffing(w, make.DAY + timedelta(days=2), title="Tekijää vailla", kind="panel_talk")
    make.agreed(w, make.NOW + timedelta(days=3), title="Pian pidettävä")
    make.agreed(w, make.DAY + timedelta(days=4), title="Myöhempi")
    return w


def titles(w: make.World, query: str, status: int = 200) -> list[str]:
    answer = entered(w.coordinator).get(reverse("orders:board") + query)
    assert answer.status_code == status
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", answer.content.decode())


EVERY = {"Myöhässä oleva", "Uusi", "Tekijää vailla", "Pian pidettävä", "Myöhempi"}
VIEWS = [
    ("", EVERY),
    ("?show=act", {"Myöhässä oleva", "Uusi", "Tekijää vailla"}),
    ("?show=urgent", {"Myöhässä oleva"}),
    ("?show=week", {"Pian pidettävä"}),
    ("?task=panel_talk", {"Tekijää vailla"}),
    ("?task=panel_talk&show=week", set()),
    ("?whose=mine", {"Tekijää vailla", "Pian pidettävä", "Myöhempi"}),
    ("?show=nonsense&whose=nobody", EVERY),
]


def test_each_view_shows_its_own(site: make.World) -> None:
    assert {query: set(titles(site, query)) for query, _shown in VIEWS} == dict(VIEWS)


def test_a_view_says_how_many_it_holds_and_keeps_the_rest_of_the_address(site: make.World) -> None:
    page = entered(site.coordinator).get(reverse("orders:board") + "?whose=mine").content.decode()
    links = re.findall(r'<a href="(\?[^"]*)"[^>]*>([^<]+)<span class="tag[^"]*">(\d+)<', page)
    told = {words.strip(): (number, address) for address, words, number in links}
    assert told["Odottaa minua"] == ("1", "?show=act&amp;whose=mine")
    assert told["Kaikki"] == ("3", "?whose=mine")


def test_the_late_one_comes_first_then_the_nearest_of_those_that_wait_for_the_same(site: make.World) -> None:
    shown = titles(site, "")
    assert shown.index("Myöhässä oleva") < shown.index("Uusi")
    assert shown.index("Pian pidettävä") < shown.index("Myöhempi")
