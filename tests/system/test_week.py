"""An expert's week on an old phone without JavaScript: own words and time, a gig from mail to money, a pause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

import orders.sweeps
import payments.sweeps
from core import outbox
from orders import actions as orders_do
from orders.models import Gig, GigReport, Offer
from orders.states import GigState
from payments import actions as payments_do
from payments.models import Contract
from tests.factories import world as made
from tests.factories.world import DAY, World
from tests.system.hands import PHONE, Desk, Hands

pytestmark = [pytest.mark.system, pytest.mark.timeout(180), pytest.mark.row("L10")]
Moves = Callable[[datetime], None]
OWN_WORDS = "läheisen rinnalla terveysasemalla"


@pytest.fixture
def old_phone(browser: Browser, live_server: LiveServer, settings: LazySettings) -> Desk:
    settings.KP_PUBLIC_URL = live_server.url
    return Desk(browser, live_server.url, javascript=False, width=PHONE["width"])


@pytest.fixture
def aino(bank: World, old_phone: Desk) -> Iterator[Hands]:
    with old_phone.person(bank.expert.person) as expert:
        yield expert


def test_a_week_of_an_expert(bank: World, old_phone: Desk, aino: Hands, move_clock: Moves) -> None:
    tells_in_own_words(aino)
    says_when(aino)
    offer = made.offered(bank)
    gig = takes_the_gig_from_the_mail(bank, old_phone, offer)
    signs(bank, aino, gig)
    keeps_the_gig_in_the_own_calendar(aino)
    tells_that_it_was_held(bank, old_phone, move_clock)
    reads_when_the_money_comes(aino)
    pauses_and_comes_back(bank, aino)


def tells_in_own_words(expert: Hands) -> None:
    expert.open("/oma-sivu/")
    expert.follow("Lisää teema")
    expert.write("Teema omin sanoin", OWN_WORDS)
    expert.choose("Mihin teemoihin", "Läheisenä ja omaishoitajana")
    expert.choose("Kenen kokemus?", "läheisen kokemus")
    expert.choose("Kuka saa nähdä tämän?", "koordinaattori")
    expert.page.get_by_label("Suostun siihen").check()
    expert.press("Tallenna teema")
    expert.follow("Näin tilaaja näkee sinut")
    orderers, _cut, coordinators = expert.text.partition("Koordinaattori")
    assert OWN_WORDS not in orderers
    assert OWN_WORDS in coordinators


def says_when(expert: Hands) -> None:
    expert.open("/oma-sivu/ajat/")
    for name in ("maanantai", "sunnuntai"):
        for box in expert.page.get_by_label(name).all():
            box.uncheck()
    expert.press("Tallenna viikkorytmi")
    expert.open("/oma-sivu/ajat/")
    assert not expert.page.get_by_label("maanantai").first.is_checked()
    assert expert.page.get_by_label("tiistai").first.is_checked()


def takes_the_gig_from_the_mail(bank: World, desk: Desk, offer: Offer) -> Gig:
    with desk.stranger() as expert:
        expert.mailed(bank.expert.person, "Katso tarjous ja vastaa")
        expert.sees("275,00 €", "ti 29.9. klo 13.00–14.30")
        expert.press("Otan keikan")
        expert.sees("Keikka on sinun")
    outbox.drain()
    return Gig.objects.get(offer=offer)


def signs(bank: World, expert: Hands, gig: Gig) -> None:
    expert.open("/etusivu/expert/")
    expert.open(reverse("portal:gig", args=[gig.slug]))
    expert.follow("Lue ja allekirjoita")
    expert.press("Allekirjoita sopimus")
    payments_do.sign_for_bank(Contract.objects.get().pk, by=bank.coordinator)
    expert.open(reverse("portal:gig", args=[gig.slug]))
    expert.sees("Vahvistettu", "Microkatu 1", "Päivi Tilaaja", "En pääse")


def keeps_the_gig_in_the_own_calendar(expert: Hands) -> None:
    expert.open("/omat-tiedot/kalenteri/")
    expert.press("Tee minulle osoite")
    address = expert.page.locator("main input[readonly], main code").first
    text = address.input_value() if address.get_attribute("readonly") is not None else address.inner_text()
    feed = expert.page.request.get(text.replace("webcal://", "http://").strip())
    events = Calendar.from_ical(feed.body()).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED"]
    assert "sosionomi" not in feed.text()


def tells_that_it_was_held(bank: World, desk: Desk, move_clock: Moves) -> None:
    move_clock(DAY + timedelta(hours=2))
    orders.sweeps.sweep_all()
    outbox.drain()
    with desk.stranger() as expert:
        expert.mailed(bank.expert.person, "Ilmoita toteuma")
        expert.press("Toteutui kuten sovittiin")
        expert.sees("Kiitos")
    orders_do.confirm_report(GigReport.objects.get().pk, by=bank.orderer)
    payments.sweeps.sweep_all()
    outbox.drain()


def reads_when_the_money_comes(expert: Hands) -> None:
    expert.open("/palkkiot/")
    expert.sees("275,00 €", "to 15.10.")


def pauses_and_comes_back(bank: World, expert: Hands) -> None:
    order = made.staffing(bank, DAY + timedelta(days=15))
    expert.open("/oma-sivu/")
    expert.follow("Pidä tauko")
    expert.sees("Syytä ei kysytä")
    expert.press("Aloita tauko nyt")
    with expert.desk.person(bank.coordinator) as coordinator:
        coordinator.open(reverse("orders:candidates", args=[order.slug]))
        assert coordinator.page.get_by_role("link", name="Tee tarjous: Aino").count() == 0
        assert coordinator.page.get_by_role("link", name="Tee tarjous: Kalle").count() == 1
    expert.open("/palkkiot/")
    expert.sees("275,00 €")
    expert.open("/tyonohjaus/")
    expert.open("/oma-sivu/")
    expert.press("Palaan keikoille nyt")
    assert Gig.objects.get().state == GigState.OVER
