"""Several on one gig: each learns the others' first name and title, once both have accepted."""

from __future__ import annotations

import pytest
from django.urls import reverse

from experts.models import Expert
from orders import actions
from orders.models import Gig
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import World


def pair(w: World) -> list[Gig]:
    """Aino has accepted first, then Kalle."""
    Expert.objects.filter(pk=w.expert2.pk).update(title="vertaisohjaaja")
    order = make.staffing(w, experts_needed=2)
    offers = [actions.send_offer(order.pk, by=w.coordinator, expert=expert) for expert in (w.expert, w.expert2)]
    return [actions.accept_offer(offer.pk, by=offer.expert.person) for offer in offers]


def card(gig: Gig) -> str:
    client = entered(gig.expert.person, second_factor=False)
    return client.get(reverse("portal:gig", args=[gig.slug])).content.decode()


@pytest.mark.row("A2")
def test_each_sees_the_others_first_name_and_title_and_nothing_else(w: World) -> None:
    first, second = pair(w)
    text = card(first)
    assert "Muut samalla keikalla" in text
    assert "<b>Kalle</b>" in text
    assert "vertaisohjaaja" in text
    for never in ("Esimerkki1", "kalle.esimerkki", "asiointi aikuissosiaalityössä"):
        assert never not in text
    assert "<b>Aino</b>" in card(second)


@pytest.mark.row("A2")
def test_before_the_other_has_accepted_and_after_a_release_there_is_nobody(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    offers = [actions.send_offer(order.pk, by=w.coordinator, expert=expert) for expert in (w.expert, w.expert2)]
    gig = actions.accept_offer(offers[0].pk, by=w.expert.person)
    client = entered(w.expert2.person, second_factor=False)
    offer_page = client.get(reverse("orders:offer", args=[offers[1].slug])).content.decode()
    assert "Aino" not in offer_page
    assert "Kalle" not in card(gig)
    other = actions.accept_offer(offers[1].pk, by=w.expert2.person)
    actions.release_gig(gig.pk, by=w.expert.person)
    gig.refresh_from_db()
    assert "Muut samalla keikalla" not in card(other)
    assert "Muut samalla keikalla" not in card(gig)
