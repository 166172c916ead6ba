"""The pages of the room in Chromium: axe finds nothing, nothing scrolls sideways at 360 px, errors take the focus."""

from __future__ import annotations

import os
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Person
from core import clock
from payments import actions
from payments.models import Fee, Payslip
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World

pytestmark = [pytest.mark.system, pytest.mark.row("L1")]
SHOTS = os.environ.get("KP_SHOTS", "")


class Hands:
    """Opens pages as somebody, and looks at each of them the same way."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self.browser, self.server = browser, server

    def enter(self, who: Person) -> Page:
        context = self.browser.new_context(viewport={"width": 360, "height": 740})
        cookie = entered(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.server.url}])
        return context.new_page()

    def look(self, page: Page, name: str, address: str = "") -> None:
        if address:
            page.goto(self.server.url + address)
        found = [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]
        if SHOTS:
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            page.set_viewport_size({"width": 360, "height": 740})
        assert found == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name


@pytest.fixture
def hands(browser: Browser, live_server: LiveServer) -> Hands:
    return Hands(browser, live_server)


def test_contracts(committed: World, hands: Hands) -> None:
    w = committed
    contract = made.composed(w)
    address = contract.get_absolute_url()
    expert, coordinator = hands.enter(w.expert.person), hands.enter(w.coordinator)
    hands.look(expert, "contract-to-sign", address)
    expert.get_by_role("button", name="Lähetä pyyntö koordinaattorille").click()
    expect(expert.locator(".errors")).to_be_focused()
    hands.look(expert, "contract-error")
    hands.look(coordinator, "contract-phone", f"{address}puhelin/")
    coordinator.get_by_role("button", name="Kirjaa suostumus").click()
    coordinator.get_by_role("alert").wait_for()
    hands.look(coordinator, "contract-phone-error")
    expert.goto(hands.server.url + address)
    expert.get_by_role("button", name="Allekirjoita sopimus").click()
    hands.look(expert, "contract-signed")
    hands.look(coordinator, "contracts", "/sopimukset/")
    hands.look(coordinator, "contract-bank", address)
    coordinator.get_by_role("button", name="Allekirjoita pankin puolesta").click()
    coordinator.get_by_text("Sopimus on voimassa ja keikka vahvistettu").wait_for()
    hands.look(coordinator, "contract-in-force")


def test_money_and_runs(committed: World, hands: Hands) -> None:
    w = committed
    third = gigs.an_expert(w.main_user, "Onni", 2, payee=False)
    expert, payroll, other = hands.enter(w.expert.person), hands.enter(w.payroll), hands.enter(w.payroll2)
    hands.look(expert, "my-money-empty", "/palkkiot/")
    hands.look(payroll, "batches-empty", "/palkka-ajot/")
    w.expert2.tax_cards.all().delete()
    for who in (w.expert, w.expert2, third):
        made.booked(w, expert=who)
    held = made.booked(w, starts=gigs.DAY.replace(day=28))
    with clock.at(made.PAYROLL_TIME):
        actions.hold_fee(held.pk, by=w.payroll, reason="tarkistus", review_by=date(2026, 10, 20))
        hands.look(expert, "my-money", "/palkkiot/")
        hands.look(payroll, "preview-which-day", "/palkka-ajot/uusi/?pay_date=huomenna")
        hands.look(payroll, "preview-refused", "/palkka-ajot/uusi/?pay_date=2026-10-17")
        hands.look(payroll, "preview", "/palkka-ajot/uusi/?pay_date=2026-10-15")
        payroll.get_by_role("button", name="Laadi palkka-ajo").click()
        hands.look(payroll, "batch-own")
        address = payroll.url.removeprefix(hands.server.url)
        hands.look(payroll, "fee", Fee.objects.order_by("id")[0].get_absolute_url())
        hands.look(payroll, "fee-held", held.get_absolute_url())
        hands.look(other, "batch-to-approve", address)
        other.get_by_role("button", name="Hyväksy palkka-ajo").click()
        other.get_by_role("button", name="Tee maksuaineisto").click()
        hands.look(other, "batch-file")
        other.get_by_role("button", name="Merkitse lähetetyksi pankkiin").click()
        other.get_by_role("button", name="Merkitse maksetuksi").click()
        expect(other.locator(".errors")).to_be_focused()
        hands.look(other, "batch-settle-error")
    slip = Payslip.objects.get(expert=w.expert)
    with clock.at(made.SETTLING_TIME):
        actions.settle_batch(slip.batch_id, by=w.payroll, settled_on=made.PAY_DAY)
        hands.look(other, "batch-settled", address)
        hands.look(payroll, "batches", "/palkka-ajot/")
        hands.look(expert, "my-money-paid", "/palkkiot/")
        hands.look(expert, "payslip", slip.get_absolute_url())
