"""Staff without a second factor see no persons."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Person
from accounts.roles import STAFF, Role
from core.models import AuditEntry
from tests.accounts.people import app_code, entered, grant, holding, mailed_code, person, unit

pytestmark = pytest.mark.django_db(transaction=True)
ENROL, CHANGE = "/tunnistus/sovellus/", "/tunnistus/vaihda/"


def _sign_in(client: Client, who: Person) -> str:
    client.post("/kirjaudu/", {"email": who.email})
    answer = client.post("/kirjaudu/koodi/", {"code": mailed_code()})
    return str(answer["Location"])


def _secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found
    return found[1]


def _enrol(client: Client) -> str:
    secret = _secret_on(client.get(ENROL).content.decode())
    answer = client.post(ENROL, {"code": app_code(secret)})
    assert answer["Location"] == "/tunnistus/varakoodit/", answer.content.decode()
    return secret


@pytest.mark.row("L8")
@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_staff_role_is_led_to_enrolling(client: Client, role: str) -> None:
    entered(holding(role), second_factor=False, client=client)
    for address in ("/ihmiset/", "/yksikot/", "/omat-tiedot/", f"/etusivu/{role}/"):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(ENROL)


@pytest.mark.row("L8")
def test_without_a_second_factor_the_roles_themselves_are_gone() -> None:
    both = holding(Role.MAIN_USER)
    grant(both, Role.ORDERER, unit())
    both.second_factor = False
    assert both.roles == {Role.ORDERER}
    both.second_factor = True
    assert both.roles == {Role.ORDERER, Role.MAIN_USER}
    assert both.needs_second_factor


def test_an_orderer_needs_no_second_factor(client: Client) -> None:
    entered(holding(Role.ORDERER), second_factor=False, client=client)
    assert client.get("/ihmiset/").status_code == 200


def test_open_pages_stay_open(client: Client) -> None:
    entered(holding(Role.PAYROLL), second_factor=False, client=client)
    assert client.get("/kirjaudu/ulos/").status_code == 200
    assert client.get(ENROL).status_code == 200


def test_enrolling_opens_the_session_and_recovery_codes_are_shown_once(client: Client) -> None:
    main = holding(Role.MAIN_USER)
    _sign_in(client, main)
    _enrol(client)
    assert client.get("/ihmiset/").status_code == 200
    assert "<code>" not in client.get("/tunnistus/varakoodit/").content.decode()
    shown = client.post("/tunnistus/varakoodit/").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10


def test_the_secret_is_kept_encrypted(client: Client) -> None:
    _sign_in(client, holding(Role.COORDINATOR))
    secret = _enrol(client)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(app_code(secret, 1))


def test_a_wrong_code_keeps_the_same_key(client: Client) -> None:
    _sign_in(client, holding(Role.COORDINATOR))
    first = _secret_on(client.get(ENROL).content.decode())
    page = client.post(ENROL, {"code": "000000"}).content.decode()
    assert "Koodi ei täsmää" in page
    assert _secret_on(page) == first


def test_the_next_sign_in_asks_the_app_and_a_recovery_code_will_do(client: Client) -> None:
    who = holding(Role.COORDINATOR)
    _sign_in(client, who)
    _enrol(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.post("/tunnistus/varakoodit/").content.decode())
    later = Client()
    assert _sign_in(later, who) == "/kirjaudu/sovellus/"
    assert later.get("/yksikot/")["Location"].startswith("/kirjaudu/")
    assert "Koodi ei täsmää" in later.post("/kirjaudu/sovellus/", {"code": "1"}).content.decode()
    later.post("/kirjaudu/sovellus/", {"code": codes[0]})
    assert later.get("/yksikot/").status_code == 200
    again = Client()
    _sign_in(again, who)
    assert "Koodi ei täsmää" in again.post("/kirjaudu/sovellus/", {"code": codes[0]}).content.decode()


def test_a_session_from_before_enrolling_proves_it_again(client: Client) -> None:
    who = holding(Role.COORDINATOR)
    old = entered(who, second_factor=False)
    _sign_in(client, who)
    secret = _enrol(client)
    assert old.get("/yksikot/")["Location"] == "/kirjaudu/vahvista/?next=%2Fyksikot%2F"
    answer = old.post("/kirjaudu/vahvista/?next=/yksikot/", {"code": app_code(secret, 1)})
    assert answer["Location"] == "/yksikot/"
    assert old.get("/yksikot/").status_code == 200


@pytest.mark.row("L8")
def test_a_new_telephone_takes_the_old_one_s_place_when_it_has_shown_its_code(client: Client) -> None:
    """The only factor of staff can't be taken away; the old one works until the very moment that the new one does."""
    who = holding(Role.AUDITOR)
    _sign_in(client, who)
    old = _enrol(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.post("/tunnistus/varakoodit/").content.decode())
    assert "Poista sovellus" not in client.get("/tunnistus/").content.decode()
    assert "Ota ensin toinen käyttöön" in client.get("/tunnistus/poista/").content.decode()
    assert "Ota ensin toinen käyttöön" in client.post("/tunnistus/poista/", follow=True).content.decode()
    assert client.post(CHANGE, {"code": app_code(old, 1)}).status_code == 200
    assert Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap().validate_code(app_code(old, 1))
    new = _secret_on(client.get(CHANGE).content.decode())
    assert "Uusi puhelin on käytössä" in client.post(CHANGE, {"code": app_code(new)}, follow=True).content.decode()
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap()
    assert kept.validate_code(app_code(new)) and not kept.validate_code(app_code(old, -1))
    assert client.get("/ihmiset/").status_code == 200
    assert AuditEntry.objects.filter(about=who, verb="accounts.second_factor_replaced").exists()
    later = Client()
    _sign_in(later, who)
    later.post("/kirjaudu/sovellus/", {"code": codes[0]})
    assert later.get("/ihmiset/").status_code == 200


def test_a_session_that_has_not_proved_the_factor_changes_no_telephone(client: Client) -> None:
    """Who reads an expert's mail may sign in, but neither replaces nor adds a factor beside the one there is."""
    who = person()
    thief = entered(who, second_factor=False)
    _sign_in(client, who)
    _enrol(client)
    for address in (CHANGE, "/tunnistus/poista/", "/tunnistus/avaimet/uusi/"):
        assert thief.get(address)["Location"].startswith("/kirjaudu/vahvista/"), address
        assert thief.post(address, {"code": "000000"})["Location"].startswith("/kirjaudu/vahvista/"), address
    shown = thief.post("/tunnistus/varakoodit/")
    assert "<code>" not in shown.content.decode()


def test_whoever_needs_no_second_factor_may_take_the_app_away(client: Client) -> None:
    _sign_in(client, person())
    _enrol(client)
    assert client.post("/tunnistus/poista/")["Location"] == "/tunnistus/"
    assert not Authenticator.objects.exists()
    assert not any(kept["method"] == "mfa" for kept in client.session["account_authentication_methods"])


def test_the_app_code_is_tried_five_times(client: Client) -> None:
    who = holding(Role.AUDITOR)
    _sign_in(client, who)
    _enrol(client)
    later = Client()
    _sign_in(later, who)
    pages = [later.post("/kirjaudu/sovellus/", {"code": "000000"}).content.decode() for _turn in range(6)]
    assert "Yrityksiä on ollut liian monta" in pages[-1]


def test_somebody_without_a_staff_role_may_enrol_too(client: Client) -> None:
    _sign_in(client, person())
    _enrol(client)
    assert client.session["account_authentication_methods"][-1]["method"] == "mfa"
