"""The orderer's and the approver's pages in Chromium: axe, 360 px, weight, live price, and no scripts at all."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Request
from pytest_django.live_server_helper import LiveServer

from accounts.models import Person
from core import clock, links
from core.models import PurposeLink
from orders.models import Order
from orders.states import OrderState
from tests.factories import world as make
from tests.factories.world import NOW
from tests.orders.ordering import COMMITMENTS, address, fill, inside, start

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.at(NOW):
        yield


def enter(context: BrowserContext, live_server: LiveServer, person: Person) -> Page:
    cookie = inside(person).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def violations(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]


def clean(page: Page, url: str) -> None:
    weights: list[int] = []

    def weigh(request: Request) -> None:
        response = request.response()
        weights.append(len(gzip.compress(response.body())) if response else 0)

    page.on("requestfinished", weigh)
    page.goto(url)
    page.remove_listener("requestfinished", weigh)
    assert violations(page) == [], url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
    assert sum(weights) < 100_000, url


@pytest.mark.row("L1")
@pytest.mark.row("L10")
def test_the_orderers_pages_are_clean_narrow_and_light(browser: Browser, live_server: LiveServer) -> None:
    w = make.world()
    draft = fill(inside(w.orderer), w)
    gig = make.agreed(w)
    names = [reverse("orders:new"), reverse("orders:list"), *(address(draft, n) for n in (1, 2, 3, 4))]
    names += [reverse("portal:order", args=[gig.order.slug]), reverse("orders:cancel", args=[gig.order.slug])]
    with browser.new_context(viewport=NARROW, locale="fi-FI") as context:
        page = enter(context, live_server, w.orderer)
        for name in names:
            clean(page, live_server.url + name)


@pytest.mark.row("L1")
@pytest.mark.row("L10")
def test_the_approvers_pages_are_clean_narrow_and_light(browser: Browser, live_server: LiveServer) -> None:
    w = make.world()
    approval = make.submitted(w).approvals.get()
    link = PurposeLink.objects.get(purpose="approval", object_id=approval.pk)
    with browser.new_context(viewport=NARROW, locale="fi-FI") as context:
        clean(context.new_page(), live_server.url + reverse("orders:link-approval", args=[links.token(link)]))
        page = enter(context, live_server, w.approver)
        for name in (reverse("orders:approvals"), reverse("orders:approval", args=[approval.slug])):
            clean(page, live_server.url + name)
        page.get_by_text("En hyväksy").click()
        page.get_by_role("button", name="Hylkää ja lähetä syy tilaajalle").click()
        page.get_by_role("alert").wait_for()
        assert violations(page) == []


@pytest.mark.row("A4")
def test_the_price_follows_the_time_at_once(browser: Browser, live_server: LiveServer) -> None:
    w = make.world()
    draft = fill(inside(w.orderer), w)
    with browser.new_context(viewport=NARROW, locale="fi-FI") as context:
        page = enter(context, live_server, w.orderer)
        page.goto(live_server.url + address(draft, 3))
        page.get_by_label("Päättyy").fill("16.00")
        page.get_by_label("Päättyy").press("Tab")
        page.locator("#price").get_by_text("250,00").wait_for()


@pytest.mark.row("L10")
@pytest.mark.parametrize("scripts", [True, False])
def test_an_order_is_made_by_hand(browser: Browser, live_server: LiveServer, scripts: bool) -> None:
    w = make.world()
    draft = start(inside(w.orderer), w)
    with browser.new_context(viewport=NARROW, locale="fi-FI", java_script_enabled=scripts) as context:
        page = enter(context, live_server, w.orderer)
        page.goto(live_server.url + address(draft, 1))
        page.get_by_role("button", name="Tallenna ja jatka", exact=True).click()
        page.get_by_role("alert").wait_for()
        what(page)
        whose(page)
        where(page)
        payer(page)
        page.get_by_text("Odottaa kustannuspaikan hyväksyntää").wait_for()
        if scripts:
            assert violations(page) == []
    assert Order.objects.get(pk=draft.pk).state == OrderState.AWAITING_APPROVER


def on(page: Page) -> None:
    page.get_by_role("button", name="Tallenna ja jatka", exact=True).click()


def what(page: Page) -> None:
    page.get_by_label("Tehtävän otsikko").fill("Luento sosionomiopiskelijoille")
    page.get_by_label("Tavoite: mitä pitää muuttua tai syntyä?").fill("Opiskelijat ymmärtävät, mitä kohtaaminen on.")
    page.get_by_label("Mitä kokemusasiantuntija tekee?").fill("Pitää puheenvuoron ja vastaa kysymyksiin.")
    for choice in ("opiskelijat", "11–30", "aikuisia", "ei"):
        page.get_by_label(choice, exact=True).check()
    on(page)


def whose(page: Page) -> None:
    page.get_by_label("Palvelujen käyttö").check()
    page.get_by_label("oma kokemus").check()
    page.get_by_label("Onko paikalla muita puhujia?").fill("ei muita puhujia")
    page.get_by_label("ei", exact=True).check()
    page.get_by_label("ei tallenneta").check()
    on(page)


def where(page: Page) -> None:
    page.get_by_text("Valitse päivä kalenterista").click()
    page.get_by_role("button", name="29 syys").click()
    page.get_by_label("Alkaa").fill("13.00")
    page.get_by_label("Päättyy").fill("14.30")
    page.get_by_label("paikan päällä", exact=True).check()
    page.get_by_label("Osoite ja tila").fill("Microkatu 1")
    page.get_by_label("Alue").select_option("pohjois-savo")
    page.get_by_label("Miten perille pääsee?").fill("Aulassa vastassa Päivi.")
    page.get_by_label("esteetön", exact=True).check()
    on(page)


def payer(page: Page) -> None:
    for box in COMMITMENTS:
        page.locator(f"input[name=commitments][value={box}]").check()
    page.get_by_label("Hyväksyn peruutusehdot").check()
    page.get_by_role("button", name="Lähetä tilaus").click()
