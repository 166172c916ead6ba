"""One's own calendar: a secret feed, and the same events in the mails, followed by a calendar app."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from core import clock, outbox
from core.models import OutboxMessage
from kokemuspankki.tools.words import avoided_in
from orders import actions
from orders.models import Gig, MoveAnswer
from payments import actions as payments
from tests.accounts.people import entered
from tests.factories import support
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World

PAGE = reverse("portal:calendar")


@pytest.fixture
def w(db: None) -> Any:
    with clock.at(NOW):
        yield make.world()


def address(person: Any, act: str = "open") -> str:
    client = entered(person)
    assert client.post(PAGE, {"act": act}).status_code == 302
    page = client.get(PAGE).content.decode()
    return re.findall(r"<code>http://testserver([^<]+)</code>", page)[0]


def events(url: str) -> list[Any]:
    answer = Client().get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


class App:
    """A calendar app: an event replaces its older self by its UID, one called off goes away."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.gone: dict[str, int] = {}

    def take(self, content: bytes) -> str:
        calendar = Calendar.from_ical(content)
        method = str(calendar["METHOD"])
        for event in calendar.walk("VEVENT"):
            uid, revision = str(event["UID"]), int(event["SEQUENCE"])
            old = self.kept.pop(uid, None)
            assert old is None or revision > int(old["SEQUENCE"]), "a change has a greater number"
            assert (method == "CANCEL") is (str(event["STATUS"]) == "CANCELLED")
            if method == "PUBLISH":
                self.kept[uid] = event
        return method


def attached(template: str, person: Any) -> bytes:
    """As it went out: the calendar file of the newest mail of this kind."""
    outbox.drain()
    row = OutboxMessage.objects.filter(template=template, person=person).latest("id")
    sent = next(m for m in reversed(mail.outbox) if f"<kp-{row.pk}@" in m.extra_headers["Message-ID"])
    parsed = BytesParser(policy=policy.default).parsebytes(sent.message().as_bytes())
    part = next(p for p in parsed.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    content = part.get_content()
    raw = content if isinstance(content, bytes) else content.encode()
    assert part["Content-Type"].params["method"] == str(Calendar.from_ical(raw)["METHOD"])
    assert part.get_filename() == "keikka.ics"
    return raw


def moved(w: World, gig: Gig, starts: datetime) -> None:
    actions.propose_move(gig.order_id, by=w.orderer, times=[(starts, starts + timedelta(minutes=90))])
    actions.answer_move(MoveAnswer.objects.get(gig=gig).pk, by=w.expert.person, yes=True)


@pytest.mark.row("D2")
def test_a_secret_address_that_can_be_changed(w: World) -> None:
    make.agreed(w)
    url = address(w.expert.person)
    assert address(w.expert.person) == url, "a second click gives the same one"
    assert len(events(url)) == 1
    new = address(w.expert.person, "change")
    assert new != url
    assert Client().get(url).status_code == 404
    assert len(events(new)) == 1
    entered(w.expert.person).post(PAGE, {"act": "close"})
    assert Client().get(new).status_code == 404
    assert "code>" not in entered(w.expert.person).get(PAGE).content.decode()


@pytest.mark.row("D2")
def test_the_feed_says_when_and_which_task_and_nothing_more(w: World) -> None:
    gig = make.agreed(w)
    url = address(w.expert.person)
    event = events(url)[0]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + timedelta(minutes=90))
    assert str(event["SUMMARY"]) == f"Luento tai koulutus, keikka {gig.number}"
    assert str(event["STATUS"]) == "TENTATIVE"
    text = Client().get(url).content.decode().replace("\r\n ", "")
    order = gig.order
    own = [t.own_words for t in w.expert.themes.all()]
    themes = [str(theme) for theme in order.themes.all()]
    for secret in [order.title, order.goal, order.unit.name, order.address, order.room, w.orderer.name, *own, *themes]:
        assert secret and secret not in text
    assert not any(avoided_in(str(e["SUMMARY"])) for e in events(url))
    outbox.drain()
    payments.sign_for_bank(payments.sign(gig.contracts.get().pk, by=w.expert.person).pk, by=w.coordinator)
    assert str(events(url)[0]["STATUS"]) == "CONFIRMED"
    actions.cancel(order.pk, by=w.orderer, reason="need")
    assert [str(e["STATUS"]) for e in events(url)] == ["CANCELLED"]


@pytest.mark.row("D2")
def test_only_one_s_own_and_in_one_s_own_language(w: World) -> None:
    gig = make.agreed(w)
    make.agreed(w, DAY + timedelta(days=2), w.expert2)
    type(w.expert2.person).objects.filter(pk=w.expert2.person.pk).update(language="sv")
    assert str(events(address(w.expert2.person))[0]["SUMMARY"]).startswith("Föreläsning")
    assert [str(e["UID"]).startswith(gig.slug) for e in events(address(w.expert.person))] == [True]


@pytest.mark.row("D2")
def test_work_by_a_deadline_marks_its_last_moment_and_takes_no_room(w: World) -> None:
    gig = make.agreed(w, kind="text_review")
    event = events(address(w.expert.person))[0]
    assert str(event["SUMMARY"]).startswith("Määräaika: ")
    assert event["DTEND"].dt == gig.bookings.get().ends
    assert (str(event["TRANSP"]), event["DTEND"].dt - event["DTSTART"].dt) == ("TRANSPARENT", timedelta(minutes=30))


@pytest.mark.row("D2")
def test_the_supervisor_s_own_and_a_booked_seat_are_there_without_their_kind(w: World) -> None:
    ulla = support.a_supervisor(w)
    event = support.an_event(w, ulla)
    entered(w.expert.person).post(reverse("supervision:book", args=[event.slug]))
    found = [events(address(person)) for person in (ulla, w.expert.person)]
    assert [[str(e["SUMMARY"]) for e in each] for each in found] == [["Kokemuspankin tapaaminen"]] * 2
    assert str(found[0][0]["UID"]) == str(found[1][0]["UID"])


@pytest.mark.row("D3")
def test_the_mails_keep_one_event_up_to_date_and_take_it_away(w: World) -> None:
    app, expert = App(), w.expert.person
    gig = make.agreed(w)
    url = address(expert)
    assert app.take(attached("orders_gig_agreed", expert)) == "PUBLISH"
    payments.sign_for_bank(payments.sign(gig.contracts.get().pk, by=expert).pk, by=w.coordinator)
    app.take(attached("payments_contract_in_force", expert))
    [event] = app.kept.values()
    assert str(event["STATUS"]) == "CONFIRMED"
    moved(w, gig, DAY + timedelta(days=1))
    app.take(attached("orders_moved", expert))
    [event] = app.kept.values()
    assert event["DTSTART"].dt == DAY + timedelta(days=1)
    assert {str(e["UID"]) for e in events(url)} == set(app.kept)
    assert events(url)[0]["SEQUENCE"] == event["SEQUENCE"]
    actions.cancel(gig.order_id, by=w.orderer, reason="need")
    assert app.take(attached("orders_gig_cancelled", expert)) == "CANCEL"
    assert app.kept == {}


@pytest.mark.row("D3")
def test_who_cannot_come_gets_the_event_taken_away(w: World) -> None:
    app, expert = App(), w.expert.person
    gig = make.agreed(w)
    app.take(attached("orders_gig_agreed", expert))
    actions.release_gig(gig.pk, by=expert)
    assert app.take(attached("orders_released_thanks", expert)) == "CANCEL"
    assert app.kept == {}


@pytest.mark.row("D3")
def test_the_orderer_s_calendar_follows_the_order(w: World) -> None:
    """Found, moved, nobody for a while, found again, called off: one event, then none."""
    app, orderer = App(), w.orderer
    gig = make.agreed(w)
    order, url = gig.order, address(orderer)
    assert app.take(attached("orders_expert_found", orderer)) == "PUBLISH"
    [event] = app.kept.values()
    assert str(event["SUMMARY"]) == f"Luento tai koulutus, tilaus {order.number}"
    assert (str(event["STATUS"]), event["DTSTART"].dt) == ("CONFIRMED", DAY)
    moved(w, gig, DAY + timedelta(days=1))
    app.take(attached("orders_moved", orderer))
    assert [e["DTSTART"].dt for e in app.kept.values()] == [DAY + timedelta(days=1)]
    actions.release_gig(gig.pk, by=w.expert.person)
    app.take(attached("orders_released", orderer))
    assert [str(e["STATUS"]) for e in app.kept.values()] == ["TENTATIVE"]
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert2)
    actions.accept_offer(offer.pk, by=w.expert2.person)
    app.take(attached("orders_expert_found", orderer))
    assert [(str(e["UID"]), str(e["STATUS"]), e["SEQUENCE"]) for e in events(url)] == [
        (uid, "CONFIRMED", e["SEQUENCE"]) for uid, e in app.kept.items()
    ]
    text = Client().get(url).content.decode().replace("\r\n ", "")
    for secret in [order.title, order.unit.name, order.address, w.expert2.person.name]:
        assert secret not in text
    actions.cancel(order.pk, by=orderer, reason="need")
    assert app.take(attached("orders_cancelled", orderer)) == "CANCEL"
    assert app.kept == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_asks_little(w: World, rows: int, django_assert_num_queries: Any) -> None:
    for n in range(rows):
        make.agreed(w, DAY + timedelta(days=n))
    url = address(w.expert.person)
    with django_assert_num_queries(7):
        Client().get(url)
