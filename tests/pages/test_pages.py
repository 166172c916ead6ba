"""Every page of every role in Chromium: axe, a narrow phone, weight, no JavaScript, keyboard, errors (L1, L10)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from core import clock
from tests import database
from tests.matrix import scene as making
from tests.matrix import table
from tests.matrix.asking import Asker

pytestmark = [pytest.mark.system, pytest.mark.django_db, pytest.mark.needs("chromium", "pango")]
PHONE = {"width": 360, "height": 740}
LIGHT = 100_000
ROLES = [who for who in table.WHO if who not in {"expert2", "orderer2", "approver2", "mate", "bare"}]
FILES = {
    *("payments:contract-pdf", "payments:payslip-pdf", "payments:bank-file", "payments:batch-manifest"),
    *("orders:receipt", "portal:gig-card", "portal:link-calendar"),
}
NEEDS_SCRIPT = {"mfa_add_webauthn"}
"""A passkey is the browser's own ceremony, which only a script may begin; the page says so, and what to use instead."""
OF_ALL = {
    name for name, (opened, _acted) in table.rows().items() if opened[0] in "ow" and opened != table.ONLY_ACTED_ON
} | {"account_logout"}
"""What anybody sees, looked at once."""
OF_EVERYBODY_INSIDE = {"portal:views-of-me", "accounts:me", "mfa_index", "mfa_activate_totp", "portal:tasks"}
"""The same for everybody who is signed in: looked at as the coordinator."""


def pages_of(who: str) -> list[str]:
    """Each address that opens to this role; a row of another role's world was left out by the table itself."""
    place = table.WHO.index(who)
    rows = {name: opened for name, (opened, _acted) in table.rows().items() if opened != table.ONLY_ACTED_ON}
    names = [name for name, opened in rows.items() if opened[place] == "o" and name not in FILES]
    if who != "anyone":
        names = [name for name in names if name not in OF_ALL]
    if who not in {"anyone", "coordinator"}:
        names = [name for name in names if name not in OF_EVERYBODY_INSIDE]
    return [name for name in names if not name.startswith("health-")]


@dataclass
class Site:
    """The scene behind a real server, one context with JavaScript and one without."""

    url: str
    asker: Asker
    private: Path
    scripted: BrowserContext
    plain: BrowserContext
    sizes: dict[str, int] = field(default_factory=dict)
    looks: dict[str, dict[str, Look]] = field(default_factory=dict)

    def enter(self, context: BrowserContext, who: str) -> Page:
        context.clear_cookies()
        if (found := self.asker.cookies[who].get("sessionid")) is not None:
            context.add_cookies([{"name": "sessionid", "value": found.value, "url": self.url}])
        return context.pages[0] if context.pages else context.new_page()

    def weight(self, page: Page) -> int:
        """As it is sent to a phone that has nothing yet: every file gzipped."""
        files = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
        return len(gzip.compress(page.content().encode())) + sum(self._size(name) for name in set(files))

    def _size(self, name: str) -> int:
        if name not in self.sizes:
            body = self.scripted.request.get(name).body()
            self.sizes[name] = min(len(body), len(gzip.compress(body)))
        return self.sizes[name]


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: Any, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Committed, so that the server sees it; afterwards the database is copied anew."""
    private: Path = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock():
        with override_settings(KP_PRIVATE_ROOT=private):
            scene = making.scene()
        with clock.at(making.PRESENT):
            asker = Asker(scene)
            server = LiveServer("localhost")
            options: dict[str, Any] = {"locale": "fi-FI", "viewport": PHONE}
            with (
                browser.new_context(**options) as scripted,
                browser.new_context(java_script_enabled=False, **options) as plain,
            ):
                yield Site(server.url, asker, private, scripted, plain)
            server.stop()
        database.undo_commits()


@pytest.fixture(autouse=True)
def _same_folder(site: Site, settings: Any) -> None:
    settings.KP_PRIVATE_ROOT = site.private


AXE = Axe()
ACTS = """() => [...document.querySelectorAll('main a[href], main button, main summary, main input, main select')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility()).map(e => (e.innerText || e.name || e.id).trim()).sort()"""


WIDEST = """() => { const over = e => e.getBoundingClientRect().right > 361;
    const e = [...document.querySelectorAll('main *')].find(e => over(e) && ![...e.children].some(over));
    return e ? e.outerHTML.slice(0, 160) : '' }"""


def violations(page: Page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in AXE.run(page).response["violations"]]


def overflow(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= PHONE["width"]:
        return []
    culprit = page.evaluate(WIDEST)
    return [f"{wide} px wide: {culprit}"]


FOCUS = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.type !== 'hidden' && e.checkVisibility() && !e.disabled).map(e => { e.focus();
        const s = getComputedStyle(e); const p = getComputedStyle(e.parentElement);
        const seen = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'
            || (p.outlineStyle !== 'none' && parseFloat(p.outlineWidth) > 0);
        return seen ? '' : e.outerHTML.slice(0, 120) }).filter(Boolean)"""
SKIP = ["#sisalto", True]
ONLY_SCRIPTED = {"", "Tulosta"}
"""Printing is the browser's own act; without JavaScript its menu does it."""


@dataclass
class Look:
    """What one visit of a page found; the tests ask one thing each."""

    status: int
    h1: int
    axe: list[str]
    wide: list[str]
    weight: int
    said: list[str]
    tab: list[Any]
    unseen: list[str]
    only_scripted: set[str]


def look(site: Site, who: str, name: str, said: list[str]) -> Look:
    address = site.url + site.asker.address(name)
    page, plain = site.scripted.pages[0], site.plain.pages[0]
    said.clear()
    answer = page.goto(address)
    assert answer is not None
    begun = page.evaluate("document.activeElement === document.body")
    found = Look(
        status=answer.status,
        h1=page.locator("h1").count(),
        axe=violations(page),
        wide=overflow(page),
        weight=site.weight(page),
        said=list(said),
        tab=SKIP,
        unseen=[],
        only_scripted=set(page.evaluate(ACTS)),
    )
    page.keyboard.press("Tab")
    if begun:
        found.tab = page.evaluate(
            "[document.activeElement.getAttribute('href'), document.activeElement.checkVisibility()]"
        )
    found.unseen = page.evaluate(FOCUS)
    plain.goto(address)
    found.only_scripted -= {*plain.evaluate(ACTS), *ONLY_SCRIPTED}
    return found


def looked(site: Site, who: str) -> dict[str, Look]:
    """Each page of the role, opened once for all the tests."""
    if who not in site.looks:
        page = site.enter(site.scripted, who)
        site.enter(site.plain, who)
        said: list[str] = []
        note = lambda text: said.append(text)  # noqa: E731
        page.on("console", lambda message: note(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: note(str(error)))
        site.looks[who] = {name: look(site, who, name, said) for name in pages_of(who)}
    return site.looks[who]


@pytest.mark.row("L1")
@pytest.mark.parametrize("who", ROLES)
def test_each_page_is_clean_for_axe(site: Site, who: str) -> None:
    looks = looked(site, who)
    assert len(looks) > 0
    assert {name: found.axe for name, found in looks.items() if found.axe} == {}
    assert {
        name: (found.status, found.h1) for name, found in looks.items() if (found.status, found.h1) != (200, 1)
    } == {}


@pytest.mark.row("L10")
@pytest.mark.parametrize("who", ROLES)
def test_each_page_fits_a_narrow_phone_and_is_light(site: Site, who: str) -> None:
    looks = looked(site, who)
    assert {name: found.wide for name, found in looks.items() if found.wide} == {}
    assert {name: found.weight for name, found in looks.items() if found.weight >= LIGHT} == {}


@pytest.mark.parametrize("who", ROLES)
def test_no_page_complains_to_the_console(site: Site, who: str) -> None:
    """A refused inline style or a script that fails would."""
    assert {name: found.said for name, found in looked(site, who).items() if found.said} == {}


@pytest.mark.row("L10")
@pytest.mark.parametrize("who", ROLES)
def test_each_page_offers_the_same_without_javascript(site: Site, who: str) -> None:
    scripted = {name: found.only_scripted for name, found in looked(site, who).items() if found.only_scripted}
    assert {name: words for name, words in scripted.items() if name not in NEEDS_SCRIPT} == {}


@pytest.mark.row("L1")
@pytest.mark.parametrize("who", ROLES)
def test_the_keyboard_finds_its_way(site: Site, who: str) -> None:
    """The first Tab is the skip link (where no field took the focus), and whatever has the focus shows it."""
    looks = looked(site, who)
    assert {name: found.tab for name, found in looks.items() if found.tab != SKIP} == {}
    assert {name: found.unseen for name, found in looks.items() if found.unseen} == {}


NOTHING_ASKED = {"orders:offer"}
"""A no needs no reason: the form is never refused."""
FORMS = """() => [...document.querySelectorAll('main form')].map((form, i) => [form, i])
    .filter(([form]) => form.method === 'post' && form.querySelector('.form-label:not(:has(.optional))'))
    .map(([form, i]) => i)"""
EMPTIED = """i => { const form = document.querySelectorAll('main form')[i];
    const typed = ['text', 'email', 'tel', 'number', 'date', 'time', 'textarea', 'datetime-local'];
    const aside = ['add', 'remove', 'pick', 'later'];
    form.noValidate = true;
    for (const e of form.elements) {
        if (typed.includes(e.type)) e.value = '';
        if (['radio', 'checkbox'].includes(e.type)) e.checked = false;
        if (e.tagName === 'SELECT') e.selectedIndex = -1;
    }
    form.requestSubmit([...form.querySelectorAll('button')].find(b => b.type === 'submit' && !aside.includes(b.name)));
}"""


@pytest.mark.row("L1")
@pytest.mark.parametrize("who", [who for who in ROLES if who not in {"evaluator", "auditor"}])
def test_a_form_left_empty_says_so_on_top_takes_the_focus_and_stays_clean(site: Site, who: str) -> None:
    page = site.enter(site.scripted, who)
    wrong: dict[str, list[str]] = {}
    refused = 0
    for name in sorted(set(pages_of(who)) - NOTHING_ASKED):
        address = site.url + site.asker.address(name)
        page.goto(address)
        for number in page.evaluate(FORMS):
            page.goto(address)
            with page.expect_navigation() as going:
                page.evaluate(EMPTIED, number)
            if page.locator(".errors").count() == 0:
                wrong.setdefault(name, []).append(f"form {number}: {going.value.status}, not refused")
                continue
            refused += 1
            found = [*violations(page), *overflow(page)]
            if not page.evaluate("!!document.activeElement.closest('.errors')"):
                found.append(f"the focus is on {page.evaluate('document.activeElement.outerHTML.slice(0, 90)')}")
            if found:
                wrong.setdefault(name, []).extend(f"form {number}: {words}" for words in found)
    assert wrong == {}
    assert refused or who in {"anyone", "approver"}


@pytest.mark.row("L1")
def test_the_skip_link_leads_to_the_content(site: Site) -> None:
    page = site.enter(site.scripted, "expert")
    page.goto(site.url + site.asker.address("portal:home/expert"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
