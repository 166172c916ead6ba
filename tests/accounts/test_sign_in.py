"""Signing in: a code by mail for everybody, nothing told to strangers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Person
from accounts.roles import Role
from core import outbox
from core.models import AuditEntry, MessageState, OutboxMessage
from tests.accounts.people import entered, holding, mailed_code, person

pytestmark = pytest.mark.django_db(transaction=True)
ASK = "/kirjaudu/"
CODE = "/kirjaudu/koodi/"


def _ask(client: Client, email: str, **extra: str) -> None:
    answer = client.post(ASK, {"email": email, **extra})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(CODE)


def test_a_mailed_code_signs_in(client: Client) -> None:
    aino = person()
    _ask(client, "  " + str(aino.email).upper())
    answer = client.post(CODE, {"code": mailed_code()})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(aino.pk)
    assert AuditEntry.objects.filter(verb="accounts.sign_in", about=aino).exists()


@pytest.mark.row("L8")
def test_the_code_is_kept_encrypted_and_wiped_when_sent(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_wake", lambda task: None)
    _ask(client, str(person().email))
    waiting = OutboxMessage.objects.get()
    code = waiting.secret["code"]
    assert code not in str(waiting.context)
    assert len(code) == 6
    outbox.send_mail()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.secret) == (MessageState.SENT, None)
    assert code in str(mail.outbox[0].body)
    assert code not in mail.outbox[0].subject


def test_an_unknown_address_sees_the_same_answer(client: Client) -> None:
    known, stranger = Client(), Client()
    _ask(known, str(person(email="aino@esimerkki.invalid").email))
    _ask(stranger, "outo@esimerkki.invalid")
    pages = [c.get(CODE).content.decode().replace("outo@", "aino@") for c in (known, stranger)]
    assert _without_tokens(pages[0]) == _without_tokens(pages[1])
    assert OutboxMessage.objects.count() == 1
    assert not Person.objects.filter(email="outo@esimerkki.invalid").exists()


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]


def test_somebody_closed_out_is_a_stranger(client: Client) -> None:
    _ask(client, str(person(is_active=False).email))
    assert not OutboxMessage.objects.exists()


def test_a_wrong_code_says_what_to_write_and_the_third_ends_it(client: Client) -> None:
    _ask(client, str(person().email))
    first = client.post(CODE, {"code": "x"})
    assert "Koodi ei täsmää" in first.content.decode()
    client.post(CODE, {"code": "x"})
    third = client.post(CODE, {"code": "x"}, follow=True)
    assert "Yrityksiä on ollut liian monta" in third.content.decode()
    assert client.post(CODE, {"code": mailed_code()})["Location"].startswith(ASK)
    assert "_auth_user_id" not in client.session


def test_an_empty_code_asks_for_one(client: Client) -> None:
    _ask(client, str(person().email))
    assert "Kirjoita koodi, esimerkiksi 123456." in client.post(CODE, {"code": ""}).content.decode()


def test_one_address_gets_five_codes_in_a_quarter_of_an_hour() -> None:
    aino = person()
    for _turn in range(5):
        _ask(Client(), str(aino.email))
    sixth = Client().post(ASK, {"email": aino.email})
    assert "Yrityksiä on ollut liian monta" in sixth.content.decode()
    assert OutboxMessage.objects.count() == 5
    _ask(Client(REMOTE_ADDR="10.0.0.9"), str(person().email))


def test_one_machine_asks_twenty_times_a_minute() -> None:
    client = Client()
    for turn in range(20):
        client.post(ASK, {"email": f"{turn}@esimerkki.invalid"})
        client.post("/kirjaudu/alusta/")
    assert "Yrityksiä on ollut liian monta" in client.post(ASK, {"email": "x@esimerkki.invalid"}).content.decode()


def test_a_mistyped_address_can_be_written_again(client: Client) -> None:
    _ask(client, "vaara@esimerkki.invalid")
    assert client.get(ASK)["Location"] == CODE
    assert client.post("/kirjaudu/alusta/")["Location"] == ASK
    assert client.get(ASK).status_code == 200


def test_the_next_page_is_kept_and_never_somebody_elses(client: Client) -> None:
    aino = person()
    answer = client.get("/omat-tiedot/")
    assert answer["Location"] == "/kirjaudu/?next=/omat-tiedot/"
    client.post(ASK, {"email": aino.email, "next": "/omat-tiedot/"})
    assert client.post(CODE, {"code": mailed_code(), "next": "/omat-tiedot/"})["Location"] == "/omat-tiedot/"
    other = Client()
    other.post(ASK, {"email": aino.email})
    gone = other.post(CODE, {"code": mailed_code(), "next": "https://muu.invalid/"})
    assert "muu.invalid" not in gone["Location"]


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_confirm_email"])
def test_there_is_no_sign_up_no_password_and_no_page_that_writes_under_get(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name, args=["x"] if name == "account_confirm_email" else [])


def test_signing_out_is_a_post(client: Client) -> None:
    entered(person(), client=client)
    assert client.get("/kirjaudu/ulos/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/kirjaudu/ulos/")
    assert "_auth_user_id" not in client.session


def test_a_staff_session_is_short(client: Client) -> None:
    for who, longest in ((person(), 14 * 86400), (holding(Role.COORDINATOR), 8 * 3600)):
        fresh = Client()
        _ask(fresh, str(who.email))
        fresh.post(CODE, {"code": mailed_code()})
        assert longest - 60 < fresh.session.get_expiry_age() <= longest


@pytest.mark.row("L2")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_and_mails_come_in_the_persons_language(client: Client, language: str) -> None:
    aino = person(language=language)
    page = entered(aino, client=client).get("/omat-tiedot/")
    assert f'lang="{language}"' in page.content.decode()[:200]
    assert page["Content-Language"] == language
    other = Client()
    _ask(other, str(aino.email))
    assert OutboxMessage.objects.get().language == language


def test_choosing_a_language_changes_the_account(client: Client, move_clock: Callable[..., None]) -> None:
    aino = person()
    entered(aino, client=client).post("/kieli/", {"language": "sv", "next": "/omat-tiedot/"})
    aino.refresh_from_db()
    assert aino.language == "sv"
    Client().post("/kieli/", {"language": "en", "next": "/"})
    client.post("/kieli/", {"language": "xx"})
    aino.refresh_from_db()
    assert aino.language == "sv"
