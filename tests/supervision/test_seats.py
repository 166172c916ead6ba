"""Seats of supervision through the interface: booked, queued for, given back, offered on, marked (F1, F5, F6, F10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from core import clock, outbox
from core.models import AuditEntry, OutboxMessage, Task
from experts.models import Expert
from payments.models import Fee
from supervision import actions, sweeps
from supervision.models import EntitlementEntry, Seat, SupportEvent
from supervision.states import SeatState
from tests.accounts.people import entered
from tests.factories import support
from tests.factories import world as make
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> Iterator[World]:
    with clock.at(make.NOW):
        yield make.world()


@pytest.fixture
def ulla(w: World) -> Person:
    return support.a_supervisor(w)


@pytest.fixture
def event(w: World, ulla: Person) -> SupportEvent:
    return support.an_event(w, ulla)


def third(w: World) -> Expert:
    return make.an_expert(w.main_user, "Veera", 2)


def page(person: Person, name: str = "supervision:mine", *args: str) -> str:
    answer = entered(person).get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def tap(person: Person, verb: str, event: SupportEvent) -> str:
    """What the page says after the tap."""
    answer = entered(person).post(reverse(f"supervision:{verb}", args=[event.slug]), follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def state(event: SupportEvent, expert: Expert) -> str:
    return event.seat_rows.filter(expert=expert).latest("id").state


@pytest.mark.row("F1")
def test_the_coordinator_puts_it_into_the_calendar_and_an_expert_books_by_one_tap(w: World, ulla: Person) -> None:
    form = {
        "kind": "group", "supervisor": ulla.pk, "day": "10.9.2026", "starts": "16.30", "ends": "18.00",
        "seats": "2", "place": "Järjestötalo", "remote_link": "https://etana.esimerkki.invalid/a",
    }  # fmt: skip
    client = entered(w.coordinator)
    assert client.post(reverse("supervision:event-add"), form).status_code == 302
    event = SupportEvent.objects.get()
    before = page(w.expert.person)
    assert "2 paikkaa vapaana" in before and "etana.esimerkki" not in before
    after = tap(w.expert.person, "book", event)
    assert "Paikka on sinun" in after and "etana.esimerkki" in after
    tap(w.expert.person, "book", event)
    assert event.seat_rows.count() == 1


@pytest.mark.row("F1")
def test_the_others_are_first_names_and_only_for_who_has_a_seat(w: World, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    assert "Aino" not in page(w.expert2.person).split("<main")[1]
    after = tap(w.expert2.person, "book", event)
    assert "Mukana myös Aino" in after and "Aino Esimerkki" not in after


@pytest.mark.row("F1")
def test_a_full_one_is_queued_for_and_a_freed_seat_goes_to_who_waited_longest(w: World, event: SupportEvent) -> None:
    veera = third(w)
    SupportEvent.objects.filter(pk=event.pk).update(seats=1)
    tap(w.expert.person, "book", event)
    assert "Viimeinen paikka ehti mennä" in tap(w.expert2.person, "book", event)
    assert "Liity jonoon" in page(w.expert2.person)
    tap(w.expert2.person, "queue", event)
    tap(veera.person, "queue", event)
    tap(w.expert.person, "leave", event)
    assert (state(event, w.expert2), state(event, veera)) == (SeatState.OFFERED, SeatState.WAITING)
    assert OutboxMessage.objects.filter(template="supervision_seat_offered", person=w.expert2.person).count() == 1
    assert "Sinulle vapautui paikka" in page(w.expert2.person)
    tap(w.expert2.person, "book", event)
    assert state(event, w.expert2) == SeatState.BOOKED


@pytest.mark.row("F5")
def test_an_offer_not_answered_goes_on_and_leaving_the_queue_is_one_tap(w: World, event: SupportEvent) -> None:
    veera = third(w)
    SupportEvent.objects.filter(pk=event.pk).update(seats=1)
    tap(w.expert.person, "book", event)
    tap(w.expert2.person, "queue", event)
    tap(veera.person, "queue", event)
    tap(w.expert.person, "leave", event)
    with clock.at(make.NOW + timedelta(hours=24, minutes=1)):
        assert sweeps.sweep_all() == 1
        assert (state(event, w.expert2), state(event, veera)) == (SeatState.CANCELLED, SeatState.OFFERED)
        assert OutboxMessage.objects.filter(template="supervision_seat_lapsed", person=w.expert2.person).exists()
        tap(veera.person, "leave", event)
        assert state(event, veera) == SeatState.CANCELLED
        assert "Varaa paikka" in page(w.expert2.person)


@pytest.mark.row("F5")
def test_taking_and_giving_back_is_not_offered_to_the_same_for_ever(w: World, event: SupportEvent) -> None:
    SupportEvent.objects.filter(pk=event.pk).update(seats=1)
    tap(w.expert.person, "book", event)
    tap(w.expert2.person, "queue", event)
    tap(w.expert.person, "leave", event)
    tap(w.expert2.person, "book", event)
    tap(w.expert2.person, "leave", event)
    assert sweeps.sweep_all() == 0
    assert not event.seat_rows.open().exists()
    assert OutboxMessage.objects.filter(template="supervision_seat_offered").count() == 1


def test_a_newcomer_does_not_pass_the_queue(w: World, event: SupportEvent) -> None:
    SupportEvent.objects.filter(pk=event.pk).update(seats=1)
    tap(w.expert.person, "book", event)
    tap(w.expert2.person, "queue", event)
    Seat.objects.filter(expert=w.expert).delete()
    assert "Viimeinen paikka ehti mennä" in tap(third(w).person, "book", event)
    assert sweeps.sweep_all() == 1
    assert state(event, w.expert2) == SeatState.OFFERED


@pytest.mark.row("F1")
def test_an_own_gig_at_the_time_bars_the_seat_in_words_and_a_later_one_is_shown(w: World, ulla: Person) -> None:
    gig = make.agreed(w, support.DAY)
    clash = support.an_event(w, ulla)
    shown = page(w.expert.person)
    assert "Sinulla on silloin keikka: Luento tai koulutus" in shown and "disabled" in shown
    tap(w.expert.person, "book", clash)
    assert not clash.seat_rows.exists()
    later = support.an_event(w, ulla, support.DAY + timedelta(days=21))
    tap(w.expert.person, "book", later)
    make.agreed(w, later.starts)
    assert "Valitse, kumpaan tulet." in page(w.expert.person)
    assert gig.pk


@pytest.mark.row("F10")
def test_whoever_is_on_tauko_books_and_sees_all_the_same(w: World, event: SupportEvent) -> None:
    today = clock.today()
    Expert.objects.filter(pk=w.expert.pk).update(paused=(today, today + timedelta(days=60)))
    assert "Paikka on sinun" in tap(w.expert.person, "book", event)


@pytest.mark.row("F1")
def test_who_came_is_paid_and_the_hours_are_called_support(w: World, ulla: Person, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    client = entered(ulla)
    seat = event.seat_rows.get()
    with clock.at(event.ends + timedelta(minutes=5)):
        form = page(ulla, "supervision:mark", event.slug)
        assert "Aino" in form and "Esimerkki" not in form
        assert client.post(reverse("supervision:mark", args=[event.slug]), {}).status_code == 422
        client.post(reverse("supervision:mark", args=[event.slug]), {seat.slug: "came"})
        outbox.drain()
        fee = Fee.objects.get()
        assert (fee.total_cents, fee.profile, fee.centre_code, fee.gig) == (3750, "D", "TUKI", None)
        money = page(w.expert.person, "payments:my-money")
        assert f'Tuki, <span class="text-nowrap">{fee.number}' in money
        assert EntitlementEntry.objects.get(seat=seat).minutes == -90


@pytest.mark.row("F6")
def test_a_missed_one_is_a_call_and_never_a_fee(w: World, ulla: Person, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    support.marked(event, ulla)
    with clock.at(event.ends + timedelta(hours=2)):
        outbox.drain()
        assert state(event, w.expert) == SeatState.MISSED
        assert not Fee.objects.exists() and not EntitlementEntry.objects.exists()
        assert "Soita: ei tavoitettu työnohjauksessa" in page(w.coordinator, "portal:tasks")
        assert "Ei tavoitettu" not in page(w.expert2.person)
        client = entered(w.coordinator)
        client.post(reverse("supervision:came", args=[event.seat_rows.get().slug]))
        outbox.drain()
        assert Fee.objects.get().expert == w.expert
        assert not Task.objects.open().filter(what="call_after_missed").exists()


def test_a_silent_supervisor_leaves_nobody_unpaid(w: World, ulla: Person, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    with clock.at(event.ends + timedelta(days=5)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().filter(what="mark_support").count() == 1
        assert "Työnohjauksen läsnäolot merkitsemättä" in page(w.coordinator, "portal:tasks")
        form = page(w.coordinator, "supervision:mark", event.slug)
        assert "Aino Esimerkki" in form
        client = entered(w.coordinator)
        client.post(reverse("supervision:mark", args=[event.slug]), {event.seat_rows.get().slug: "came"})
        outbox.drain()
        assert Fee.objects.count() == 1
        assert not Task.objects.open().filter(what="mark_support").exists()


def test_nobody_marks_the_own_seat(w: World, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    with clock.at(event.ends + timedelta(hours=1)):
        client = entered(w.expert.person)
        assert client.post(reverse("supervision:mark", args=[event.slug])).status_code == 403


def test_what_the_bank_cancels_is_told_to_all_and_costs_nothing(w: World, ulla: Person, event: SupportEvent) -> None:
    SupportEvent.objects.filter(pk=event.pk).update(seats=1)
    tap(w.expert.person, "book", event)
    tap(w.expert2.person, "queue", event)
    assert "Kaikki paikat ja jono perutaan" in page(w.coordinator, "supervision:event", event.slug)
    tap(w.coordinator, "event-cancel", event)
    told = OutboxMessage.objects.filter(template="supervision_cancelled").values_list("person", flat=True)
    assert set(told) == {w.expert.person.pk, w.expert2.person.pk, ulla.pk}
    assert not event.seat_rows.open().exists()
    with clock.at(event.starts - timedelta(hours=3)):
        sweeps.sweep_all()
    assert not OutboxMessage.objects.filter(template="supervision_reminder").exists()


def test_one_reminder_the_day_before_says_nothing_in_its_subject(w: World, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    with clock.at(event.starts - timedelta(hours=23)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        outbox.drain()
    from django.core import mail

    sent = [m for m in mail.outbox if "Muistutus" in m.subject]
    assert len(sent) == 1
    assert "ohjaus" not in sent[0].subject.lower() and "tuki" not in sent[0].subject.lower()


def test_what_nobody_need_know_is_forgotten(w: World, ulla: Person, event: SupportEvent) -> None:
    for expert in (w.expert, w.expert2):
        tap(expert.person, "book", event)
    tap(w.expert2.person, "leave", event)
    support.marked(event, ulla, w.expert)
    with clock.at(event.ends + timedelta(days=91)):
        sweeps.sweep_all()
    assert [seat.state for seat in event.seat_rows.all()] == [SeatState.ATTENDED]


def test_an_experts_own_seat_is_in_no_log(w: World, event: SupportEvent) -> None:
    before = AuditEntry.objects.count()
    for verb in ("book", "leave", "queue", "leave"):
        tap(w.expert.person, verb, event)
    assert AuditEntry.objects.count() == before


@pytest.mark.row("L3")
def test_a_coordinators_look_at_who_sits_where_is_told(w: World, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    page(w.coordinator, "supervision:event", event.slug)
    assert "että sinulla on paikka työnohjauksessa" in page(w.expert.person, "portal:views-of-me")


def test_an_event_needs_a_place_and_a_time_to_come(w: World, ulla: Person) -> None:
    form = {"kind": "group", "supervisor": ulla.pk, "day": "1.8.2026", "starts": "18", "ends": "16", "seats": "40"}
    answer = entered(w.coordinator).post(reverse("supervision:event-add"), form)
    said = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Anna paikka tai etälinkki." in said and "Päättymisajan on oltava" in said
    good = form | {"starts": "16", "ends": "17", "seats": "4", "place": "Talo"}
    assert "Anna tuleva aika." in unescape(
        entered(w.coordinator).post(reverse("supervision:event-add"), good).content.decode()
    )


def test_a_supervisor_is_in_one_place_at_a_time(w: World, ulla: Person, event: SupportEvent) -> None:
    form = {
        "kind": "group", "supervisor": ulla.pk, "day": "10.9.2026", "starts": "17", "ends": "18", "seats": "4",
        "place": "Talo",
    }  # fmt: skip
    answer = entered(w.coordinator).post(reverse("supervision:event-add"), form)
    assert "Ohjaajalla on jo työnohjaus samaan aikaan." in unescape(answer.content.decode())


def test_the_supervisors_front_page_says_who_when_where(w: World, ulla: Person, event: SupportEvent) -> None:
    tap(w.expert.person, "book", event)
    main = page(ulla, "portal:home", "supervisor").split("<main")[1]
    assert "Aino" in main and "Järjestötalo, Kuopio" in main and "Esimerkki" not in main
    other = support.a_supervisor(w, "Matti")
    assert "Aino" not in page(other, "portal:home", "supervisor")
    assert Client().get(reverse("supervision:mark", args=[event.slug])).status_code == 302
    assert entered(other).get(reverse("supervision:mark", args=[event.slug])).status_code == 404


def test_verbs_refuse_who_may_not(w: World, ulla: Person, event: SupportEvent) -> None:
    from core.errors import NotAllowed

    for act in (
        lambda: actions.book(event.pk, by=w.orderer),
        lambda: actions.cancel_event(event.pk, by=ulla),
        lambda: actions.mark(event.pk, by=w.orderer, attended=[]),
        lambda: actions.add_slot(by=w.expert.person, starts=event.starts, ends=event.ends),
        lambda: actions.ask_contact(by=w.orderer),
    ):
        with pytest.raises(NotAllowed):
            act()
