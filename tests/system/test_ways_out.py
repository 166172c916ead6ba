"""Plain ways out of a lecture that doesn't go as hoped, on a phone: nobody is left hanging, nobody unpaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

import evaluation.sweeps
import orders.sweeps
import payments.sweeps
from core import outbox
from orders.models import Gig, GigReport, Order
from orders.states import GigState, OrderState, ReportState
from payments.models import Contract, Fee
from tests.factories import world as made
from tests.factories.world import DAY, NOW, World
from tests.system.hands import PHONE, Desk

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
Moves = Callable[[datetime], None]


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, settings: LazySettings) -> Iterator[Desk]:
    settings.KP_PUBLIC_URL = live_server.url
    desk = Desk(browser, live_server.url, width=PHONE["width"])
    yield desk
    desk.nothing_found()


@pytest.fixture
def later(move_clock: Moves) -> Moves:
    """The bank's time goes on, and beat's minute comes."""

    def go(moment: datetime) -> None:
        move_clock(moment)
        orders.sweeps.sweep_all()
        payments.sweeps.sweep_all()
        evaluation.sweeps.sweep_all()
        outbox.drain()

    return go


@pytest.mark.row("B5")
def test_a_no_needs_no_reason_and_the_coordinator_acts_next(bank: World, phone: Desk) -> None:
    offer = made.offered(bank)
    with phone.stranger() as expert:
        expert.mailed(bank.expert.person, "Katso tarjous ja vastaa")
        expert.sees("Syytä ei kysytä")
        expert.press("Ei tällä kertaa")
        expert.sees("Kiitos, kun vastasit")
    with phone.person(bank.coordinator) as coordinator:
        coordinator.open("/tehtavat/")
        coordinator.follow("Lähetä uusi tarjous")
        coordinator.open(reverse("orders:candidates", args=[offer.order.slug]))
        coordinator.sees("Kalle", "Kieltäytyminen ei muuta järjestystä")


@pytest.mark.row("A5")
def test_a_deputy_is_asked_after_three_working_days(bank: World, phone: Desk, later: Moves) -> None:
    order = made.submitted(bank)
    later(NOW + timedelta(days=4))
    with phone.stranger() as deputy:
        deputy.mailed(bank.deputy, "Katso ja päätä")
        deputy.press_starting("Hyväksy, enintään")
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_BANK


def test_an_expert_who_cannot_come_is_free_at_once(bank: World, phone: Desk) -> None:
    gig = made.agreed(bank)
    with phone.person(bank.expert.person) as expert:
        expert.open(reverse("portal:gig", args=[gig.slug]))
        expert.follow("En pääse")
        expert.sees("Olet heti vapaa", "syytä ei kysytä")
        expert.press("En pääse, vapauta minut")
        expert.sees("Olet nyt vapaa tästä keikasta")
    with phone.person(bank.orderer) as orderer:
        orderer.open(reverse("portal:order", args=[gig.order.slug]))
        assert "Etsimme tekijää" in orderer.status
    gig.refresh_from_db()
    assert gig.state == GigState.RELEASED


def test_an_orderer_sees_what_cancelling_costs_before_it_is_done(bank: World, phone: Desk, later: Moves) -> None:
    gig = made.agreed(bank)
    later(DAY - timedelta(hours=20))
    with phone.person(bank.orderer) as orderer:
        orderer.open(reverse("portal:order", args=[gig.order.slug]))
        orderer.follow("Peru tilaus")
        orderer.sees("Maksuttoman perumisen aika on ohi", "työ 225,00 €")
        orderer.choose("Miksi peruutat?", "aika ei sovikaan")
        orderer.press_starting("Peru tilaus")
        orderer.sees("peruttu")
    outbox.drain()
    with phone.person(bank.expert.person) as expert:
        expert.open("/palkkiot/")
        expert.sees("to 15.10.")


def test_an_unsigned_contract_is_agreed_by_phone(bank: World, phone: Desk, later: Moves) -> None:
    made.agreed(bank)
    outbox.drain()
    later(DAY - timedelta(hours=20))
    with phone.person(bank.coordinator) as coordinator:
        coordinator.open("/tehtavat/")
        coordinator.follow("Sopimus on allekirjoittamatta")
        coordinator.follow("Kirjaa puhelimessa annettu suostumus")
        coordinator.write("Milloin puhuitte", "Soitin ma 28.9. klo 17, Aino hyväksyi sopimuksen sellaisenaan.")
        coordinator.press("Kirjaa suostumus")
    with phone.person(bank.coordinator2) as second:
        second.open(reverse("payments:contract", args=[Contract.objects.get().slug]))
        second.press("Allekirjoita pankin puolesta")
        second.sees("Sopimus on voimassa")
    assert Gig.objects.get().state == GigState.CONFIRMED


@pytest.mark.row("D6")
def test_the_coordinator_reports_for_a_silent_expert_and_the_unsigned_gig_is_paid(
    bank: World, phone: Desk, later: Moves
) -> None:
    made.over(bank)
    later(DAY + timedelta(days=4))
    with phone.person(bank.coordinator) as coordinator:
        coordinator.open("/tehtavat/")
        coordinator.follow("Soita kokemusasiantuntijalle")
        coordinator.open(reverse("orders:report", args=[GigReport.objects.get().slug]))
        coordinator.sees("Kirjaa puhelimitse")
        coordinator.press("Toteutui kuten sovittiin")
    with phone.stranger() as orderer:
        orderer.mailed(bank.orderer, "Katso ja kuittaa")
        orderer.press("Kuittaa toteuma")
    outbox.drain()
    assert Contract.objects.get().state == "composed", "never signed"
    with phone.person(bank.expert.person) as expert:
        expert.open("/palkkiot/")
        expert.sees("275,00 €")


@pytest.mark.row("D8")
def test_a_contested_report_is_decided_with_both_side_by_side(bank: World, phone: Desk, move_clock: Moves) -> None:
    report = made.reported(bank)
    move_clock(DAY + timedelta(hours=3))
    with phone.person(bank.orderer) as orderer:
        orderer.open(reverse("orders:report-confirm", args=[report.slug]))
        orderer.unfold("Jokin ei täsmää")
        orderer.write("Mikä ei täsmää?", "Valmistelua oli vain tunti.")
        orderer.press("Lähetä koordinaattorille")
    with phone.person(bank.coordinator) as coordinator:
        coordinator.open(reverse("orders:report-decide", args=[report.slug]))
        coordinator.sees("Ilmoitukset eroavat", "Valmistelua oli vain tunti.", "275,00 €")
        coordinator.page.get_by_role("group", name="Miten ratkaiset?").get_by_role("radio").first.check()
        coordinator.write("Perustelu molemmille", "Sovimme valmistelusta kaksi tuntia.")
        coordinator.press("Ratkaise ja kerro molemmille")
    report.refresh_from_db()
    assert report.state == ReportState.APPROVED
    outbox.drain()
    assert Fee.objects.count() == 1


@pytest.mark.row("I2")
def test_an_orderer_not_reached_twice_leaves_the_coordinators_own_word(bank: World, phone: Desk, later: Moves) -> None:
    made.approved(bank)
    outbox.drain()
    later(DAY + timedelta(days=8))
    with phone.person(bank.coordinator) as coordinator:
        coordinator.open("/palaute/jono/")
        coordinator.follow("Kirjaa puhelu")
        coordinator.press("Ei tavoitettu")
        coordinator.open("/palaute/jono/")
        coordinator.follow("Kirjaa puhelu")
        coordinator.write("Sanasi kokemusasiantuntijalle", "Kiitos, Aino. Sinusta puhuttiin hyvää koko viikon.")
        coordinator.press("Ei tavoitettu")
    outbox.drain()
    with phone.person(bank.expert.person) as expert:
        expert.open("/palaute/")
        expert.sees("Koordinaattorin oma sana", "Sinusta puhuttiin hyvää")
    assert Gig.objects.get().state == GigState.CLOSED


def test_an_order_whose_day_passed_ends_by_itself(bank: World, phone: Desk, later: Moves) -> None:
    order = made.staffing(bank)
    later(DAY + timedelta(minutes=1))
    with phone.person(bank.orderer) as orderer:
        orderer.open(reverse("portal:order", args=[order.slug]))
        assert "Aika ehti kulua, eikä tekijää löytynyt" in orderer.status
        orderer.sees("Tilaa uudelleen")
    assert Order.objects.get().state == OrderState.CANCELLED
