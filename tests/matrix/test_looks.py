"""Whoever looks at somebody's data leaves a row that this somebody can read, through the interface (L3)."""

from __future__ import annotations

from html import unescape

import pytest

from core import audit
from core.models import AuditEntry
from core.querysets import VIEWED
from tests.matrix.asking import Asker
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db
Here = tuple[Scene, Asker]
LOOKS = [
    ("coordinator", "experts:detail"),
    ("coordinator", "orders:candidates"),
    ("coordinator", "payments:contract"),
    ("coordinator", "evaluation:queue"),
    ("payroll", "payments:batch"),
    ("payroll", "payments:payslip"),
    ("payroll", "payments:fee"),
    ("payroll", "payments:bank-file"),
    ("auditor", "payments:batch"),
    ("orderer", "portal:gig"),
]


def seen_by(asker: Asker, who: str) -> str:
    return asker.ask(who, "portal:views-of-me").content.decode()


@pytest.mark.row("L3")
@pytest.mark.parametrize(("who", "name"), LOOKS)
def test_a_look_is_told_to_the_one_looked_at(here: Here, who: str, name: str) -> None:
    scene, asker = here
    looker = scene.people[who].name
    before = seen_by(asker, "expert").count(looker)
    assert asker.ask(who, name).status_code == 200
    assert seen_by(asker, "expert").count(looker) == before + 1
    entry = AuditEntry.objects.filter(about=scene.people["expert"]).latest("pk")
    assert entry.by == scene.people[who]


@pytest.mark.row("L3")
def test_what_was_seen_is_told_in_words(here: Here) -> None:
    """No bare key of ours in the person's own list."""
    scene, asker = here
    for who, name in LOOKS:
        asker.ask(who, name)
    page = seen_by(asker, "expert")
    looks = AuditEntry.objects.filter(about=scene.people["expert"], verb__startswith=VIEWED)
    assert {entry.verb for entry in looks if audit.said(entry) == entry.verb.removeprefix(VIEWED)} == set()
    assert audit.said(looks.latest("pk")) in unescape(page)


@pytest.mark.row("L3")
def test_own_looks_and_other_peoples_are_not_in_my_list(here: Here) -> None:
    scene, asker = here
    before = AuditEntry.objects.count()
    for name in ("portal:gig", "payments:payslip", "payments:contract", "experts:me", "experts:payee"):
        asker.ask("expert", name)
    assert AuditEntry.objects.count() == before
    asker.ask("coordinator", "experts:detail")
    assert scene.people["coordinator"].name not in seen_by(asker, "expert2")
