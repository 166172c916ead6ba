"""Kinds of work beside the lecture: their questions, their price from the form to the fee, three experts on a panel."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from orders import actions, estimates, sweeps
from orders.forms.ordering import STEPS
from orders.forms.step import asked, foreign
from orders.models import Order, TaskType
from payments.models import Fee
from tests.factories import world as make
from tests.factories.world import DAY, World
from tests.orders.ordering import STEP_1, STEP_3, address, errors, inside, step_2, step_4

KINDS = ("working_group", "panel_talk", "client_meeting")
OWN_PAIR = {"own_pair": "Liisa Lahti, sosiaaliohjaaja", "client_asked": "on"}
HEADS = {"kerta-TOTAL_FORMS", "kerta-INITIAL_FORMS", "kerta-0-date", "kerta-0-starts", "kerta-0-ends"}
FEES = [
    ("working_group", 60, 5000),
    ("working_group", 120, 5000),
    ("working_group", 150, 6250),
    ("panel_talk", 180, 7500),
    ("panel_talk", 121, 6250),
    ("client_meeting", 45, 5000),
    ("client_meeting", 200, 5000),
]


def given(kind: TaskType, answers: dict[str, Any]) -> dict[str, Any]:
    """The lecture's answers without what this kind does not ask."""
    return {name: value for name, value in answers.items() if name in HEADS or asked(kind, name)}


@pytest.mark.row("A2")
@pytest.mark.parametrize("slug", KINDS)
def test_each_kind_is_ordered_by_its_own_form(w: World, slug: str) -> None:
    client, kind = inside(w.orderer), TaskType.objects.get(slug=slug)
    client.post(reverse("orders:new"), {"unit": w.unit.pk, "task_type": kind.pk, "phase": kind.phase})
    order = Order.objects.get()
    own = OWN_PAIR if slug == "client_meeting" else {}
    for number, answers in enumerate((STEP_1 | own, step_2(), STEP_3), start=1):
        page = client.get(address(order, number)).content.decode()
        names = list(STEPS[number - 1](order=order).fields)
        assert len(names) <= 12
        assert all(f'name="{name}"' in page for name in names)
        assert not any(f'name="{name}"' in page for name in foreign(kind))
        answer = client.post(address(order, number), given(kind, answers))
        assert answer.status_code == 302, errors(answer)
    answer = client.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert answer.status_code == 302, errors(answer)
    order.refresh_from_db()
    assert order.state == "awaiting_approver"


@pytest.mark.row("A2")
@pytest.mark.parametrize("slug", KINDS)
def test_a_question_of_another_kind_is_refused(w: World, slug: str) -> None:
    order, client = make.draft(w, kind=slug), inside(w.orderer)
    for name in foreign(order.task_type):
        answer = client.post(address(order, 1), given(order.task_type, STEP_1) | {name: "x"})
        assert answer.status_code == 422
        assert "jota tässä tehtävässä ei kysytä" in answer.content.decode()


def test_a_client_meeting_needs_the_pair_and_the_clients_consent(w: World) -> None:
    order, client = make.draft(w, kind="client_meeting", answers={}), inside(w.orderer)
    answer = client.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert "Ammattilainen työparina, Palvelun käyttäjältä kysytään etukäteen" in answer.content.decode()
    page = client.get(address(order, 1)).content.decode()
    assert "Älä kirjoita asiakkaan nimeä" in page
    bare = client.post(address(order, 1), given(order.task_type, STEP_1) | {"client_asked": ""})
    assert bare.context["form"].has_error("own_pair")
    assert bare.context["form"].has_error("client_asked")


def test_a_working_group_meets_once(w: World) -> None:
    order, client = make.draft(w, kind="working_group"), inside(w.orderer)
    two = {"kerta-TOTAL_FORMS": "2", "kerta-1-date": "6.10.2026", "kerta-1-starts": "9", "kerta-1-ends": "10"}
    answer = client.post(address(order, 3), given(order.task_type, STEP_3) | two)
    assert answer.status_code == 422
    assert "Tee toisesta kerrasta oma tilaus" in answer.content.decode()
    assert "Lisää toinen kerta" not in client.get(address(order, 3)).content.decode()


@pytest.mark.row("A4")
@pytest.mark.parametrize(("slug", "minutes", "work_cents"), FEES)
def test_the_fee_shown_is_the_fee_booked(w: World, slug: str, minutes: int, work_cents: int) -> None:
    order = make.draft(w, minutes=minutes, kind=slug)
    shown = estimates.of_order(order)
    assert shown.lines[0].amount_cents == work_cents
    report = make.approved(w, minutes=minutes, kind=slug)
    outbox.drain()
    assert Fee.objects.get(report=report).total_cents == shown.fee_cents


@pytest.mark.row("A2")
def test_a_panel_of_three_has_three_gigs_contracts_reports_and_fees(w: World) -> None:
    third = make.an_expert(w.main_user, "Sari", 2)
    order = make.staffing(w, minutes=120, kind="panel_talk", experts_needed=3)
    one = estimates.of_order(make.draft(w, minutes=120, kind="panel_talk"))
    assert estimates.of_order(order).total_cents == 3 * one.total_cents
    gigs = []
    for n, expert in enumerate((w.expert, w.expert2, third), start=1):
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=expert)
        gigs.append(actions.accept_offer(offer.pk, by=expert.person))
        order.refresh_from_db()
        assert order.state == ("staffed" if n == 3 else "staffing")
    outbox.drain()
    assert [gig.contracts.count() for gig in gigs] == [1, 1, 1]
    page = inside(w.orderer).get(reverse("portal:order", args=[order.slug])).content.decode()
    assert all(gig.expert.person.name in page for gig in gigs)
    for gig in gigs:
        with clock.at(DAY.replace(hour=16)):
            sweeps.end_sessions(gig.pk)
            report = actions.report_as_agreed(gig.reports.get().pk, by=gig.expert.person)
            actions.confirm_report(report.pk, by=w.orderer)
    outbox.drain()
    assert sorted(Fee.objects.values_list("total_cents", flat=True)) == [one.fee_cents] * 3


def test_two_of_three_are_enough_when_the_orderer_says_so(w: World) -> None:
    order = make.staffing(w, kind="panel_talk", experts_needed=3)
    for expert in (w.expert, w.expert2):
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=expert)
        actions.accept_offer(offer.pk, by=expert.person)
    assert inside(w.orderer).post(reverse("orders:fewer", args=[order.slug])).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.experts_needed) == ("staffed", 2)


def test_the_first_page_says_what_each_kind_is_and_costs_at_least(w: World) -> None:
    text = inside(w.orderer).get(reverse("orders:new")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert text.count("Palkkio alkaen 50,00 €.") == 3
    assert "Palkkio alkaen 200,00 €." in text
    for kind in TaskType.objects.filter(active=True):
        assert kind.about_words in text


def test_every_kind_speaks_three_languages(db: None) -> None:
    for kind in TaskType.objects.all():
        texts = [kind.about, *(part for words in kind.questions.values() if words for part in words.values())]
        assert all(set(text) == {"fi", "sv", "en"} and all(text.values()) for text in texts)
