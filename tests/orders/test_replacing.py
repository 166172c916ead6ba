"""Cover in one click: the best are shown and asked at once, the first yes gets it, the others hear at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from core.models import OutboxMessage, Task
from orders import actions
from orders.models import Gig, Offer, Order
from orders.states import OfferState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

pytestmark = pytest.mark.row("B15")


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def three(w: World) -> list[Any]:
    """Three more who could come."""
    return [make.an_expert(w.main_user, name, 2, payee=False, card=False) for name in ("Sanni", "Tomi", "Ulla")]


def released(w: World, hours: float) -> Order:
    """Somebody could not come, so many hours before; the clock stands there."""
    gig = make.agreed(w)
    with clock.at(DAY - timedelta(hours=hours)):
        entered(w.expert.person).post(reverse("orders:release", args=[gig.slug]))
    return Order.objects.get(pk=gig.order_id)


def asked(order: Order) -> list[Offer]:
    return list(order.offers.live().select_related("expert__person").order_by("id"))


def test_from_the_mail_to_three_offers_in_one_post(w: World, three: list[Any]) -> None:
    order = released(w, 30)
    with clock.at(DAY - timedelta(hours=29)):
        url = OutboxMessage.objects.get(template="orders_released_bank").path
        assert Task.objects.open().get(what="staff_order").due == DAY - timedelta(hours=28), "two hours after"
        client = entered(w.coordinator)
        page = client.get(url)
        assert "Etsi tilalle" in said(page)
        ticked = [candidate.expert for candidate, on in page.context["rows"] if on]
        assert len(ticked) == 3
        assert "oli jo mukana, mutta estyi" not in said(page).split("checked")[0]
        answer = client.post(url, {"expert": [expert.slug for expert in ticked]}, follow=True)
        assert "Tarjous on lähetetty 3 ihmiselle. Ensimmäinen kyllä saa keikan." in said(answer)
        again = client.post(url, {"expert": [expert.slug for expert in ticked]}, follow=True)
        assert "Nyt voi kysyä enintään" not in said(again), "a second click is calm"
        offers = asked(order)
        assert {offer.expert for offer in offers} == set(ticked)
        assert {offer.answer_by - clock.now() for offer in offers} == {timedelta(hours=2)}
        url = reverse("orders:offer-answer", args=[offers[1].slug])
        entered(offers[1].expert.person).post(url, {"answer": "yes"})
    order.refresh_from_db()
    assert order.state == "staffed"
    first = Gig.objects.get(state="released").offer
    states = sorted(order.offers.exclude(pk=first.pk).values_list("state", flat=True))
    assert states == [OfferState.ACCEPTED, OfferState.WITHDRAWN, OfferState.WITHDRAWN]
    told = OutboxMessage.objects.filter(template="orders_offer_withdrawn")
    assert {row.person for row in told} == {offers[0].expert.person, offers[2].expert.person}


def test_on_the_day_the_window_is_half_an_hour(w: World, three: list[Any]) -> None:
    order = released(w, 4)
    with clock.at(DAY - timedelta(hours=4)):
        actions.send_offers(order.pk, by=w.coordinator, experts=three)
        assert {offer.answer_by - clock.now() for offer in asked(order)} == {timedelta(minutes=30)}


def test_never_more_than_three_for_a_place_and_never_nobody(w: World, three: list[Any]) -> None:
    order = released(w, 30)
    url = reverse("orders:replace", args=[order.slug])
    with clock.at(DAY - timedelta(hours=29)):
        client = entered(w.coordinator)
        four = [expert.slug for expert in [w.expert2, *three]]
        assert "enintään näin monelta: 3" in said(client.post(url, {"expert": four}, follow=True))
        assert asked(order) == []
        assert "Valitse ainakin yksi" in said(client.post(url, {}))
        client.post(url, {"expert": four[:2]})
        assert "enintään näin monelta: 1" in said(client.post(url, {"expert": four[2:]}, follow=True))
        client.post(url, {"expert": four[2:3]})
        assert "Jokaiselle paikalle on jo avoin tarjous" in said(client.get(url, follow=True))


def test_one_who_is_busy_by_now_is_passed_over(w: World, three: list[Any]) -> None:
    order = released(w, 30)
    make.agreed(w, DAY, three[0])
    with clock.at(DAY - timedelta(hours=29)):
        url = reverse("orders:replace", args=[order.slug])
        answer = entered(w.coordinator).post(url, {"expert": [e.slug for e in three]}, follow=True)
        assert "Osa valituista ei ollut enää vapaa." in said(answer)
        assert [offer.expert for offer in asked(order)] == three[1:]


def test_without_a_hurry_one_is_asked_for_each_place(w: World) -> None:
    order = make.staffing(w)
    page = entered(w.coordinator).get(reverse("orders:replace", args=[order.slug]))
    assert page.context["left"] == 1
    assert [on for _candidate, on in page.context["rows"]][:1] == [True]
    assert "Kysy usealta" not in said(entered(w.coordinator).get(reverse("orders:handle", args=[order.slug])))


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_asks_as_much_for_three_as_for_one(w: World, n: int, django_assert_num_queries: Any) -> None:
    order = released(w, 30)
    for name in ("Sanni", "Tomi", "Ulla")[:n]:
        make.an_expert(w.main_user, name, 2, payee=False, card=False)
    client = entered(w.coordinator)
    with clock.at(DAY - timedelta(hours=29)), django_assert_num_queries(29):
        client.get(reverse("orders:replace", args=[order.slug]))
