"""«Sopivat keikat»: one column of what I could take, what stands in the way of the rest, how to be asked for more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from experts import actions as experts
from orders import actions
from orders.models import Offer
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[World]:
    with clock.at(make.NOW):
        yield make.world()


def opened(w: World) -> str:
    return entered(w.expert.person, second_factor=False).get(reverse("orders:offers")).content.decode()


def link(offer: Offer) -> str:
    return reverse("orders:offer", args=[offer.slug])


@pytest.mark.row("B16")
def test_only_what_can_be_taken_is_among_the_fitting_ones_the_soonest_answer_first(w: World) -> None:
    sooner = make.offered(w, DAY + timedelta(days=3), title="Toinen luento")
    with clock.at(make.NOW + timedelta(days=1)):
        later = make.offered(w, DAY + timedelta(days=20))
    theirs = make.offered(w, DAY + timedelta(days=5), w.expert2)
    clashing = make.offered(w, DAY + timedelta(hours=1))
    gig = actions.accept_offer(make.offered(w, DAY).pk, by=w.expert.person)
    text = opened(w)
    fitting, _, rest = text.partition("Tulossa")
    assert "2 keikkaa on tarjolla sinulle" in fitting
    assert -1 < fitting.index(link(sooner)) < fitting.index(link(later))
    assert link(clashing) not in fitting and link(clashing) in rest
    assert "Et voi ottaa tätä: sinulla on silloin jo Luento tai koulutus" in rest
    assert link(theirs) not in text
    assert reverse("portal:gig", args=[gig.slug]) in rest
    for fact in ("Aikuissosiaalityö", "Microkatu 1", "€", "tilillä arviolta", "viimeistään"):
        assert fact in fitting


@pytest.mark.row("B16")
def test_no_open_order_is_listed_and_an_empty_page_says_how_to_be_asked(w: World) -> None:
    order = make.staffing(w, title="Avoin tilaus")
    text = opened(w)
    assert order.title not in text
    assert "Toivon keikkoja" in text and reverse("experts:availability") in text
    wish = {"wish": "yes", "from": "offers"}
    answer = entered(w.expert.person, second_factor=False).post(reverse("experts:wish"), wish)
    assert answer["Location"] == reverse("orders:offers")
    assert "Koordinaattori näkee, että toivot keikkoja" in opened(w)


@pytest.mark.row("B16")
@pytest.mark.row("2.11")
def test_on_tauko_what_is_offered_already_can_still_be_answered(w: World) -> None:
    offer = make.offered(w)
    experts.pause(w.expert.pk, by=w.expert.person)
    text = opened(w)
    assert link(offer) in text and "Yllä olevat tarjoukset ovat yhä voimassa" in text
    assert "Toivon keikkoja" not in text
