"""Searches a demo's bank for what must stand nowhere: personal codes, account numbers, themes that are hidden.

`./kp manage find_leaks`, while a demo runs or after it. Looks where a person, a thief of the database or a reader of
logs would: every page that somebody of each role reaches, every mail, log, feed, file and table.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import modify_settings
from django.urls import Resolver404, resolve, reverse

from accounts.models import Person
from accounts.roles import Role
from core import clock, documents, links
from core.models import Document, PurposeLink
from experts.models import BankAccount, ExpertTheme, Identity, PayeeChange, Theme
from experts.states import Visibility
from kokemuspankki.demo import mailbox
from orders.models import Order

LINK: Final = re.compile(r'(?:href|action)="(/[^"#]*)')
LEFT_OUT: Final = ("/static/", "/kirjaudu/", "/demo/", "/kieli/")
SHORT: Final = 12
"""Words shorter than this are found by chance, and so are those of the theme tree or of an order's own title."""
KEPT: Final = {"experts_experttheme"}
"""Where an expert's own words live: themes are not encrypted (model.md 2)."""


@dataclass(frozen=True)
class Secrets:
    pay: frozenset[str]
    only_me: dict[str, int]
    """Own words → the person whose they are."""
    coordinators: dict[str, int]

    def hidden_from(self, person: Person, role: str) -> set[str]:
        themes = {words for words, whose in self.only_me.items() if whose != person.pk}
        if role != Role.COORDINATOR:
            themes |= {words for words, whose in self.coordinators.items() if whose != person.pk}
        return themes if role == Role.PAYROLL else themes | self.pay

    @property
    def themes(self) -> set[str]:
        return {*self.only_me, *self.coordinators}


def secrets() -> Secrets:
    rows = ExpertTheme.objects.select_related("expert").exclude(own_words="")
    hidden = (Visibility.ME, Visibility.COORDINATOR)
    told = " ".join(row.own_words.lower() for row in rows.exclude(visibility__in=hidden))
    tree = Theme.objects.values_list("fi", "sv", "en")
    told += " ".join(name.lower() for names in tree for name in names)
    told += " ".join(f"{order.title} {order.goal}".lower() for order in Order.objects.only("title", "goal"))
    mine: dict[str, dict[str, int]] = {kind: {} for kind in hidden}
    for row in rows.filter(visibility__in=hidden):
        if len(row.own_words) >= SHORT and row.own_words.lower() not in told:
            mine[row.visibility][row.own_words.lower()] = row.expert.person_id
    pay = {
        *Identity.objects.values_list("personal_code", flat=True),
        *BankAccount.objects.values_list("iban", flat=True),
    }
    pay |= set(PayeeChange.objects.exclude(content=None).values_list("content", flat=True))
    return Secrets(frozenset(str(word).lower() for word in pay), mine[Visibility.ME], mine[Visibility.COORDINATOR])


def shown(body: bytes) -> str:
    """As it reads: entities undone, account numbers unbroken, a PDF by its words."""
    if body.startswith(b"%PDF"):
        from pypdf import PdfReader

        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    else:
        text = unescape(body.decode(errors="replace")).replace("\u00a0", " ")
    return (text + re.sub(r"(?<=[A-Z0-9]{4}) (?=[0-9]{2,4}\b)", "", text)).lower()


class Command(BaseCommand):
    help = "Searches a demo's pages, mails, feeds, logs, files and tables for hidden themes, codes and accounts."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pages", type=int, default=300, help="at most so many pages of one person")
        parser.add_argument("--people", type=int, default=2, help="so many people of each role")

    def handle(self, *args: Any, pages: int, people: int, **options: Any) -> None:
        if not settings.KP_DEMO:
            raise CommandError("Only under the demo's settings.")
        self.secrets, self.looked, self.found = secrets(), Counter[str](), list[str]()
        self.stdout.write(
            f"looking for {len(self.secrets.pay)} codes and accounts, "
            f"{len(self.secrets.only_me)} themes shown to nobody, {len(self.secrets.coordinators)} to coordinators"
        )
        with modify_settings(ALLOWED_HOSTS={"append": "testserver"}):
            for role in Role.values:
                for person in self._of_role(role)[:people]:
                    self._walk(person, role, pages)
        self._mails()
        self._feeds()
        self._logs()
        self._files()
        self._tables()
        self.stdout.write(", ".join(f"{count} {what}" for what, count in sorted(self.looked.items())))
        for line in self.found:
            self.stderr.write(line)
        self.stdout.write(f"{len(self.found)} found")
        if self.found:
            raise SystemExit(1)

    def _look(self, what: str, where: str, text: str, words: set[str] | frozenset[str]) -> None:
        self.looked[what] += 1
        self.found += [f"{where}: {word[:4]}… of {len(word)} letters" for word in words if word in text]

    @staticmethod
    def _of_role(role: str) -> list[Person]:
        everybody = Person.objects.get_queryset().active().with_roles(clock.today()).order_by("pk")
        return [person for person in everybody if role in person.held_roles]

    def _walk(self, person: Person, role: str, most: int) -> None:
        client = Client()
        client.post(reverse("demo:enter"), {"person": person.slug})
        hidden = self.secrets.hidden_from(person, role)
        for role_held in person.held_roles - {role}:
            hidden &= self.secrets.hidden_from(person, role_held)
        waiting, seen = [reverse("portal:front")], {reverse("portal:front")}
        while waiting:
            address = waiting.pop()
            answer = client.get(address)
            to = [answer["Location"]] if answer.status_code in {301, 302} else []
            if not to:
                body = b"".join(answer) if answer.streaming else answer.content
                self._look(f"pages of {role}", f"{role} {address}", shown(body), hidden)
                to = LINK.findall(unescape(body.decode(errors="replace"))) if "html" in answer["Content-Type"] else []
            fresh = [link for link in dict.fromkeys(to) if link not in seen and _is_page(link)][: most - len(seen)]
            seen.update(fresh)
            waiting += fresh

    def _mails(self) -> None:
        every = self.secrets.pay | self.secrets.themes
        for key in sorted(mailbox.keys()):
            sent = mailbox.read(key)
            self._look("mails", f"mail {key}", shown(f"{sent.subject}\n{sent.text}\n{sent.html}".encode()), every)

    def _feeds(self) -> None:
        client = Client(SERVER_NAME="localhost")
        for link in PurposeLink.objects.filter(purpose="calendar").order_by("pk"):
            answer = client.get(links.path(link))
            self._look("feeds", f"feed {link.pk}", shown(answer.content), self.secrets.pay | self.secrets.themes)

    def _logs(self) -> None:
        home = Path(settings.KP_PRIVATE_ROOT).parent
        for path in sorted((home / "logs").glob("*.log")):
            text = path.read_text(errors="replace").lower()
            self._look("logs", str(path), text, self.secrets.pay | self.secrets.themes)

    def _files(self) -> None:
        """As they lie on the disk, and what they say: nobody's themes, nobody's account or code."""
        for path in sorted(Path(settings.KP_PRIVATE_ROOT).rglob("*")):
            if path.is_file():
                self._look(
                    "files as they lie", str(path), path.read_bytes().decode(errors="replace").lower(), self._every
                )
        for document in Document.objects.exclude(rendered_at=None).order_by("pk"):
            where = f"document {document.pk} {document.kind}"
            self._look("documents read", where, shown(documents.open_pdf(document)), self._every)

    @property
    def _every(self) -> set[str]:
        return {*self.secrets.pay, *self.secrets.themes}

    def _tables(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            for (name,) in cursor.fetchall():
                cursor.execute(f"SELECT r::text FROM {connection.ops.quote_name(name)} r")
                text = "\n".join(row for (row,) in _rows(cursor)).lower()
                self._look("tables", name, text, self.secrets.pay if name in KEPT else self._every)


def _rows(cursor: Any) -> Iterator[tuple[str]]:
    while some := cursor.fetchmany(5000):
        yield from some


def _is_page(address: str) -> bool:
    if address.startswith(LEFT_OUT):
        return False
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return True
