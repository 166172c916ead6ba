import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail
from pytest_django import Settings

from accounts.models import Person
from core import clock, letters, links, outbox
from core.models import MessageState, OutboxMessage, Task

TEMPLATE = """{% load i18n %}{% block subject %}{{ task }}
{{ day }}{% endblock %}
{% block body %}Hei {{ person.first_name }} & <muut>,

{% translate "Kyllä" %} {{ task.sv }}{% endblock %}
{% block action %}Vastaa{% endblock %}"""


@pytest.fixture(autouse=True)
def template(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "koe.txt").write_text(TEMPLATE)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first["DIRS"]]}]


def write(person: Person, **facts: Any) -> OutboxMessage:
    context = {"task": {"fi": "Luento", "sv": "Föreläsning", "en": "Lecture"}, "day": "8.12."}
    outbox.mail("koe", person, about=person, context=context, dedupe="koe", **facts)
    return OutboxMessage.objects.get()


class Inbox:
    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return "451 not now"
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    yield inbox
    server.stop()


@pytest.mark.row("L2")
@pytest.mark.parametrize(("language", "subject"), [("fi", "Luento 8.12."), ("sv", "Föreläsning 8.12.")])
def test_a_letter_speaks_the_persons_language(aino: Person, language: str, subject: str) -> None:
    aino.language = language
    letter = letters.render(write(aino))
    assert letter.subject == subject
    assert f'<html lang="{language}">' in letter.html
    assert "Föreläsning" in letter.text


def test_text_and_html_say_the_same_and_carry_one_link(aino: Person) -> None:
    letter = letters.render(write(aino, path="/etusivu/"))
    assert letter.text.startswith("Hei Aino & <muut>,\n")
    assert "Vastaa:\nhttp://testserver/etusivu/\n" in letter.text
    assert "Hei Aino &amp; &lt;muut&gt;," in letter.html
    assert letter.html.count('href="http://testserver/etusivu/"') == 1
    assert "src=" not in letter.html
    assert "url(" not in letter.html


def test_a_links_token_is_made_when_the_letter_is(aino: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_routes", {})
    monkeypatch.setattr(links, "reverse", lambda name, args: f"/{name}/{args[0]}/")
    links.route("koe", "vastaa")
    link = links.make("koe", aino, aino, expires_at=clock.now() + timedelta(days=1))
    letter = letters.render(write(aino, link=link))
    assert f"http://testserver/vastaa/{links.token(link)}/" in letter.text


def test_it_goes_by_real_smtp_once(aino: Person, inbox: Inbox) -> None:
    ics: outbox.Attachment = {"name": "keikka.ics", "mime": "text/calendar", "content": "BEGIN:VCALENDAR"}
    write(aino, path="/x/", attachments=[ics])
    assert outbox.send_mail() == 1
    assert outbox.send_mail() == 0
    (letter,) = inbox.letters
    assert letter["To"] == aino.email
    assert letter["Subject"] == "Luento 8.12."
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert OutboxMessage.objects.get().state == MessageState.SENT


def test_a_refusing_server_is_tried_again_and_in_the_end_somebody_is_told(aino: Person, inbox: Inbox) -> None:
    write(aino)
    inbox.refuse = True
    for _n in range(outbox.MAIL_TRIES):
        OutboxMessage.objects.update(next_at=clock.real() - timedelta(seconds=1))
        assert outbox.send_mail() == 0
    message = OutboxMessage.objects.get()
    assert message.state == MessageState.FAILED
    assert message.error == "SMTPDataError"
    assert Task.objects.get().what == outbox.NOT_SENT
    assert inbox.letters == []


def test_a_server_that_comes_back_gets_the_letter(aino: Person, inbox: Inbox) -> None:
    write(aino)
    inbox.refuse = True
    assert outbox.send_mail() == 0
    inbox.refuse = False
    OutboxMessage.objects.update(next_at=clock.real())
    assert outbox.send_mail() == 1
    assert len(inbox.letters) == 1


def test_a_code_is_wiped_on_sending(aino: Person) -> None:
    outbox.mail("sign_in_code", aino, about=aino, dedupe=outbox.once(), secret={"code": "424242"}, path="/tili/")
    assert OutboxMessage.objects.get().context == {}
    outbox.send_mail()
    assert "424242" in mail.outbox[0].body
    assert OutboxMessage.objects.get().secret is None


def test_who_has_no_address_gets_nothing(aino: Person) -> None:
    write(aino)
    Person.objects.filter(pk=aino.pk).update(email=None, is_active=False, anonymised_at=clock.now())
    assert outbox.send_mail() == 0
    assert OutboxMessage.objects.get().state == MessageState.DROPPED
    assert mail.outbox == []


def test_the_old_address_can_be_told(aino: Person) -> None:
    write(aino, address="vanha@esimerkki.fi")
    outbox.send_mail()
    assert mail.outbox[0].to == ["vanha@esimerkki.fi"]
