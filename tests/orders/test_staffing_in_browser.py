"""Offers, gigs and reports in Chromium: axe finds nothing, 360 px holds everything, errors take the focus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from core import clock, links, outbox
from core.models import PurposeLink
from orders import actions, sweeps
from orders.models import Gig, GigReport, Offer, Order
from orders.pricing import Trip
from orders.reports import Deviation
from orders.states import GigState, OfferState, ReportState
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World
from tests.payments.test_in_browser import Hands

pytestmark = [pytest.mark.system, pytest.mark.row("L1"), pytest.mark.row("L10")]


@pytest.fixture
def w(transactional_db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield make.world()


@pytest.fixture
def hands(browser: Browser, live_server: LiveServer) -> Hands:
    return Hands(browser, live_server)


def path(name: str, *args: str) -> str:
    return reverse(name, args=args)


def mailed(name: str, purpose: str, number: int) -> str:
    link = PurposeLink.objects.filter(purpose=purpose, object_id=number).order_by("id")[0]
    return path(f"orders:{name}", links.token(link))


def focused(page: Page) -> None:
    expect(page.locator(".errors")).to_be_focused()


def an_offer(w: World) -> Offer:
    order = make.staffing(w, DAY + timedelta(days=2))
    trip = Trip(DAY.date(), "Iisalmi", "Kuopio", km=Decimal("84.5"))
    return actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, trips=[trip], greeting="Hei Aino!")


def test_the_coordinators_pages(w: World, hands: Hands) -> None:
    page = hands.enter(w.coordinator)
    hands.look(page, "board-empty", path("orders:board"))
    new = make.at_the_bank(w, DAY + timedelta(days=7))
    order = make.staffing(w)
    offer = an_offer(w)
    make.agreed(w, DAY + timedelta(days=9), w.expert2)
    outbox.drain()
    hands.look(page, "board", path("orders:board"))
    hands.look(page, "handle", path("orders:handle", new.slug))
    page.locator("summary", has_text="Hylkää tilaus").click()
    page.get_by_role("button", name="Hylkää ja kerro tilaajalle").click()
    focused(page)
    hands.look(page, "handle-error")
    hands.look(page, "handle-offered", path("orders:handle", offer.order.slug))
    hands.look(page, "candidates", path("orders:candidates", order.slug))
    hands.look(page, "candidates-busy", path("orders:candidates", offer.order.slug))
    hands.look(page, "offer-new", path("orders:offer-new", order.slug, w.expert.slug))
    page.get_by_label("Mistä").fill("Iisalmi")
    page.get_by_role("button", name="Lähetä tarjous Ainolle").click()
    focused(page)
    hands.look(page, "offer-new-error")
    hands.look(page, "more-money", path("orders:more-money", order.slug))


@pytest.mark.row("B19")
def test_a_gig_is_staffed_with_the_keyboard_alone(w: World, hands: Hands) -> None:
    order = make.at_the_bank(w)
    page = hands.enter(w.coordinator)
    page.goto(hands.server.url + path("orders:board"))
    for name in ("Käsittele", "Hyväksy ja valitse tekijä", "Tee tarjous: Aino", "Lähetä tarjous Ainolle"):
        press(page, name)
    page.get_by_text("Tarjous on lähetetty").wait_for()
    assert Order.objects.get(pk=order.pk).offers.get().state == OfferState.SENT


def press(page: Page, name: str) -> None:
    """Tab until the focus stands on what is so called, then Enter."""
    for _n in range(80):
        page.keyboard.press("Tab")
        if (page.evaluate("document.activeElement.innerText") or "").startswith(name):
            break
    else:
        pytest.fail(f"{name} is not in the order of focus")
    here = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)


@pytest.mark.row("B16")
def test_the_experts_pages(w: World, hands: Hands) -> None:
    page, nobody = hands.enter(w.expert.person), hands.browser.new_page(viewport={"width": 360, "height": 740})
    hands.look(page, "offers-empty", path("orders:offers"))
    offer = an_offer(w)
    gig = make.agreed(w, DAY + timedelta(days=10))
    outbox.drain()
    hands.look(page, "offers", path("orders:offers"))
    hands.look(page, "offer", path("orders:offer", offer.slug))
    hands.look(nobody, "offer-link", mailed("link-offer", "offer", offer.pk))
    hands.look(page, "gig-expert", path("portal:gig", gig.slug))
    hands.look(page, "release", path("orders:release", gig.slug))
    page.get_by_role("button", name="En pääse, vapauta minut").click()
    page.get_by_text("Olet nyt vapaa tästä keikasta").wait_for()
    hands.look(page, "gig-released")
    assert Gig.objects.get(pk=gig.pk).state == GigState.RELEASED
    nobody.goto(hands.server.url + mailed("link-offer", "offer", offer.pk))
    nobody.get_by_role("button", name="Ei tällä kertaa").click()
    nobody.get_by_text("Kiitos, kun vastasit").wait_for()
    hands.look(nobody, "thanks")


def test_the_pages_after_the_gig(w: World, hands: Hands) -> None:
    gig = make.agreed(w)
    with clock.at(DAY + timedelta(hours=2)):
        sweeps.sweep_all()
        outbox.drain()
        report = gig.reports.get()
        after_the_gig(w, hands, gig, report)


def after_the_gig(w: World, hands: Hands, gig: Gig, report: GigReport) -> None:
    expert, orderer, coordinator = (hands.enter(who) for who in (w.expert.person, w.orderer, w.coordinator))
    nobody = hands.browser.new_page(viewport={"width": 360, "height": 740})
    hands.look(expert, "gig-held", path("portal:gig", gig.slug))
    hands.look(nobody, "report-link", mailed("link-report", "report", report.pk))
    hands.look(expert, "report", path("orders:report", report.slug))
    expert.locator("summary", has_text="Meni toisin").click()
    expert.get_by_label("Kesto minuutteina").fill("kaksi")
    expert.get_by_role("button", name="Lähetä muuttunut ilmoitus").click()
    focused(expert)
    hands.look(expert, "report-error")
    work = gig.offer.lines.get(kind="work")
    actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes={work.pk: 150}), note="Jatkui.")
    outbox.drain()
    hands.look(nobody, "confirm-link", mailed("link-confirm", "confirm", report.pk))
    hands.look(orderer, "confirm", path("orders:report-confirm", report.slug))
    orderer.locator("summary", has_text="Jokin ei täsmää").click()
    orderer.get_by_role("button", name="Lähetä koordinaattorille").click()
    focused(orderer)
    hands.look(orderer, "confirm-error")
    actions.contest_report(report.pk, by=w.orderer, deviation=Deviation(minutes={work.pk: 60}), note="Loppui klo 14.")
    hands.look(coordinator, "decide", path("orders:report-decide", report.slug))
    coordinator.get_by_role("button", name="Ratkaise ja kerro molemmille").click()
    focused(coordinator)
    hands.look(coordinator, "decide-error")
    hands.look(coordinator, "tasks", path("portal:tasks"))
    hands.look(orderer, "gig-orderer", path("portal:gig", gig.slug))
    assert GigReport.objects.get(pk=report.pk).state == ReportState.CONTESTED
