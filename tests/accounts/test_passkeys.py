"""Passkeys beside the app: enrolled, named, removed and asked at the door; the last way in is never lost by a click."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Person
from accounts.roles import Role
from core.models import AuditEntry
from tests.accounts.people import entered, holding, mailed_code

pytestmark = pytest.mark.django_db(transaction=True)


def a_key(who: Person, name: str = "Työkone") -> Authenticator:
    return Authenticator.objects.create(user=who, type="webauthn", data={"name": name, "credential": {}})


def an_app(who: Person) -> Authenticator:
    return Authenticator.objects.create(user=who, type="totp", data={"secret": "x"})


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.row("L8")
def test_keys_are_listed_named_and_removed() -> None:
    who = holding(Role.COORDINATOR)
    key, _app = a_key(who), an_app(who)
    client = entered(who)
    assert "Työkone" in text(client.get("/tunnistus/"))
    client.post(f"/tunnistus/avaimet/{key.pk}/nimi/", {"name": "Läppäri"})
    assert "Läppäri" in text(client.get("/tunnistus/"))
    assert "ei enää pääse sisään" in text(client.get(f"/tunnistus/avaimet/{key.pk}/poista/"))
    client.post(f"/tunnistus/avaimet/{key.pk}/poista/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()
    verbs = set(AuditEntry.objects.filter(about=who).values_list("verb", flat=True))
    assert {"accounts.second_factor_passkey_named", "accounts.second_factor_passkey_removed"} <= verbs
    assert client.get("/yksikot/").status_code == 200


@pytest.mark.row("L8")
def test_the_last_factor_of_a_staff_person_stays() -> None:
    who = holding(Role.COORDINATOR)
    key, client = a_key(who), entered(who)
    address = f"/tunnistus/avaimet/{key.pk}/poista/"
    page = text(client.get(address))
    assert "Ota ensin toinen käyttöön" in page and "Poista avain</button>" not in page
    assert "Ota ensin toinen käyttöön" in text(client.post(address, follow=True))
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_whoever_needs_no_second_factor_may_give_up_the_last_one() -> None:
    who = holding(Role.ORDERER)
    key, client = a_key(who), entered(who)
    client.post(f"/tunnistus/avaimet/{key.pk}/poista/")
    assert not Authenticator.objects.filter(user=who).exists()


def test_nobody_touches_anothers_key() -> None:
    key, client = a_key(holding(Role.COORDINATOR)), entered(holding(Role.PAYROLL))
    for does in ("nimi", "poista"):
        assert client.get(f"/tunnistus/avaimet/{key.pk}/{does}/").status_code == 404
        assert client.post(f"/tunnistus/avaimet/{key.pk}/{does}/", {"name": "x"}).status_code == 404


@pytest.mark.row("L8")
def test_a_session_without_proof_is_led_to_the_key_it_has() -> None:
    who = holding(Role.COORDINATOR)
    a_key(who)
    answer = entered(who, second_factor=False).get("/yksikot/")
    assert answer["Location"] == "/kirjaudu/vahvista/avain/?next=%2Fyksikot%2F"


def test_a_page_of_enrolling_offers_the_key_and_says_what_to_do_without_javascript() -> None:
    client = entered(holding(Role.COORDINATOR), second_factor=False)
    assert "/tunnistus/avaimet/uusi/" in text(client.get("/tunnistus/sovellus/"))
    page = text(client.get("/tunnistus/avaimet/uusi/"))
    assert "Avaimen käyttö tarvitsee JavaScriptin" in page and "data-options=" in page
    assert client.post("/tunnistus/avaimet/uusi/", {"name": "x", "credential": "{}"}).status_code in {200, 422}
    assert not Authenticator.objects.exists()


def _code(page: Page, url: str, who: Person) -> None:
    page.goto(f"{url}/kirjaudu/")
    page.get_by_label("Sähköpostiosoitteesi").fill(str(who.email))
    page.locator("main button.btn-primary").click()
    page.get_by_label("Koodi sähköpostistasi").fill(mailed_code())
    page.locator("main button.btn-primary").click()


@pytest.mark.system
@pytest.mark.row("L8")
def test_enrolling_a_key_and_signing_in_with_it(page: Page, live_server: LiveServer) -> None:
    """Chromium's own authenticator answers the ceremony; nothing of it is stubbed, and no policy stands in its way."""
    url, who, refused = live_server.url.replace("127.0.0.1", "localhost"), holding(Role.COORDINATOR), []
    page.on("console", lambda said: refused.append(said.text))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    both = {**options, "isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": both})
    _code(page, url, who)
    page.goto(f"{url}/yksikot/")
    page.get_by_role("link", name="Ota avain käyttöön").click()
    page.get_by_label("Avaimen nimi").fill("Työkone")
    page.get_by_role("button", name="Ota avain käyttöön").click()
    expect(page.get_by_role("heading", name="Varakoodit")).to_be_visible()
    page.goto(f"{url}/tunnistus/")
    expect(page.get_by_role("heading", name="Työkone")).to_be_visible()
    page.context.clear_cookies()
    _code(page, url, who)
    page.get_by_role("button", name="Vahvista avaimella").click()
    page.wait_for_url(lambda address: "/kirjaudu/" not in address)
    page.goto(f"{url}/yksikot/")
    expect(page.get_by_role("heading", name="Yksiköt ja kustannuspaikat")).to_be_visible()
    assert not [said for said in refused if "Content Security" in said]
