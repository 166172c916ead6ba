"""Pages of a date that changes, and of what was left open, ask the database as much for one session as for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from orders import actions, sweeps
from orders.models import MoveAnswer, ReportDifference
from orders.reports import Deviation
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

Queries = Callable[..., Any]
OPTIONS, MOVE, ANSWER, DIFFERENCE = 8, 7, 6, 8


@pytest.mark.parametrize("number", [1, 3])
def test_the_choices_of_an_order_without_a_doer(w: World, django_assert_num_queries: Queries, number: int) -> None:
    order = make.staffing(w, sessions=number)
    with clock.at(DAY - timedelta(days=9)):
        sweeps.sweep_all()
        outbox.drain()
        client = entered(w.orderer)
        with django_assert_num_queries(OPTIONS):
            assert client.get(reverse("orders:options", args=[order.slug])).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_of_a_new_date(w: World, django_assert_num_queries: Queries, number: int) -> None:
    gig = make.agreed(w, sessions=number)
    outbox.drain()
    client = entered(w.orderer)
    with django_assert_num_queries(MOVE):
        assert client.get(reverse("orders:move", args=[gig.order.slug])).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_question_of_a_new_date(w: World, django_assert_num_queries: Queries, number: int) -> None:
    gig = make.agreed(w, sessions=number)
    later = [(s.starts + timedelta(days=1), s.ends + timedelta(days=1)) for s in gig.order.sessions.all()]
    actions.propose_move(gig.order_id, by=w.orderer, times=later)
    outbox.drain()
    client = entered(w.expert.person)
    with django_assert_num_queries(ANSWER):
        asked = MoveAnswer.objects.get(gig=gig)
        assert client.get(reverse("orders:move-answer", args=[asked.slug])).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_decision_of_what_a_report_left_open(w: World, django_assert_num_queries: Queries, number: int) -> None:
    report = make.over(w, DAY - timedelta(weeks=3), sessions=number).reports.get()
    works = list(report.gig.offer.lines.filter(kind="work"))
    with clock.at(DAY):
        more, less = (Deviation(minutes={line.pk: minutes for line in works}) for minutes in (180, 90))
        actions.report_changed(report.pk, by=w.expert.person, deviation=more)
        report = actions.contest_report(report.pk, by=w.orderer, deviation=less, note="Loppui aiemmin.")
    with clock.at(report.due or DAY):
        sweeps.sweep_all()
        outbox.drain()
        client = entered(w.coordinator)
        assert ReportDifference.objects.get().report.lines.filter(version="rest").count() == number
        with django_assert_num_queries(DIFFERENCE):
            assert client.get(reverse("orders:report-difference", args=[report.slug])).status_code == 200
