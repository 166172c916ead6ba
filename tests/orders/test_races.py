"""Two clicks in the same second, on real Postgres: the race shown with its guard taken out, gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.errors import DomainError
from orders import actions
from orders.actions import staffing
from orders.models import Booking, Gig, Offer
from orders.states import OfferState
from tests.factories import world as make
from tests.factories.world import DAY, World
from tests.payments.races import at_once, meeting, raw, unlocked

pytestmark = pytest.mark.django_db(transaction=True)

IN_ONE_PLACE = "ALTER TABLE orders_booking DROP CONSTRAINT expert_is_in_one_place_at_a_time"
ONE_GIG = (
    "ALTER TABLE orders_gig DROP CONSTRAINT IF EXISTS orders_gig_offer_id_key",
    "DROP INDEX IF EXISTS expert_is_on_an_order_once",
    IN_ONE_PLACE,
)


@pytest.fixture
def w() -> Iterator[World]:
    with clock.at(make.NOW):
        yield make.world()


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stand after the look at the offer and before the writing."""
    monkeypatch.setattr(staffing, "move", meeting(staffing.move))


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staffing, "lock", unlocked)


def two_clashing(w: World) -> list[Offer]:
    """Two orders at the same hour, both offered to the same expert."""
    times = (DAY, DAY + timedelta(minutes=30))
    orders = [make.staffing(w, time) for time in times]
    return [actions.send_offer(order.pk, by=w.coordinator, expert=w.expert) for order in orders]


def accept_both(w: World, offers: list[Offer]) -> list[Any]:
    return at_once(*(lambda o=offer: actions.accept_offer(o.pk, by=w.expert.person) for offer in offers))


def gigs(results: list[Any]) -> list[Gig]:
    return [result for result in results if isinstance(result, Gig)]


@pytest.mark.row("B9")
def test_two_overlapping_gigs_are_both_taken_when_nothing_guards(
    w: World, met: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race itself: without the lock and without the constraint one person is in two places."""
    offers = two_clashing(w)
    without_locks(monkeypatch)
    raw(IN_ONE_PLACE)
    assert len(gigs(accept_both(w, offers))) == 2
    assert Booking.objects.filter(expert=w.expert, live=True).count() == 2


@pytest.mark.row("B9")
def test_the_constraint_alone_lets_one_through(w: World, met: None, monkeypatch: pytest.MonkeyPatch) -> None:
    offers = two_clashing(w)
    without_locks(monkeypatch)
    results = accept_both(w, offers)
    assert len(gigs(results)) == 1
    refused = next(result for result in results if isinstance(result, DomainError))
    assert refused.message.startswith("Sinulla on jo keikka samaan aikaan. Vastaa «Ei tällä kertaa»")
    assert Booking.objects.filter(expert=w.expert, live=True).count() == 1


@pytest.mark.row("B9")
def test_with_both_the_second_reads_a_clear_sentence(w: World, met: None) -> None:
    offers = two_clashing(w)
    results = accept_both(w, offers)
    assert len(gigs(results)) == 1
    refused = next(result for result in results if not isinstance(result, Gig))
    assert isinstance(refused, DomainError)
    assert refused.message.startswith("Sinulla on silloin jo keikka: Luento tai koulutus, ")
    assert sorted(Offer.objects.values_list("state", flat=True)) == [OfferState.ACCEPTED, OfferState.SENT]


def test_one_offer_accepted_twice_makes_two_gigs_when_nothing_guards(
    w: World, met: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = make.offered(w)
    without_locks(monkeypatch)
    raw(*ONE_GIG)
    assert len(gigs(accept_both(w, [offer, offer]))) == 2
    assert Gig.objects.count() == 2


def test_one_offer_accepted_twice_is_one_gig_and_both_are_calm(w: World, met: None) -> None:
    offer = make.offered(w)
    results = accept_both(w, [offer, offer])
    assert len(gigs(results)) == 2
    assert results[0].pk == results[1].pk
    assert Gig.objects.count() == 1
    assert Booking.objects.count() == 1


def test_one_place_and_two_yeses_in_a_hurry(w: World, met: None) -> None:
    order = make.staffing(w, make.NOW + timedelta(days=5))
    offers = [actions.send_offer(order.pk, by=w.coordinator, expert=expert) for expert in (w.expert, w.expert2)]
    results = at_once(*(lambda o=o: actions.accept_offer(o.pk, by=o.expert.person) for o in offers))
    assert len(gigs(results)) == 1
    assert sorted(Offer.objects.values_list("state", flat=True)) == [OfferState.ACCEPTED, OfferState.WITHDRAWN]
