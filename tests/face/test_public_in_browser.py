"""The public pages in Chromium: axe, 360 px, weight (gzipped, as it is sent), no JavaScript, the error state."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Bank
from tests.face.bank import an_example_bank

PAGES = ["/", "/ohjeet/", "/saavutettavuus/", "/tietosuoja/", "/ei-ole/"]
pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def bank() -> Bank:
    return an_example_bank()


@pytest.fixture
def narrow(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def violations(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in Axe().run(page).response["violations"]]


@pytest.mark.row("L1")
@pytest.mark.row("L10")
def test_public_pages_are_clean_narrow_and_light(narrow: Page, live_server: LiveServer) -> None:
    for address in PAGES:
        weights: list[int] = []
        refused: list[str] = []

        def weigh(request: Request, weights: list[int] = weights) -> None:
            response = request.response()
            weights.append(len(gzip.compress(response.body())) if response else 0)

        narrow.on("requestfinished", weigh)
        narrow.on("console", lambda said, refused=refused: refused.append(said.text))
        narrow.goto(live_server.url + address)
        narrow.remove_listener("requestfinished", weigh)
        assert sum(weights) < 100_000, address
        assert violations(narrow) == [], address
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert not [text for text in refused if "Content Security" in text], address


@pytest.mark.row("L1")
def test_an_error_takes_the_focus_and_leads_to_its_field(narrow: Page, live_server: LiveServer) -> None:
    narrow.goto(f"{live_server.url}/saavutettavuus/")
    narrow.get_by_role("button", name="Lähetä palaute").click()
    summary = narrow.get_by_role("alert")
    summary.wait_for()
    expect(narrow.locator(".errors")).to_be_focused()
    assert violations(narrow) == []
    summary.get_by_role("link").first.click()
    assert narrow.evaluate("document.activeElement.id") == "id_text"


@pytest.mark.row("L10")
def test_feedback_is_sent_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    with browser.new_context(java_script_enabled=False, locale="fi-FI") as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/saavutettavuus/")
        page.get_by_label("Mikä sivulla ei toimi?").fill("Painike ei kerro nimeään.")
        page.get_by_role("button", name="Lähetä palaute").click()
        assert "Kiitos palautteesta" in page.content()
