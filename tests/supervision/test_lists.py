"""The room's lists ask as much for one row as for three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from supervision import actions
from tests.factories import support
from tests.factories import world as make
from tests.portal.test_lists import asked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_lists_of_support(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        ulla = support.a_supervisor(w)
        for n in range(number):
            event = support.an_event(w, ulla, support.DAY + timedelta(days=n))
            actions.book(event.pk, by=w.expert.person)
            support.an_event(w, ulla, support.DAY + timedelta(days=20 + n))
            support.a_slot(ulla, support.DAY + timedelta(days=n))
        found = {
            "mine": asked(w.expert.person, reverse("supervision:mine")),
            "events": asked(w.coordinator, reverse("supervision:events")),
            "event": asked(w.coordinator, reverse("supervision:event", args=[event.slug])),
            "sessions": asked(ulla, reverse("supervision:sessions")),
            "slots": asked(ulla, reverse("supervision:slots")),
        }
    assert found == {"mine": 15, "events": 6, "event": 8, "sessions": 6, "slots": 4}
