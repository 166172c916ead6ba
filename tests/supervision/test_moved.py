"""A supervision is moved: seats are kept, whoever has one reads old and new time and can let go (F1, D5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import Person
from core import clock
from core.models import OutboxMessage
from supervision import actions, sweeps
from supervision.models import SupportEvent
from supervision.states import SeatState
from tests.accounts.people import entered
from tests.factories import support
from tests.factories import world as make

pytestmark = [pytest.mark.django_db, pytest.mark.row("F1")]
NEW = support.DAY + timedelta(days=1, hours=1)


def move(by: Person, event: SupportEvent, starts: datetime = NEW) -> str:
    typed = {"day": f"{starts:%d.%m.%Y}", "starts": f"{starts:%H.%M}", "ends": f"{starts + timedelta(hours=1):%H.%M}"}
    answer = entered(by).post(reverse("supervision:event-move", args=[event.slug]), typed, follow=True)
    return unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def told() -> dict[int, list[str]]:
    rows = OutboxMessage.objects.filter(template="supervision_moved")
    return {row.person_id: row.context["changes"][0] for row in rows}


def test_seats_are_kept_and_each_hears_the_difference() -> None:
    with clock.at(make.NOW):
        w = make.world()
        ulla = support.a_supervisor(w)
        event = support.an_event(w, ulla, seats=1)
        actions.book(event.pk, by=w.expert.person)
        actions.queue(event.pk, by=w.expert2.person)
        assert reverse("supervision:event-move", args=[event.slug]) in unescape(
            entered(ulla).get(reverse("supervision:sessions")).content.decode()
        )
        assert "Aika on vaihdettu" in move(ulla, event)
        event.refresh_from_db()
        assert (event.starts, event.minutes, event.revision) == (NEW, 60, 1)
        assert [seat.state for seat in event.seat_rows.order_by("id")] == [SeatState.BOOKED, SeatState.WAITING]
        assert set(told()) == {w.expert.person_id, w.expert2.person_id, w.coordinator.pk}
        old, new = told()[w.expert.person_id]
        assert (datetime.fromisoformat(old), datetime.fromisoformat(new)) == (support.DAY, NEW)
        move(ulla, event)
        event.refresh_from_db()
        assert (event.revision, len(told())) == (1, 3), "the same once more changes nothing"
        actions.leave(event.pk, by=w.expert.person)
        assert event.seat_rows.get(expert=w.expert2).state == SeatState.OFFERED


def test_the_new_time_is_reminded_of_and_an_offer_never_outlives_it() -> None:
    with clock.at(make.NOW):
        w = make.world()
        event = support.an_event(w, support.a_supervisor(w))
        actions.book(event.pk, by=w.expert.person)
        assert sweeps.next_moment() == support.DAY - timedelta(days=1)
    with clock.at(support.DAY - timedelta(hours=20)):
        sweeps.sweep_all()
        assert "Aika on vaihdettu" in move(w.coordinator, event, support.DAY + timedelta(days=7))
    with clock.at(support.DAY + timedelta(days=6, hours=4)):
        sweeps.sweep_all()
    assert OutboxMessage.objects.filter(template="supervision_reminder").count() == 2
    with clock.at(make.NOW):
        late = support.an_event(w, event.supervisor, support.DAY + timedelta(days=20), seats=1)
        actions.book(late.pk, by=w.expert.person)
        actions.queue(late.pk, by=w.expert2.person)
        actions.leave(late.pk, by=w.expert.person)
        soon = make.NOW + timedelta(hours=3)
        move(w.coordinator, late, soon)
        assert late.seat_rows.get(expert=w.expert2).answer_by == soon


def test_what_cannot_be_moved_is_said() -> None:
    with clock.at(make.NOW):
        w = make.world()
        ulla = support.a_supervisor(w)
        event, other = support.an_event(w, ulla), support.an_event(w, ulla, NEW)
        assert "Anna tuleva aika" in move(ulla, event, make.NOW - timedelta(days=1))
        assert "Ohjaajalla on jo työnohjaus samaan aikaan" in move(ulla, event)
        stranger = support.a_supervisor(w, "Toinen")
        assert entered(stranger).get(reverse("supervision:event-move", args=[event.slug])).status_code in {403, 404}
        actions.cancel_event(other.pk, by=w.coordinator)
        assert "Aika on vaihdettu" not in move(ulla, other, NEW + timedelta(days=1))
