"""A person at a browser: opens pages, presses buttons by their words, follows the mails that came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, Download, Locator, Page

from accounts.models import Person
from core import outbox
from tests.accounts.people import entered, mailed_code

PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 15_000


@dataclass
class Desk:
    """One browser for everybody of a story. What axe finds on the way is gathered by page and told at the end."""

    browser: Browser
    address: str
    javascript: bool = True
    width: int = 1280
    faults: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @contextmanager
    def stranger(self) -> Iterator[Hands]:
        """Somebody who has not signed in."""
        size: Any = {"width": self.width, "height": 800}
        context = self.browser.new_context(
            java_script_enabled=self.javascript,
            locale="fi-FI",
            timezone_id="Europe/Helsinki",
            base_url=self.address,
            viewport=size,
        )
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield Hands(self, context.new_page())
        finally:
            context.close()

    @contextmanager
    def person(self, who: Person) -> Iterator[Hands]:
        """Somebody whose session is there already, second factor and all."""
        with self.stranger() as hands:
            cookie = entered(who).cookies[settings.SESSION_COOKIE_NAME].value
            hands.page.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}]
            )
            yield hands

    def nothing_found(self) -> None:
        assert not self.faults, "\n".join(f"{page}: {faults}" for page, faults in self.faults.items())
        assert self.seen or not self.javascript


@dataclass
class Hands:
    desk: Desk
    page: Page

    def open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, (address, answer.status, self.page.locator("body").inner_text()[:400])
        self._look()

    def signs_in(self, who: Person) -> None:
        """By the code that was mailed."""
        self.open("/kirjaudu/")
        self.write("Sähköposti", who.email or "")
        self.press("Lähetä koodi sähköpostiini")
        self.write("Koodi", mailed_code())
        self.press("Kirjaudu", inside="main")

    def mailed(self, who: Person, action: str) -> None:
        """Opens the button of the latest mail to that person whose button has these words."""
        outbox.send_mail()
        for letter in reversed(mail.outbox):
            found = re.search(rf"{re.escape(action)}:\s*(http\S+)", str(letter.body))
            if who.email in letter.to and found:
                self.open(found[1])
                return
        raise AssertionError(f"no mail with «{action}» to {who.email}: {[(m.to, m.subject) for m in mail.outbox]}")

    def press(self, name: str, inside: str = "main") -> None:
        self._go(self.page.locator(inside).get_by_role("button", name=name, exact=True).first)

    def press_starting(self, name: str) -> None:
        self._go(self.page.locator("main").get_by_role("button", name=re.compile(rf"^{re.escape(name)}")).first)

    def follow(self, name: str, inside: str = "main") -> None:
        self._go(self.page.locator(inside).get_by_role("link", name=name).first)

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        found: Download = waiting.value
        with open(found.path(), "rb") as file:
            return file.read()

    def fetch(self, name: str) -> bytes:
        """What the link gives, for a file that the browser would show instead of keeping it."""
        address = self.page.get_by_role("link", name=name).first.get_attribute("href") or ""
        answer = self.page.request.get(address)
        assert answer.ok, (address, answer.status)
        return answer.body()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, question: str, *answers: str) -> None:
        """In a group of radio buttons or boxes."""
        group = self.page.get_by_role("group", name=question)
        for answer in answers:
            group.get_by_label(answer).first.check()

    def select(self, label: str, option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def unfold(self, words: str) -> None:
        self.page.locator("summary", has_text=words).first.click()

    def sees(self, *words: str) -> None:
        for one in words:
            assert one in self.text, f"«{one}» is not on {self.page.url}: {self.text[:1500]!r}"

    def does_not_see(self, *words: str) -> None:
        for one in words:
            assert one not in self.text, f"«{one}» is on {self.page.url}"

    @property
    def text(self) -> str:
        return plain(self.page.locator("main").inner_text())

    @property
    def status(self) -> str:
        return plain(self.page.locator("main .status").first.inner_text())

    def money(self, caption: str) -> list[tuple[str, str]]:
        """The rows of the table of money with that caption: what, how much."""
        table = self.page.locator("table.money", has=self.page.locator("caption", has_text=caption)).first
        rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()]
        return [(plain(row[0]).split("\n")[0], plain(row[-1])) for row in rows]

    def _go(self, target: Locator) -> None:
        before = self.page.url
        with self.page.expect_navigation():
            target.click()
        assert not self.page.locator("main .errors").count(), f"refused at {before}:\n{self.text}"
        assert not self.page.locator("main .note.error").count(), f"refused at {before}:\n{self.text}"
        self._look()

    def _look(self) -> None:
        """axe, once for each kind of page; and nothing scrolls sideways."""
        kind = re.sub(r"/[\w.-]{12,}(?=/)", "/x", urlsplit(self.page.url).path)
        if not self.desk.javascript:
            return
        self.desk.seen.add(kind)
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(self.page).response["violations"]]
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("scrolls sideways")
        if faults:
            self.desk.faults.setdefault(kind, faults)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")
