"""The pages of a date that changes ask the database as much for one session as for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from orders import sweeps
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

Queries = Callable[..., Any]
OPTIONS, MOVE = 8, 7


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
