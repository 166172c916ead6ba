"""The demo's conveniences, and that nothing else than the demo has them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

import kokemuspankki.urls  # noqa: F401 read while the demo is off, as production reads it
from accounts.actions import set_bank
from accounts.roles import Role
from core import clock
from tests.accounts.people import entered, holding, person

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.KP_DEMO = True
    settings.KP_CLOCK_MOVABLE = True
    settings.ROOT_URLCONF = "tests.accounts.demo_urls"
    settings.MAILERS = {
        "default": {"BACKEND": "kokemuspankki.demo.mailbox.Mailbox", "OPTIONS": {"file_path": tmp_path / "mails"}}
    }


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    moment = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "_waiting", [lambda: moment])
    yield
    clock.forget()


@pytest.mark.usefixtures("demo")
def test_the_sign_in_page_lists_people_by_role_and_one_click_enters(client: Client) -> None:
    minna = holding(Role.COORDINATOR)
    page = client.get("/kirjaudu/").content.decode()
    assert "Koordinaattori" in page
    assert minna.slug in page
    client.post("/demo/astu-sisaan/", {"person": minna.slug})
    assert client.get("/yksikot/").status_code == 200
    paula = holding(Role.PAYROLL)
    client.post("/demo/astu-sisaan/", {"person": paula.slug, "next": "https://muu.invalid/"})
    assert client.session["_auth_user_id"] == str(paula.pk)


@pytest.mark.usefixtures("demo")
def test_changing_person_is_offered_to_whoever_is_inside(client: Client) -> None:
    entered(holding(Role.COORDINATOR), client=client)
    page = client.get("/yksikot/").content.decode()
    assert "Vaihda henkilöä" in page
    assert "Lähetetyt viestit (0)" in page
    assert 'href="/demo/henkilot/"' in page
    assert "Esittely: astu sisään" in client.get("/demo/henkilot/").content.decode()


@pytest.mark.usefixtures("demo")
def test_every_mail_is_readable_latest_first_with_links(client: Client) -> None:
    for number in (1, 2):
        mail = EmailMultiAlternatives(f"Viesti {number}", "Avaa http://testserver/v/x/", to=["aino@esimerkki.invalid"])
        mail.attach_alternative('<p><a href="http://testserver/v/x/">Avaa</a></p>', "text/html")
        mail.attach("keikka.ics", "BEGIN:VCALENDAR", "text/calendar")
        mail.send()
    page = client.get("/demo/viestit/")
    assert [row.subject for row in page.context["mails"]] == ["Viesti 2", "Viesti 1"]
    key = page.context["mails"][0].key
    one = client.get(f"/demo/viestit/{key}/").content.decode()
    assert '<a href="http://testserver/v/x/"' in one
    assert "keikka.ics" in one
    html = client.get(f"/demo/viestit/{key}/html/")
    assert '<base target="_top">' in html.content.decode()
    assert "script-src" not in html["Content-Security-Policy"]
    assert client.get("/demo/viestit/..%2F..%2Fx/").status_code == 404


@pytest.mark.usefixtures("demo", "waiting")
def test_the_clock_moves_to_what_waits_and_says_what_it_was(client: Client) -> None:
    set_bank(name="Pankki", kind="county", business_id="1234567-1", iban="FI6579601200987654", bic="ITELFIHH")
    before = clock.now()
    entered(person(), client=client)
    assert "Siirrä kelloa" in client.get("/omat-tiedot/").content.decode()
    said = client.post("/demo/kello/", {"next": "/omat-tiedot/"}, follow=True).content.decode()
    assert timedelta(days=2) <= clock.now() - before < timedelta(days=2, minutes=1)
    assert "kello on nyt" in said
    again = client.post("/demo/kello/", {"next": "/omat-tiedot/"}, follow=True).content.decode()
    assert "Mikään ei odota" in again


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/demo/kello/", "/demo/astu-sisaan/"])
def test_what_changes_something_is_a_post(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


def test_without_the_switch_there_are_no_addresses_and_no_views(client: Client, settings: Settings) -> None:
    assert client.get("/demo/viestit/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:enter")
    assert "Esittely" not in client.get("/kirjaudu/").content.decode()
    settings.ROOT_URLCONF = "tests.accounts.demo_urls"
    who = holding(Role.MAIN_USER)
    assert client.post("/demo/astu-sisaan/", {"person": who.slug}).status_code == 404
    assert client.post("/demo/kello/").status_code == 404
    assert client.get("/demo/viestit/").status_code == 404
    assert client.get("/demo/henkilot/").status_code == 404


def test_production_cannot_switch_the_demo_on(tmp_path: Path) -> None:
    """Even with everything else right, the switch itself stops the start."""
    told = subprocess.run(
        [sys.executable, "-c", "import kokemuspankki.settings.prod"],
        cwd=ROOT,
        env={**os.environ, "KP_DEMO": "1", "KP_CLOCK_MOVABLE": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert "KP_DEMO cannot be switched on in production" in told.stderr
    assert "KP_CLOCK_MOVABLE cannot be switched on in production" in told.stderr
