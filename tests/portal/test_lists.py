"""The roof's lists, an expert's page and the received feedback: as many questions for one row as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from core import audit, clock, outbox, todo
from evaluation import actions as evaluation
from evaluation.models import FeedbackRequest
from experts import actions as experts
from experts.models import Theme
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def asked(person: Person, address: str) -> int:
    client = entered(person)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_the_roof(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        for n in range(number):
            audit.viewed((w.coordinator, w.coordinator2, w.payroll)[n], "iban", [w.expert.person])
            todo.open("staff_order", make.submitted(w, make.DAY + timedelta(weeks=n)), role="coordinator")
        found = {
            "views": asked(w.expert.person, reverse("portal:views-of-me")),
            "audit": asked(w.main_user, reverse("portal:audit")),
            "tasks": asked(w.coordinator, reverse("portal:tasks")),
        }
    assert found == {"views": 4, "audit": 4, "tasks": 5}


@pytest.mark.parametrize("number", [1, 3])
def test_an_experts_page_and_the_received_feedback(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        tags = Theme.objects.filter(slug="use-of-services")
        for n in range(number - 1):
            experts.add_theme(w.expert.pk, by=w.expert.person, own_words=f"teema {n}", tags=tags)
        for n in range(number):
            make.approved(w, make.DAY + timedelta(days=n))
    with clock.at(make.DAY + timedelta(days=7)):
        outbox.drain()
        for request in FeedbackRequest.objects.filter(direction="to_expert"):
            evaluation.give(request.pk, by=w.orderer, scale=5, good="Hyvä.", wish="")
        found = {
            "expert": asked(w.coordinator, reverse("experts:detail", args=[w.expert.slug])),
            "me": asked(w.expert.person, reverse("experts:me")),
            "mine": asked(w.expert.person, reverse("evaluation:mine")),
        }
    assert found == {"expert": 9, "me": 9, "mine": 5}


def test_a_long_list_of_tasks_has_pages() -> None:
    with clock.at(make.NOW):
        w = make.world()
        order = make.submitted(w)
        for n in range(31):
            todo.open(f"kind_{n}", order, role="coordinator")
        client, address = entered(w.coordinator), reverse("portal:tasks")
        first, second = client.get(address).content.decode(), client.get(address, {"page": "2"}).content.decode()
    assert (first.count('name="task"'), second.count('name="task"')) == (30, 1)
    assert 'href="?page=2"' in first and 'href="?page=1"' in second


def test_what_waits_for_a_coordinator_is_counted_once() -> None:
    """An order on the board and the task about it are one thing; a contract to sign and its task too."""
    with clock.at(make.NOW):
        w = make.world()
        order = make.staffing(w)
        todo.open("staff_order", order, role="coordinator")
        text = entered(w.coordinator).get(reverse("portal:home", args=["coordinator"])).content.decode()
    assert "Yksi asia odottaa sinua." in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_fees_asks_the_same_for_one_row_as_for_three(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        for n in range(number):
            make.approved(w, make.DAY + timedelta(days=n))
    with clock.at(make.DAY + timedelta(days=7)):
        outbox.drain()
        assert asked(w.coordinator, reverse("payments:fees")) == 4
