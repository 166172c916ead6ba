"""Feedback both ways; the orderer's reaches the expert before the gig can close."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from core import clock, links, outbox
from core.models import OutboxMessage, PurposeLink, Task
from evaluation import actions, sweeps
from evaluation.models import FeedbackRequest
from evaluation.states import MOVES, Direction, RequestState
from orders.models import Gig
from orders.states import GigState
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db
AFTER = make.DAY + timedelta(days=1)
GOOD = {"scale": "5", "good": "Puheesi jäi mieleen.", "wish": "Kysymme jatkossa ensin."}


@pytest.fixture
def w() -> make.World:
    with clock.at(make.NOW):
        return make.world()


@pytest.fixture
def gig(w: make.World) -> Gig:
    with clock.at(make.NOW):
        report = make.approved(w)
    with clock.at(AFTER):
        outbox.drain()
    return Gig.objects.get(pk=report.gig_id)


def asked(gig: Gig, direction: str = Direction.TO_EXPERT) -> FeedbackRequest:
    return FeedbackRequest.objects.get(gig=gig, direction=direction)


def link_of(request: FeedbackRequest) -> str:
    message = OutboxMessage.objects.filter(person=request.giver, template__startswith="evaluation_ask").latest("pk")
    assert message.link is not None
    return links.path(message.link)


@pytest.mark.row("I1")
@pytest.mark.parametrize("direction", list(Direction))
def test_three_questions_each_way_by_a_link_without_signing_in(gig: Gig, direction: str) -> None:
    request = asked(gig, direction)
    client, address = Client(), link_of(request)
    with clock.at(AFTER):
        page = client.get(address)
        assert page.status_code == 200
        assert page.content.decode().count("form-label") + page.content.decode().count("<legend") >= 3
        assert client.post(address, GOOD).status_code == 200
    request.refresh_from_db()
    assert request.state == RequestState.DELIVERED
    assert request.feedback.good == GOOD["good"]


def test_a_get_gives_nothing_and_a_second_post_changes_nothing(gig: Gig) -> None:
    request, client = asked(gig), Client()
    address = link_of(request)
    with clock.at(AFTER):
        for _n in range(10):
            client.get(address)
        request.refresh_from_db()
        assert request.state == RequestState.ASKED
        client.post(address, GOOD)
        client.post(address, {**GOOD, "good": "toinen kerta"})
    request.refresh_from_db()
    assert request.feedback.good == GOOD["good"]


def test_the_mails_page_speaks_the_givers_language_and_thanks_again_when_used(w: make.World, gig: Gig) -> None:
    Person.objects.filter(pk=w.orderer.pk).update(language="sv")
    request, client = asked(gig), Client()
    address = link_of(request)
    with clock.at(AFTER):
        assert 'lang="sv"' in client.get(address).content.decode()
        assert client.put(address).status_code == 405
        client.post(address, GOOD)
        link = PurposeLink.objects.get(object_id=request.pk, person=w.orderer, used_at=AFTER)
        for used in (client.get(address), client.post(address, {**GOOD, "good": "toinen kerta"})):
            assert used.status_code == 200
            assert "evaluation/thanks.html" in [template.name for template in used.templates]
    with clock.at(link.expires_at + timedelta(days=1)):
        assert client.get(address).status_code == 200
    request.refresh_from_db()
    assert request.feedback.good == GOOD["good"]


@pytest.mark.row("I2")
@pytest.mark.seed("R13")
def test_feedback_reaches_the_expert_and_only_then_the_gig_is_done(w: make.World, gig: Gig) -> None:
    assert gig.state == GigState.OVER
    assert gig.fee_settled_at is not None
    with clock.at(AFTER):
        Client().post(link_of(asked(gig)), GOOD)
        gig.refresh_from_db()
        assert gig.state == GigState.CLOSED
        page = entered(w.expert.person, second_factor=False).get(reverse("evaluation:mine")).content.decode()
    assert GOOD["good"] in page
    assert "Päivi Tilaaja" in page


@pytest.mark.row("I2")
def test_no_gig_closes_without_its_feedback_settled(gig: Gig) -> None:
    with pytest.raises(IntegrityError, match="closed_gig_has_fee_and_feedback_settled"), transaction.atomic():
        Gig.objects.filter(pk=gig.pk).update(state=GigState.CLOSED, closed_at=AFTER)


def test_low_or_marked_feedback_is_gone_through_together_first(w: make.World, gig: Gig) -> None:
    request = asked(gig)
    with clock.at(AFTER):
        Client().post(link_of(request), {**GOOD, "scale": "1"})
        request.refresh_from_db()
        assert request.state == RequestState.GIVEN
        assert Task.objects.open().about(request).filter(what="go_through_feedback").exists()
        mine = entered(w.expert.person, second_factor=False).get(reverse("evaluation:mine")).content.decode()
        assert GOOD["good"] not in mine
        phone = reverse("evaluation:phone", args=[request.slug])
        assert entered(w.coordinator).post(phone, {"what": "talked", "word": "Kävimme läpi."}).status_code == 302
    request.refresh_from_db()
    assert request.state == RequestState.DELIVERED
    gig.refresh_from_db()
    assert gig.state == GigState.CLOSED


@pytest.mark.row("I2")
def test_a_silent_orderer_is_phoned(w: make.World, gig: Gig) -> None:
    request = asked(gig)
    with clock.at(request.due + timedelta(minutes=1)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().about(request).filter(what="phone_for_feedback").count() == 1
        client, phone = entered(w.coordinator), reverse("evaluation:phone", args=[request.slug])
        assert client.post(phone, {"what": "phoned", "word": ""}).status_code == 422
        assert client.post(phone, {"what": "phoned", "word": "Tilaaja kiitti sinua."}).status_code == 302
        mine = entered(w.expert.person, second_factor=False).get(reverse("evaluation:mine")).content.decode()
    request.refresh_from_db()
    assert request.state == RequestState.PHONED
    assert "Tilaaja kiitti sinua." in mine
    assert not Task.objects.open().about(request).exists()


@pytest.mark.row("I2")
def test_not_reached_in_two_tries_gives_the_coordinators_own_word(w: make.World, gig: Gig) -> None:
    request, client = asked(gig), entered(w.coordinator)
    phone = reverse("evaluation:phone", args=[request.slug])
    with clock.at(request.due + timedelta(days=1)):
        client.post(phone, {"what": "not_reached", "word": ""})
        request.refresh_from_db()
        assert (request.state, request.tries) == (RequestState.ASKED, 1)
        assert client.post(phone, {"what": "not_reached", "word": ""}).status_code == 422
        assert (
            client.post(phone, {"what": "not_reached", "word": "Kiitos sinulle, teit hyvää työtä."}).status_code == 302
        )
    request.refresh_from_db()
    assert request.state == RequestState.NOT_REACHED
    gig.refresh_from_db()
    assert gig.state == GigState.CLOSED


def test_one_reminder_and_no_more(gig: Gig) -> None:
    request = asked(gig)
    with clock.at(request.due - timedelta(days=2)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert OutboxMessage.objects.filter(template="evaluation_reminder", person=request.giver).count() == 1


def test_asking_twice_asks_once(gig: Gig) -> None:
    with clock.at(AFTER):
        actions.ask_feedback(gig.pk)
    assert FeedbackRequest.objects.filter(gig=gig).count() == 2


def test_the_unit_never_reads_an_experts_single_answer(w: make.World, gig: Gig) -> None:
    request = asked(gig, Direction.TO_UNIT)
    with clock.at(AFTER):
        Client().post(link_of(request), {**GOOD, "good": "Minua ei kuunneltu."})
        client = entered(w.orderer, second_factor=False)
        assert client.get(reverse("evaluation:give", args=[request.slug])).status_code == 404
        assert client.get(reverse("evaluation:queue")).status_code == 403


def test_bad_answers_are_said_clearly_and_kept(gig: Gig) -> None:
    with clock.at(AFTER):
        page = Client().post(link_of(asked(gig)), {"good": "jäi kesken"})
    assert page.status_code == 422
    assert "jäi kesken" in page.content.decode()
    assert "Valitse yksi vaihtoehto." in page.content.decode()


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("to", list(RequestState))
def test_the_table_of_moves_is_what_the_verbs_obey(gig: Gig, state: str, to: str) -> None:
    from core.errors import Stale

    request = asked(gig)
    request.state = state
    if to in MOVES[state]:
        return
    with pytest.raises(Stale):
        actions._move(request, to, by=None, now=AFTER)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "delivered"}, "settled_feedback_says_when"),
        ({"state": "phoned", "settled_at": AFTER}, "feedback_not_reached_has_the_coordinators_word"),
        ({"state": "not_reached", "settled_at": AFTER, "word": "x"}, "not_reached_needs_two_tries"),
    ],
)
def test_the_database_says_the_same(gig: Gig, change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FeedbackRequest.objects.filter(pk=asked(gig).pk).update(**change)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_database_the_same_for_any_length(w: make.World, count: int) -> None:
    with clock.at(make.NOW):
        for n in range(count):
            make.over(w, make.DAY + timedelta(days=n))
    with clock.at(AFTER + timedelta(days=4)):
        outbox.drain()
        client = entered(w.coordinator)
        client.get(reverse("evaluation:queue"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("evaluation:queue"))
    assert page.content.decode().count("Kirjaa puhelu") == count
    assert len(queries) == QUEUE_QUERIES


QUEUE_QUERIES = 7
