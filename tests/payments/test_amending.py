"""A moved date and its contract: one in force at a time, and the expert's yes is asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock, outbox
from core.models import EventDelivery, Task
from orders.models import Gig, MoveAnswer
from orders.states import GigState, MoveState
from payments import actions
from payments.models import Contract
from payments.states import CONTRACT_LIVE
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def w(db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield make.world()


def signed(w: World, *, by_bank: bool) -> Gig:
    gig = make.agreed(w)
    outbox.drain()
    contract = actions.sign(gig.contracts.get().pk, by=w.expert.person)
    if by_bank:
        actions.sign_for_bank(contract.pk, by=w.coordinator)
    return gig


def moved(w: World, gig: Gig) -> None:
    """Proposed by the orderer and agreed to by the expert, both on their pages."""
    rows = {"kerta-TOTAL_FORMS": "1", "kerta-INITIAL_FORMS": "1", "kerta-0-date": f"{clock.local(NEXT):%d.%m.%Y}"}
    times = {"kerta-0-starts": "13.00", "kerta-0-ends": "14.30"}
    entered(w.orderer).post(reverse("orders:move", args=[gig.order.slug]), rows | times)
    answer = MoveAnswer.objects.get(gig=gig, proposal__state=MoveState.ASKED)
    with clock.at(NOW + timedelta(hours=1)):
        entered(w.expert.person).post(reverse("orders:move-answer", args=[answer.slug]), {"answer": "yes"})
        assert Task.objects.open().filter(what="amend_contract").exists()
        outbox.drain()


def live(gig: Gig) -> Contract:
    return Contract.objects.get(gig=gig, state__in=CONTRACT_LIVE)


def page(contract: Contract, by: Any) -> str:
    return entered(by).get(contract.get_absolute_url()).content.decode()


@pytest.mark.row("D11")
def test_a_contract_in_force_gives_way_to_one_of_the_new_date(w: World) -> None:
    gig = signed(w, by_bank=True)
    old = gig.contracts.get()
    moved(w, gig)
    old.refresh_from_db()
    new, again = live(gig), clock.at(NOW + timedelta(hours=2))
    assert (old.state, new.amends, new.state) == ("ended", old, "expert_signed")
    assert new.total_cents == old.total_cents
    assert "ke 30.9.2026 klo 13.00–14.30" in new.text_html
    assert f"Muilta osin sopimus {old.number} pysyy ennallaan" in new.text_html
    assert new.signatures.get().text_sha256 == new.text_sha256
    assert not Task.objects.open().filter(what="amend_contract").exists()
    gig.refresh_from_db()
    assert gig.state == GigState.CONFIRMED
    assert "hyväksyi uuden ajan palvelussa" in page(new, w.expert.person)
    with again:
        entered(w.coordinator).post(reverse("payments:contract-bank-sign", args=[new.slug]))
        outbox.drain()
    assert live(gig).state == "in_force"
    assert not Task.objects.open().filter(what="sign_contract").exists()


def test_one_that_waits_for_the_bank_waits_with_the_new_date(w: World) -> None:
    gig = signed(w, by_bank=False)
    old = gig.contracts.get()
    moved(w, gig)
    old.refresh_from_db()
    assert (old.state, live(gig).state, live(gig).amends) == ("void", "expert_signed", old)
    tasks = Task.objects.open().filter(what="sign_contract")
    assert [task.object_id for task in tasks] == [live(gig).pk]


def test_one_that_nobody_signed_is_asked_for_anew(w: World) -> None:
    gig = make.agreed(w)
    outbox.drain()
    moved(w, gig)
    assert (live(gig).state, live(gig).amends) == ("composed", None)
    assert "ke 30.9.2026" in live(gig).text_html
    assert "ti 29.9.2026" not in live(gig).text_html


def test_the_event_twice_and_late_makes_one(w: World) -> None:
    gig = signed(w, by_bank=True)
    moved(w, gig)
    EventDelivery.objects.update(done_at=None, next_at=clock.real())
    with clock.at(NOW + timedelta(hours=3)):
        outbox.drain()
    assert gig.contracts.count() == 2
    assert live(gig).state == "expert_signed"


def test_a_moved_gig_is_paid_by_the_lines_that_both_contracts_have(w: World) -> None:
    gig = signed(w, by_bank=True)
    moved(w, gig)
    with clock.at(NEXT + timedelta(hours=2)):
        make.sweeps.sweep_all()
        report = make.orders.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
        make.orders.confirm_report(report.pk, by=w.orderer)
        outbox.drain()
        assert gig.fees.get().total_cents == gig.offer.total_cents
