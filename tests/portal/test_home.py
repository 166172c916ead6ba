"""Each role's front page: at most four things, and as many questions to the database for one row as for three."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from core import clock, outbox
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def busy(w: make.World, number: int) -> None:
    """So many offers, gigs to report, reports to confirm, approvals and new orders, weeks apart."""
    for n in range(number):
        day = make.DAY + timedelta(weeks=n * 10)
        make.reported(w, make.NOW + timedelta(days=30 + n))
        make.over(w, make.NOW + timedelta(days=40 + n))
        make.submitted(w, day + timedelta(weeks=1))
        make.at_the_bank(w, day + timedelta(weeks=2))
        make.offered(w, day + timedelta(weeks=3))
    outbox.drain()


def people(w: make.World) -> dict[str, Person]:
    return {
        "expert": w.expert.person,
        "orderer": w.orderer,
        "approver": w.approver,
        "coordinator": w.coordinator,
        "payroll": w.payroll,
        "main_user": w.main_user,
    }


def shown(w: make.World, role: str) -> tuple[int, str]:
    client, address = entered(people(w)[role]), reverse("portal:home", args=[role])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(address).content.decode()
    return len(queries), text


QUERIES = {"expert": 17, "orderer": 18, "approver": 7, "coordinator": 13, "payroll": 12, "main_user": 9}


@pytest.mark.parametrize("number", [1, 3])
def test_a_front_page_asks_the_same_for_one_row_as_for_three(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        busy(w, number)
        found = {role: shown(w, role)[0] for role in QUERIES}
    assert found == QUERIES


def test_a_front_page_holds_at_most_four_things_however_busy() -> None:
    with clock.at(make.NOW):
        w = make.world()
        busy(w, 3)
        for role in QUERIES:
            text = shown(w, role)[1]
            assert 1 <= len(re.findall(r'<section class="card', text)) <= 4, role
            assert len(re.findall(r'class="btn btn-primary"', text.split("<main", 1)[1])) <= 1, role
