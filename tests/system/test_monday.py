"""A coordinator's bad Monday, with the keyboard's owner at a wide screen: an illness, a clash, a newcomer, a private
limit and a late cancellation, each met in the interface of the person it happens to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

import orders.sweeps
import payments.sweeps
from core import outbox
from experts.models import Expert
from orders.models import Gig, Offer, Order
from orders.states import GigState, OfferState
from payments.models import Fee
from tests.factories import world as made
from tests.factories.world import NOW, World
from tests.system.hands import Desk

pytestmark = [pytest.mark.system, pytest.mark.timeout(240), pytest.mark.row("B19")]
Moves = Callable[[datetime], None]
MONDAY = NOW + timedelta(days=6, hours=-1)
"""Eight in the morning."""
TOMORROW = MONDAY + timedelta(days=1, hours=5)


@pytest.fixture
def newcomer(bank: World) -> Expert:
    return made.an_expert(bank.main_user, "Veera", 2)


@pytest.mark.parametrize("desk", [True], ids=["javascript"], indirect=True)
def test_a_bad_monday(bank: World, newcomer: Expert, desk: Desk, move_clock: Moves) -> None:
    ill = made.agreed(bank, TOMORROW, title="Luento huomenna")
    cancelled = made.agreed(bank, MONDAY + timedelta(hours=23), bank.expert2, title="Paneeli huomenna")
    new = made.at_the_bank(bank, TOMORROW + timedelta(days=14), title="Uusi tilaus")
    outbox.drain()
    move_clock(MONDAY)
    orders.sweeps.sweep_all()
    keeps_to_one_gig_a_week(bank, desk)
    falls_ill(bank, desk, ill)
    sees_it_first_on_the_board(bank, desk)
    finds_cover(bank, desk, ill.order)
    takes_it_as_the_first(bank, desk, newcomer, ill)
    cancels_late(bank, desk, cancelled)
    cannot_be_in_two_places(bank, desk, newcomer)
    asks_nothing_about_a_private_limit(bank, desk, new)
    leaves_nobody_unpaid(bank, desk, cancelled, move_clock)


def keeps_to_one_gig_a_week(bank: World, desk: Desk) -> None:
    """Kalle's own limit, before the week is full."""
    with desk.person(bank.expert2.person) as kalle:
        kalle.open("/oma-sivu/rajat/")
        kalle.write("Montako keikkaa viikossa", "1")
        kalle.press("Tallenna rajasi")


def falls_ill(bank: World, desk: Desk, gig: Gig) -> None:
    with desk.person(bank.expert.person) as aino:
        aino.open(reverse("portal:gig", args=[gig.slug]))
        aino.follow("En pääse")
        aino.press("En pääse, vapauta minut")
        aino.sees("Olet nyt vapaa tästä keikasta")
    outbox.drain()


def sees_it_first_on_the_board(bank: World, desk: Desk) -> None:
    with desk.person(bank.coordinator) as minna:
        minna.open(reverse("orders:board") + "?show=act")
        titles = minna.page.locator(".board h3").all_inner_texts()
        assert set(titles) == {"Luento huomenna", "Uusi tilaus"}
        minna.sees("huomenna")


def finds_cover(bank: World, desk: Desk, order: Order) -> None:
    """Kalle's week is full and Aino is ill: the newcomer is asked, and the reason for Kalle is nobody's business."""
    with desk.person(bank.coordinator) as minna:
        minna.open(reverse("orders:handle", args=[order.slug]))
        minna.follow("Etsi tilalle")
        minna.sees("Veera", "ensimmäinen kyllä saa keikan".capitalize())
        minna.does_not_see("Kalle", "Aino")
        minna.press("Lähetä tarjous valituille")
        minna.sees("Veera Esimerkki2", "Odottaa vastausta")
    offer = Offer.objects.get(order=order, state=OfferState.SENT)
    assert offer.answer_by - MONDAY <= timedelta(hours=2), "urgent"


def takes_it_as_the_first(bank: World, desk: Desk, newcomer: Expert, gig: Gig) -> None:
    with desk.stranger() as veera:
        veera.mailed(newcomer.person, "Katso tarjous ja vastaa")
        veera.press("Otan keikan")
        veera.sees("Keikka on sinun")
    assert Gig.objects.get(order=gig.order, state=GigState.AGREED).expert == newcomer


def cancels_late(bank: World, desk: Desk, gig: Gig) -> None:
    """What is shown before the click is what is paid."""
    with desk.person(bank.orderer) as paivi:
        paivi.open(reverse("portal:order", args=[gig.order.slug]))
        paivi.follow("Peru tilaus")
        paivi.choose("Miksi peruutat?", "osallistujia on liian vähän")
        paivi.press_starting("Peru tilaus")
        paivi.sees("peruttu")
    outbox.drain()


def cannot_be_in_two_places(bank: World, desk: Desk, newcomer: Expert) -> None:
    """A second order at the same hour: the newcomer is not free, and the page says why."""
    order = made.staffing(bank, TOMORROW + timedelta(minutes=30), title="Samaan aikaan")
    with desk.person(bank.coordinator) as minna:
        minna.open(reverse("orders:candidates", args=[order.slug]))
        assert minna.page.get_by_role("link", name="Tee tarjous: Veera").count() == 0
        minna.write("Kokemusasiantuntijan nimi", "Veera")
        minna.press("Katso syyt")
        minna.sees("Veera Esimerkki2", "toinen keikka samaan aikaan")


def asks_nothing_about_a_private_limit(bank: World, desk: Desk, new: Order) -> None:
    made.agreed(bank, TOMORROW + timedelta(days=13), bank.expert2, title="Kallen viikko")
    with desk.person(bank.coordinator) as minna:
        minna.open(reverse("orders:handle", args=[new.slug]))
        minna.press("Hyväksy ja valitse tekijä")
        minna.sees("Aino Esimerkki")
        assert minna.page.get_by_role("link", name="Tee tarjous: Kalle").count() == 0
        minna.write("Kokemusasiantuntijan nimi", "Kalle")
        minna.press("Katso syyt")
        minna.sees("yksityinen peruste")
        minna.does_not_see("viikossa", "raja")


def leaves_nobody_unpaid(bank: World, desk: Desk, gig: Gig, move_clock: Moves) -> None:
    move_clock(TOMORROW + timedelta(days=1))
    orders.sweeps.sweep_all()
    payments.sweeps.sweep_all()
    outbox.drain()
    gig.refresh_from_db()
    assert gig.state == GigState.CANCELLED
    fee = Fee.objects.get(report__gig=gig)
    with desk.person(bank.expert2.person) as kalle:
        kalle.open("/palkkiot/")
        kalle.sees(f"{fee.total_cents // 100},00 €")
