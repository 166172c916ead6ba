"""The coordinator's and the expert's pages: what they say, whom they refuse, and how much they ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from core.models import AuditEntry
from experts.models import Expert
from orders import actions, sweeps
from orders.models import Gig, Order
from orders.states import OrderState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World

Queries = Callable[..., Any]


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def get(who: Any, name: str, *args: str) -> str:
    answer = entered(who).get(reverse(name, args=args))
    assert answer.status_code == 200
    return said(answer)


def test_an_empty_board_teaches(w: World) -> None:
    assert "Taulu on vielä tyhjä" in get(w.coordinator, "orders:board")


@pytest.mark.row("A8")
def test_the_board_says_what_is_late_and_the_next_act(w: World) -> None:
    make.at_the_bank(w)
    make.staffing(w, DAY + timedelta(days=1))
    make.agreed(w, DAY + timedelta(days=2))
    text = get(w.coordinator, "orders:board")
    for shown in (
        "2 tilausta odottaa sinua.",
        "vastaa pe 4.9. mennessä",
        "Käsittele",
        "tarjous puuttuu",
        "sopimus kesken",
    ):
        assert shown in text
    with clock.at(NOW + timedelta(days=4)):
        assert "myöhässä: vastaa nyt" in get(w.coordinator, "orders:board")


def test_every_state_of_an_order_has_its_place_on_the_board(w: World) -> None:
    orders = {make.submitted(w), make.at_the_bank(w), make.staffing(w), make.agreed(w, DAY + timedelta(days=1)).order}
    text = get(w.coordinator, "orders:board")
    assert all(reverse("orders:handle", args=[order.slug]) in text for order in orders)
    assert reverse("orders:handle", args=[make.draft(w).slug]) not in text


def test_the_bank_takes_an_order_and_chooses_how_it_pays(w: World) -> None:
    order = make.at_the_bank(w)
    text = get(w.coordinator, "orders:handle", order.slug)
    assert "kukaan ei johda eikä valvo työtä" in text
    assert "Pankki ei vielä osaa maksaa tällä tavalla." in text
    client = entered(w.coordinator)
    path = reverse("orders:approve", args=[order.slug])
    bad = client.post(path, {"profile": "A"})
    assert bad.status_code == 422
    assert Order.objects.get(pk=order.pk).state == OrderState.AWAITING_BANK
    assert client.post(path, {"profile": "D"}).url == reverse("orders:candidates", args=[order.slug])
    assert Order.objects.get(pk=order.pk).profile == "D"


def test_a_no_is_written_to_the_orderer(w: World) -> None:
    order = make.at_the_bank(w)
    client = entered(w.coordinator)
    path = reverse("orders:reject", args=[order.slug])
    assert "Kerro tilaajalle, miksi tilausta ei oteta." in said(client.post(path, {"reason": ""}))
    client.post(path, {"reason": "Aihe kuuluu toiselle pankille."})
    assert Order.objects.get(pk=order.pk).state == OrderState.REJECTED
    assert "Aihe kuuluu toiselle pankille." in get(w.orderer, "portal:order", order.slug)


def test_more_is_asked_and_the_orderer_acts_next(w: World) -> None:
    order = make.at_the_bank(w)
    client = entered(w.coordinator)
    path = reverse("orders:ask", args=[order.slug])
    assert "Kirjoita kysymys" in said(client.post(path, {"text": ""}))
    client.post(path, {"text": "Tallennetaanko luento?"})
    assert "tilaaja vastaa ti 8.9. mennessä" in get(w.coordinator, "orders:board")
    assert "Tallennetaanko luento?" in get(w.orderer, "portal:order", order.slug)


def test_while_an_offer_is_open_the_expert_acts_next(w: World) -> None:
    offer = make.offered(w)
    text = get(w.coordinator, "orders:handle", offer.order.slug)
    assert "Seuraavaksi: Aino Esimerkki" in text
    assert "Vedä tarjous pois" in text


@pytest.mark.row("D1")
def test_the_gig_card_holds_everything(w: World) -> None:
    gig = make.agreed(w)
    outbox.drain()
    text = get(w.expert.person, "portal:gig", gig.slug)
    for shown in (
        "ti 29.9. klo 13.00–14.30",
        "Microkatu 1, B2024, Kuopio",
        "Päivi Tilaaja",
        "040 123 4567",
        "Aulassa vastassa Päivi.",
        "Opiskelijat ymmärtävät",
        "275,00 €",
        "Sopimus odottaa allekirjoitustasi",
        "En pääse",
        "040 000 0000",
        "Minna Koordinaattori",
    ):
        assert shown in text


def test_the_orderer_sees_name_title_and_chosen_themes_but_no_money_of_the_expert(w: World) -> None:
    gig = make.agreed(w)
    text = get(w.orderer, "portal:gig", gig.slug)
    for shown in ("Aino Esimerkki", "koulutettu kokemusasiantuntija", "asiointi aikuissosiaalityössä"):
        assert shown in text
    for hidden in ("275,00 €", w.expert.person.email, "En pääse"):
        assert hidden not in text
    seen = AuditEntry.objects.filter(verb="viewed:gig_themes", by=w.orderer, about=w.expert.person_id)
    assert seen.count() == 1


def test_contact_is_shown_two_days_before_and_only_when_the_expert_lets(w: World) -> None:
    gig = make.agreed(w)
    email = w.expert.person.email
    with clock.at(DAY - timedelta(hours=47)):
        assert email not in get(w.orderer, "portal:gig", gig.slug)
        Expert.objects.filter(pk=w.expert.pk).update(share_contact=True)
        assert email in get(w.orderer, "portal:gig", gig.slug)
        type(w.expert.person).objects.filter(pk=w.expert.person_id).update(protected=True)
        assert email not in get(w.orderer, "portal:gig", gig.slug)
    type(w.expert.person).objects.filter(pk=w.expert.person_id).update(protected=False)
    with clock.at(DAY - timedelta(hours=49)):
        assert email not in get(w.orderer, "portal:gig", gig.slug)


def test_after_en_paase_the_orderer_no_longer_sees_who_it_was(w: World) -> None:
    gig = make.agreed(w)
    actions.release_gig(gig.pk, by=w.expert.person)
    assert "Aino" not in get(w.orderer, "portal:gig", gig.slug)


def test_what_is_done_is_told_to_the_expert_as_you_and_to_others_as_the_one_who_comes(w: World) -> None:
    gig = make.agreed(w)
    card, own, handle = (
        reverse("portal:gig", args=[gig.slug]),
        reverse("orders:offer", args=[gig.offer.slug]),
        reverse("orders:handle", args=[gig.order.slug]),
    )
    mine = [(w.expert.person, card), (w.expert.person, own)]
    others = [(w.coordinator, card), (w.coordinator, handle), (w.orderer, card)]
    for who, url in mine + others:
        text = entered(who).get(url).content.decode()
        assert ("Mitä teet" in text, "Mitä tekijä tekee" in text) == ((who, url) in mine, (who, url) in others), url


def test_a_gig_is_open_to_its_own_people_alone(w: World) -> None:
    gig = make.agreed(w)
    path = reverse("portal:gig", args=[gig.slug])
    for who in (w.expert2.person, w.payroll, w.main_user, w.approver):
        assert entered(who).get(path).status_code == 404
    other = reverse("orders:release", args=[gig.slug])
    for who in (w.expert2.person, w.coordinator, w.orderer):
        assert entered(who).get(other).status_code == 404


@pytest.mark.parametrize(
    "name", ["handle", "candidates", "more-money", "approve", "reject", "ask"], ids=lambda name: str(name)
)
def test_the_coordinators_pages_are_the_coordinators(w: World, name: str) -> None:
    order = make.at_the_bank(w)
    path = reverse(f"orders:{name}", args=[order.slug])
    for who in (w.expert.person, w.orderer, w.payroll, w.main_user, w.approver):
        client = entered(who)
        answer = client.post(path) if name in {"approve", "reject", "ask"} else client.get(path)
        assert answer.status_code == 403


def spread(w: World, number: int, at: Callable[..., Any]) -> list[Any]:
    """As many rows, a day apart, for experts in turn."""
    experts = [w.expert, w.expert2]
    return [at(w, DAY + timedelta(days=n), experts[n % 2]) for n in range(number)]


def board_of(w: World, number: int) -> None:
    for n in range(number):
        when = DAY + timedelta(days=n)
        make.submitted(w, when)
        make.at_the_bank(w, when)
        make.staffing(w, when)
        make.offered(w, when, w.expert)
    spread(w, number, make.agreed)
    for report in [make.over(w, DAY + timedelta(days=40 + n)) for n in range(number)]:
        assert report.reports.get()


BOARD, OFFERS, OFFER, HANDLE, GIG, TASKS = 8, 12, 18, 28, 14, 5


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_asks_as_much_of_one_as_of_three(w: World, django_assert_num_queries: Queries, number: int) -> None:
    board_of(w, number)
    client = entered(w.coordinator)
    with django_assert_num_queries(BOARD):
        client.get(reverse("orders:board"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_experts_list_asks_as_much_of_one_as_of_three(
    w: World, django_assert_num_queries: Queries, number: int
) -> None:
    for n in range(number):
        make.offered(w, DAY + timedelta(days=n), w.expert)
        make.agreed(w, DAY + timedelta(days=20 + n), w.expert)
        actions.decline_offer(make.offered(w, DAY + timedelta(days=40 + n)).pk, by=w.expert.person)
    client = entered(w.expert.person)
    with django_assert_num_queries(OFFERS):
        client.get(reverse("orders:offers"))


@pytest.mark.parametrize("number", [1, 3])
def test_an_offer_and_a_card_ask_as_much_of_one_session_as_of_three(
    w: World, django_assert_num_queries: Queries, number: int
) -> None:
    offer = make.offered(w, DAY, w.expert, sessions=number)
    client = entered(w.expert.person)
    with django_assert_num_queries(OFFER):
        client.get(reverse("orders:offer", args=[offer.slug]))
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    with django_assert_num_queries(GIG):
        client.get(reverse("portal:gig", args=[gig.slug]))


@pytest.mark.parametrize("number", [1, 3])
def test_an_order_in_hand_asks_as_much_of_one_offer_as_of_three(
    w: World, django_assert_num_queries: Queries, number: int
) -> None:
    order = make.staffing(w, experts_needed=4)
    for n in range(number):
        expert = make.an_expert(w.main_user, f"Lisä{n}", n + 2)
        actions.accept_offer(actions.send_offer(order.pk, by=w.coordinator, expert=expert).pk, by=expert.person)
        actions.ask_question(order.pk, by=w.coordinator, text=f"Kysymys {n}")
    client = entered(w.coordinator)
    with django_assert_num_queries(HANDLE):
        client.get(reverse("orders:handle", args=[order.slug]))


@pytest.mark.parametrize("number", [1, 3])
def test_tasks_ask_as_much_of_one_as_of_three(w: World, django_assert_num_queries: Queries, number: int) -> None:
    for n in range(number):
        actions.decline_offer(make.offered(w, DAY + timedelta(days=n)).pk, by=w.expert.person)
    reports = [make.over(w, DAY + timedelta(days=30 + n)).reports.get() for n in range(number)]
    with clock.at(max(report.due for report in reports)):
        sweeps.sweep_all()
        client = entered(w.coordinator)
        with django_assert_num_queries(TASKS):
            text = said(client.get(reverse("portal:tasks")))
    assert text.count("Soita kokemusasiantuntijalle") >= number
    assert Gig.objects.count() == number


def test_the_page_to_handle_says_what_still_waits_with_the_gig(w: World) -> None:
    gig = make.agreed(w)
    page = get(w.coordinator, "orders:handle", gig.order.slug)
    assert "Tekijä on löytynyt, sopimus on tulossa" in page
    assert "kokemusasiantuntija allekirjoittaa sopimuksen" in page
