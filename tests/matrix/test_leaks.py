"""Sensitive answers go to those they were given for, nobody else: pages, mails, addresses, log lines, tables (L6)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from core import letters
from core.models import OutboxMessage
from core.money import euros
from experts.models import ExpertTheme, Theme
from orders.models import Order
from tests.factories.world import CODES, IBANS
from tests.matrix import table
from tests.matrix.asking import Asker, tables
from tests.matrix.scene import ONLY_COORDINATOR, ONLY_ME, UNIT, Scene

pytestmark = pytest.mark.django_db
Here = tuple[Scene, Asker]

SHARED = "asiointi aikuissosiaalityössä"
"""Own words that the expert gave to the orderer's eyes, after the acceptance."""
TITLE = "sosionomiopiskelijoille"
GOAL = "mitä kohtaaminen merkitsee"
ARRIVAL = "Aulassa vastassa"
WORK = "Kertoo omasta asioinnistaan"
PAY = (*CODES, *IBANS, *(code[6:] for code in CODES))
CALL = ("401112223", "40 111 2223")
"""The number that an expert gave for one debrief: to whoever arranges and holds that one, erased after it."""
SUPPORT = (*CALL, "Järjestötalo", "Ulla Ohjaaja")
"""Where and with whom somebody has support: not for who pays it, orders work or counts."""
THEMES = (ONLY_ME, ONLY_COORDINATOR, SHARED)
NEVER: dict[str, tuple[str, ...]] = {
    "anyone": (*PAY, *SUPPORT, *THEMES, TITLE, GOAL, "Aino Esimerkki", "aino.esimerkki"),
    "expert2": (*PAY, ONLY_ME, ONLY_COORDINATOR, TITLE, GOAL, "Aino Esimerkki"),
    "orderer": (*PAY, *SUPPORT, ONLY_ME, ONLY_COORDINATOR, "aino.esimerkki", "Kalle Esimerkki"),
    "mate": (*PAY, *SUPPORT, ONLY_ME, ONLY_COORDINATOR, "aino.esimerkki", "Kalle Esimerkki"),
    "orderer2": (*PAY, *SUPPORT, *THEMES, TITLE, GOAL, "Aino Esimerkki", "Kalle Esimerkki"),
    "approver": (*PAY, *SUPPORT, *THEMES, "Aino Esimerkki", "Kalle Esimerkki", "aino.esimerkki"),
    "approver2": (*PAY, *SUPPORT, *THEMES, TITLE, GOAL, "Aino Esimerkki"),
    "coordinator": (*PAY, ONLY_ME),
    "payroll": (*SUPPORT, *THEMES, TITLE, GOAL, UNIT),
    "supervisor": (*PAY, *CALL, *THEMES, TITLE, GOAL, "Aino Esimerkki", "Kalle Esimerkki"),
    "evaluator": (*PAY, *SUPPORT, *THEMES, TITLE, GOAL, "Aino Esimerkki", "Kalle Esimerkki"),
    "auditor": (*PAY, *CALL, *THEMES, TITLE, GOAL, ARRIVAL, WORK, "aino.esimerkki"),
    "main_user": (*PAY, *CALL, *THEMES, TITLE, GOAL),
}
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
PAGES_AT_MOST = 400
# A contract is whole to its expert and the coordinators: it says what was agreed, never pay data. The auditor reads
# parties, price and signatures (docs/decisions/0010).


def shown(answer: Any) -> str:
    """The words of an answer, a PDF's too, with entities undone and account numbers unbroken."""
    body = b"".join(answer) if answer.streaming else answer.content
    text = unescape(body.decode(errors="replace")).replace("\u00a0", " ")
    if body.startswith(b"%PDF"):
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return text + re.sub(r"(?<=[A-Z0-9]{4}) (?=[0-9]{2,4}\b)", "", text)


def walked(asker: Asker, who: str) -> Iterator[tuple[str, str]]:
    """Every page that this person reaches: the scene's rows and, from them, each link that a page offers."""
    waiting = [asker.address(name) for name in table.rows() if name != "account_logout" and ":link-" not in name]
    seen = set(waiting)
    while waiting and len(seen) < PAGES_AT_MOST:
        address = waiting.pop()
        answer = asker.open(who, address)
        if answer.status_code in {301, 302}:
            found = [answer["Location"]]
        else:
            text = shown(answer)
            yield address, text
            found = LINK.findall(text) if "html" in answer["Content-Type"] else []
        fresh = [to for to in map(unescape, found) if to not in seen and _is_page(to)]
        seen.update(fresh)
        waiting.extend(fresh)


def _is_page(address: str) -> bool:
    if address.startswith(("/static/", "/v/", "/kirjaudu/")):
        return False
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return True


@pytest.mark.row("L6")
@pytest.mark.row("J1")
@pytest.mark.parametrize("who", sorted(NEVER))
def test_no_page_that_somebody_reaches_says_what_is_not_theirs(
    here: Here, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    _scene, asker = here
    caplog.set_level(logging.DEBUG)
    addresses = []
    whole = {asker.address(name) for name in ("payments:contract", "payments:contract-pdf")}
    for address, text in walked(asker, who):
        addresses.append(address)
        never = PAY if address in whole and who in {"expert", "coordinator"} else NEVER[who]
        assert [word for word in never if word.lower() in text.lower()] == [], address
    assert len(addresses) > 10
    said = "\n".join([*addresses, *map(str, caplog.messages)]).lower()
    assert [word for word in (*PAY, *CALL, *THEMES, TITLE) if word.lower() in said] == []


@pytest.mark.row("L6")
def test_the_expert_reads_the_own_words_and_the_codes_only_masked(here: Here) -> None:
    _scene, asker = here
    pages = dict(walked(asker, "expert"))
    everything = "\n".join(pages.values())
    assert all(words in pages[asker.address("experts:me")] for words in THEMES)
    assert [code for code in (*CODES, *IBANS) if code in everything] == []


def test_what_is_sought_is_there_for_those_whom_it_is_for(here: Here) -> None:
    """Else the tests above would look for what nobody wrote."""
    _scene, asker = here
    coordinator = "\n".join(text for _address, text in walked(asker, "coordinator"))
    payroll = "\n".join(text for _address, text in walked(asker, "payroll"))
    sought = (ONLY_COORDINATOR, TITLE, GOAL, UNIT, "Aino Esimerkki", *CALL[:1], *SUPPORT[2:])
    assert [word for word in sought if word not in coordinator] == []
    assert [word for word in (IBANS[0], "Aino Esimerkki") if word not in payroll] == []


@pytest.mark.row("L6")
def test_the_orderer_reads_after_the_acceptance_what_was_given_for_that_gig(here: Here) -> None:
    _scene, asker = here
    assert SHARED in shown(asker.ask("orderer", "portal:gig"))
    assert "Aino Esimerkki" in shown(asker.ask("orderer", "portal:gig"))


@pytest.mark.row("L6")
def test_a_payslip_on_paper_says_task_type_date_and_number_alone(here: Here) -> None:
    _scene, asker = here
    paper = shown(asker.ask("payroll", "payments:payslip-pdf"))
    assert "Aino Esimerkki" in paper
    assert [word for word in NEVER["payroll"] if word in paper] == []
    assert [word for word in NEVER["payroll"] if word in shown(asker.ask("payroll", "payments:batch-manifest"))] == []


@pytest.mark.row("L6")
@pytest.mark.parametrize("who", ["orderer", "coordinator", "payroll", "approver"])
@pytest.mark.parametrize("visibility", ["me", "coordinator", "orderer", "public"])
def test_a_theme_is_seen_no_further_than_its_expert_chose(here: Here, who: str, visibility: str) -> None:
    """Property: whatever the words and the tag, a new theme shows at most to those its visibility names."""
    scene, asker = here
    words = f"kaislikko{visibility}suhisee"
    theme = ExpertTheme.objects.get(own_words=SHARED, expert=scene.w.expert)
    theme.own_words, theme.visibility = words, visibility
    theme.save()
    theme.tags.set(Theme.objects.order_by("?")[:3])
    names = ("portal:gig", "portal:order", "experts:detail", "orders:candidates", "orders:handle", "orders:offer-new")
    names = (*names, "payments:fee", "payments:batch", "orders:approval")
    text = " ".join(shown(asker.ask(who, name)) for name in names)
    allowed = {"coordinator": visibility != "me", "orderer": visibility in {"orderer", "public"}}
    assert words not in text or allowed.get(who, False)


@pytest.mark.row("L6")
def test_no_letter_says_more_than_its_subject_may(here: Here) -> None:
    sums = {euros(order.approved_max_cents) for order in Order.objects.exclude(approved_max_cents=None)}
    for message in OutboxMessage.objects.all().order_by("pk"):
        letter = letters.render(message)
        whole = f"{letter.subject}\n{letter.text}\n{letter.html}\n{message.path}"
        assert [word for word in (*PAY, *THEMES, GOAL) if word in whole] == [], message.template
        assert [word for word in (TITLE, UNIT, "€", *sums) if word in letter.subject] == [], letter.subject
        assert TITLE not in message.path


@pytest.mark.row("L6")
def test_codes_and_accounts_stand_nowhere_in_the_tables(here: Here) -> None:
    """Encrypted where they are kept; in no history, event, audit row, message, file or frozen text."""
    with connection.cursor() as cursor:
        for name in tables(cursor):
            cursor.execute(f"SELECT coalesce(string_agg(r::text, ' '), '') FROM {name} r")
            text = cursor.fetchone()[0]
            assert [word for word in PAY if word in text] == [], name
            kept = {"experts_experttheme"}
            assert name in kept or [word for word in (ONLY_ME, ONLY_COORDINATOR) if word in text] == [], name
