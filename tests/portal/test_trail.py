"""The trail of an order: each move leaves one row in plain words that nobody can edit (B21); answers are told (B3)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock, outbox
from core.models import AuditEntry, OutboxMessage
from core.querysets import label
from orders import actions as orders
from orders import inner, sweeps
from orders.models import Offer, Order
from orders.reports import Deviation
from orders.states import OFFER_MOVES, OfferState
from payments import actions as payments
from payments.models import Contract
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db

WROTE: dict[tuple[str, str], set[str]] = {
    ("orders.order", "awaiting_approver"): {"order_submitted"},
    ("orders.order", "awaiting_bank"): {"approval_decided", "order_submitted"},
    ("orders.order", "staffing"): {"order_approved", "gig_released"},
    ("orders.order", "staffed"): {"order_staffed", "fewer_accepted", "order_goes_on_with_fewer"},
    ("orders.order", "done"): {"order_done"},
    ("orders.order", "rejected"): {"order_rejected", "approval_decided"},
    ("orders.order", "cancelled"): {"order_cancelled"},
    ("orders.offer", "accepted"): {"offer_accepted"},
    ("orders.offer", "declined"): {"offer_declined"},
    ("orders.offer", "expired"): {"offer_expired"},
    ("orders.offer", "withdrawn"): {"offer_withdrawn"},
    ("orders.gig", "confirmed"): {"gig_confirmed"},
    ("orders.gig", "over"): {"gig_over"},
    ("orders.gig", "closed"): {"gig_closed"},
    ("orders.gig", "cancelled"): {"gig_cancelled"},
    ("orders.gig", "released"): {"gig_released"},
    ("orders.gigreport", "submitted"): {"report_submitted"},
    ("orders.gigreport", "contested"): {"report_contested"},
    ("orders.gigreport", "approved"): {"report_approved"},
    ("orders.gigreport", "not_held_claimed"): {"report_not_held_claimed"},
    ("orders.gigreport", "not_held"): {"report_not_held"},
}
"""The rows that a move may write, one of them each time."""


def _declined(w: make.World) -> Order:
    offer = make.offered(w)
    return orders.decline_offer(offer.pk, by=offer.expert.person).order


def _expired(w: make.World) -> Order:
    offer = make.offered(w)
    with clock.at(offer.answer_by + timedelta(minutes=1)):
        sweeps.expire_offer(offer.pk)
    return offer.order


def _withdrawn(w: make.World) -> Order:
    return orders.withdraw_offer(make.offered(w).pk, by=w.coordinator).order


def _released(w: make.World) -> Order:
    gig = make.agreed(w)
    orders.release_gig(gig.pk, by=gig.expert.person)
    return gig.order


def _cancelled(w: make.World) -> Order:
    gig = make.agreed(w)
    orders.cancel(gig.order_id, by=w.orderer, reason="date")
    return gig.order


def _rejected(w: make.World) -> Order:
    return orders.reject(make.at_the_bank(w).pk, by=w.coordinator, reason="Emme tee tätä.")


def _approved(w: make.World) -> Order:
    return make.approved(w).gig.order


def _contested(w: make.World) -> Order:
    report = make.reported(w)
    with clock.at(make.DAY + timedelta(hours=4)):
        orders.contest_report(report.pk, by=w.orderer, deviation=Deviation(), note="Tapaaminen päättyi jo kahdelta.")
    return report.gig.order


PATHS = [_declined, _expired, _withdrawn, _released, _cancelled, _rejected, _approved, _contested]


@pytest.mark.row("B21")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__.strip("_"))
def test_every_move_leaves_a_row_that_the_coordinator_reads(
    path: Callable[[make.World], Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[tuple[str, str]] = []
    real = inner.move

    def spied(row: object, to: str, **facts: object) -> None:
        real(row, to, **facts)  # type: ignore[arg-type]
        moved.append((label(row), to))  # type: ignore[arg-type]

    for module in _users_of_move():
        monkeypatch.setattr(module, "move", spied)
    with clock.at(make.NOW):
        w = make.world()
        order = path(w)
    assert moved
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    for kind, to in moved:
        rows = [verb for verb in verbs if verb in WROTE[kind, to]]
        assert len(rows) >= moved.count((kind, to)), (kind, to, verbs)
    with clock.at(make.DAY + timedelta(hours=5)):
        page = entered(w.coordinator).get(reverse("portal:order-trail", args=[order.slug])).content.decode()
    assert "Kukaan ei voi muuttaa" in page
    assert not any(f"<b>{verb}" in page for verb in verbs), "a verb is shown without its words"


def _users_of_move() -> list[object]:
    rooms = [module for name, module in sys.modules.items() if name.startswith("orders.")]
    return [module for module in rooms if getattr(module, "move", None) is inner.move]


@pytest.mark.row("B21")
def test_the_trail_tells_who_what_and_when_in_finnish() -> None:
    with clock.at(make.NOW):
        w = make.world()
        gig = make.agreed(w)
        outbox.drain()
        payments.sign(Contract.objects.get().pk, by=gig.expert.person)
        page = entered(w.coordinator).get(reverse("portal:order-trail", args=[gig.order.slug])).content.decode()
    told = [
        "Tilaus lähetettiin",
        "Kustannuspaikka hyväksyi tilauksen",
        "Pankki hyväksyi tilauksen",
        "Tarjous lähetettiin</b>: Aino Esimerkki",
        "Tarjous hyväksyttiin, keikka sovittiin",
        "Sopimus laadittiin",
        "Kokemusasiantuntija allekirjoitti sopimuksen",
    ]
    places = [page.find(words) for words in told]
    assert -1 not in places
    assert places == sorted(places, reverse=True), "the newest first"
    assert "Minna Koordinaattori" in page


@pytest.mark.row("B21")
@pytest.mark.parametrize("who", ["orderer", "payroll", "approver"])
def test_the_trail_is_not_for_everybody(who: str) -> None:
    with clock.at(make.NOW):
        w = make.world()
        order = make.staffing(w)
        assert entered(getattr(w, who)).get(reverse("portal:order-trail", args=[order.slug])).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_trail_asks_as_much_for_three_offers_as_for_one(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        order = make.staffing(w)
        for _ in range(number):
            orders.withdraw_offer(orders.send_offer(order.pk, by=w.coordinator, expert=w.expert).pk, by=w.coordinator)
        client = entered(w.coordinator)
        address = reverse("portal:order-trail", args=[order.slug])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
    assert len(queries) == 6


@pytest.mark.row("B3")
@pytest.mark.parametrize("ending", sorted(OFFER_MOVES[OfferState.SENT]))
def test_no_offer_closes_without_a_message_to_the_one_who_was_asked(ending: str) -> None:
    path = {"declined": _declined, "expired": _expired, "withdrawn": _withdrawn, "accepted": _approved}[ending]
    with clock.at(make.NOW):
        w = make.world()
        order = path(w)
    offer = Offer.objects.get(order=order)
    assert offer.state == ending
    told = OutboxMessage.objects.filter(person=offer.expert.person)
    assert told.filter(template__in=OUTCOMES[ending]).count() == 1


OUTCOMES = {
    "declined": ["orders_thanks_for_no"],
    "expired": ["orders_offer_expired"],
    "withdrawn": ["orders_offer_withdrawn"],
    "accepted": ["orders_gig_agreed"],
}
