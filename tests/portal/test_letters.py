"""Every mail can be read beforehand, with dummy data, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client

from accounts.roles import Role
from core.models import AuditEntry, OutboxMessage
from kokemuspankki.portal.letter_samples import BY_DEADLINE, DEADLINE, LETTERS
from kokemuspankki.portal.letters import sample
from tests.accounts.people import entered, holding

MISSING = "PUUTTUU"
FILES = sorted((Path(settings.BASE_DIR) / "templates/mail").glob("[a-z]*.txt"))
LYING = [path.stem for path in FILES]
KINDS = [(name, {}) for name in LYING] + [(name, DEADLINE) for name in sorted(BY_DEADLINE)]


@pytest.mark.row("H5")
def test_every_mail_says_who_gets_it_and_when() -> None:
    assert set(LYING) <= set(LETTERS), "add the new mail to kokemuspankki/portal/letter_samples.py"
    assert {path.stem for path in FILES if "by_deadline" in path.read_text(encoding="utf-8")} == BY_DEADLINE


@pytest.mark.row("H5")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("name", "facts"), KINDS)
def test_every_mail_renders_with_nothing_missing(
    name: str, facts: dict[str, Any], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Any = engines["django"]
    monkeypatch.setattr(engine.engine, "string_if_invalid", MISSING + "%s")
    letter = sample(name, language, **facts)
    whole = letter.subject + letter.text + letter.html
    assert letter.subject
    assert len(letter.text.split()) > 10
    assert not re.search(MISSING + r"|None|\{\{|%\(", whole), (name, language)
    assert "http://testserver/esimerkki/" in letter.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("H5")
def test_the_main_user_reads_each_mail_in_every_language(client: Client) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    shown = client.get("/viestit/").content.decode()
    assert "Keikkatarjous: Luento" in shown
    page = client.get("/viestit/orders_offer/").content.decode()
    assert all(f'lang="{code}"' in page for code in ("fi", "sv", "en"))
    assert "Tekstin arviointi" in page
    assert client.get("/viestit/no_such_letter/").status_code == 404
    assert not OutboxMessage.objects.exists()
    assert not AuditEntry.objects.exists()
