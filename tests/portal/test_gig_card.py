"""The gig card on paper: everything on one A4, however long the brief is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from kokemuspankki.portal.card import pages
from orders.models import Gig, Order
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import NOW, World

WORDS = "Kerron omasta arjestani ja siitä, mikä kohtaamisessa auttoi ja mikä ei, ja vastaan kysymyksiin. "


@pytest.fixture
def w(db: None) -> Any:
    with clock.at(NOW):
        yield make.world()


def paper(gig: Gig, by: Any) -> bytes:
    answer = entered(by).get(reverse("portal:gig-card", args=[gig.slug]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    return bytes(answer.content)


def text_of(content: bytes, folder: Path) -> str:
    (folder / "card.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", folder / "card.pdf", "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout)


def long(letters: int) -> str:
    return (WORDS * (letters // len(WORDS) + 1))[:letters]


@pytest.mark.needs("pango")
@pytest.mark.row("D1")
@pytest.mark.row("A12")
def test_all_of_a_gig_is_on_one_page(w: World, tmp_path: Path) -> None:
    link = "https://kokous.esimerkki.invalid/luento-sosionomiopiskelijoille"
    gig = make.agreed(w, form="hybrid", remote_tool="Teams", remote_link=link, step_free="partly")
    content = paper(gig, w.expert.person)
    assert pages(content) == 1
    if shutil.which("pdftotext") is None:
        return
    said = text_of(content, tmp_path)
    for fact in ["29.9. klo 13.00–14.30", "Microkatu 1, B2024, Kuopio", "Päivi Tilaaja", "040 123 4567", link]:
        assert fact in said, fact
    for fact in ["Aulassa vastassa Päivi", "osin esteetön", "Opiskelijat ymmärtävät", "Jos et pääse", "Yhteensä"]:
        assert fact in said, fact


@pytest.mark.needs("pango")
@pytest.mark.row("D1")
def test_the_longest_brief_is_on_one_page_too(w: World) -> None:
    gig = make.agreed(w, sessions=6, minutes=180)
    texts = {"goal": 600, "description": 2000, "expectations": 1000, "arrival": 600, "other_experts": 300, "title": 80}
    Order.objects.filter(pk=gig.order_id).update(
        **{name: long(most) for name, most in texts.items()}, sensitive_content="yes", support_on_site=long(300)
    )
    assert pages(paper(gig, w.coordinator)) == 1


@pytest.mark.row("D1")
def test_nobody_else_prints_it_and_an_ended_one_has_none(w: World) -> None:
    gig = make.agreed(w)
    url = reverse("portal:gig-card", args=[gig.slug])
    assert "kortti.pdf" in entered(w.expert.person).get(reverse("portal:gig", args=[gig.slug])).content.decode()
    for person in (w.expert2.person, w.orderer, w.payroll):
        assert entered(person).get(url).status_code == 404
    make.orders.cancel(gig.order_id, by=w.orderer, reason="need")
    assert entered(w.expert.person).get(url).status_code == 404
