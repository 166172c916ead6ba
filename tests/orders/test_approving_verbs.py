"""Verbs of the cost centre's yes and the bank's; more money while staffing; under a moved clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.errors import DomainError, NotAllowed, Stale
from core.models import AuditEntry, OutboxMessage, Task
from orders import actions, sweeps
from orders.models import Approval, Order
from orders.states import OrderState
from tests.factories import world as make
from tests.factories.world import NOW, World


def waiting(order: Order) -> Approval:
    return Approval.objects.get(order=order, outcome="")


def test_who_decides(w: World) -> None:
    order = make.submitted(w)
    for person in (w.orderer, w.deputy, w.coordinator, w.expert.person, w.main_user):
        with pytest.raises(NotAllowed):
            actions.decide_approval(waiting(order).pk, by=person, approve=True)
    assert waiting(order).decided_by is None


def test_a_decision_twice_is_calm_and_turned_is_stale(w: World) -> None:
    approval = make.submitted(w).approvals.get()
    with pytest.raises(DomainError) as said:
        actions.decide_approval(approval.pk, by=w.approver, approve=False)
    assert said.value.code == "note"
    for _click in range(2):
        actions.decide_approval(approval.pk, by=w.approver, approve=True)
    with pytest.raises(Stale):
        actions.decide_approval(approval.pk, by=w.approver, approve=False, note="Ei.")
    assert AuditEntry.objects.filter(verb="approval_decided").count() == 1
    assert OutboxMessage.objects.filter(template="orders_cost_centre_approved").count() == 1


def test_the_deputy_is_asked_once_though_time_is_swept_again(w: World) -> None:
    order = make.submitted(w)
    with clock.at(waiting(order).due - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert not waiting(order).deputised
    with clock.at(waiting(order).due + timedelta(minutes=1)):
        for _minute in range(3):
            sweeps.sweep_all()
        assert waiting(order).deputised
    assert order.approvals.count() == 2
    order.refresh_from_db()
    assert order.due == waiting(order).due, "the page says the deputy's date"


def test_a_deputy_who_has_left_is_not_asked(w: World) -> None:
    w.deputy.is_active = False
    w.deputy.save()
    order = make.submitted(w)
    with clock.at(waiting(order).due + timedelta(minutes=1)):
        sweeps.sweep_all()
    assert order.approvals.count() == 1
    assert Task.objects.open().filter(what="name_approver", object_id=order.pk).count() == 1


def test_the_bank_approves_with_a_profile_it_may_use(w: World) -> None:
    order = make.at_the_bank(w)
    with pytest.raises(NotAllowed):
        actions.approve(order.pk, by=w.approver, profile="D")
    with pytest.raises(DomainError) as said:
        actions.approve(order.pk, by=w.coordinator, profile="B")
    assert said.value.code == "profile"
    for _click in range(2):
        actions.approve(order.pk, by=w.coordinator, profile="D")
    order.refresh_from_db()
    assert (order.state, order.profile, order.coordinator) == (OrderState.STAFFING, "D", w.coordinator)
    assert OutboxMessage.objects.filter(template="orders_approved").count() == 1


def test_the_bank_says_why_it_does_not_take_an_order(w: World) -> None:
    order = make.at_the_bank(w)
    with pytest.raises(NotAllowed):
        actions.reject(order.pk, by=w.orderer, reason="Ei.")
    with pytest.raises(DomainError) as said:
        actions.reject(order.pk, by=w.coordinator, reason=" ")
    assert said.value.code == "reason"
    for _click in range(2):
        actions.reject(order.pk, by=w.coordinator, reason="Tehtävä ei sovi pankille.")
    message = OutboxMessage.objects.get(template="orders_rejected")
    assert message.context["reason"] == "Tehtävä ei sovi pankille."
    with pytest.raises(Stale):
        actions.approve(order.pk, by=w.coordinator, profile="D")


@pytest.mark.row("A5")
@pytest.mark.parametrize(("yes", "task"), [(True, "offer_again"), (False, "money_refused")])
def test_more_money_is_asked_of_the_approver_first(w: World, yes: bool, task: str) -> None:
    order = make.staffing(w)
    before = order.approved_max_cents or 0
    actions.ask_for_more_money(order.pk, by=w.coordinator, amount_cents=before + 5000, reason="Juna on kalliimpi.")
    assert OutboxMessage.objects.filter(template="orders_approval").count() == 2
    actions.decide_approval(waiting(order).pk, by=w.approver, approve=yes, note="" if yes else "Ei lisää.")
    order.refresh_from_db()
    assert (order.state, order.approved_max_cents) == (OrderState.STAFFING, before + 5000 * yes)
    assert Task.objects.open().filter(what=task, object_id=order.pk).count() == 1


def test_more_money_that_everybody_is_silent_about_reaches_another(w: World) -> None:
    order = make.staffing(w)
    amount = (order.approved_max_cents or 0) + 5000
    actions.ask_for_more_money(order.pk, by=w.coordinator, amount_cents=amount, reason="Juna on kalliimpi.")
    for days in (5, 12):
        with clock.at(NOW + timedelta(days=days)):
            sweeps.sweep_all()
    with clock.at(NOW + timedelta(days=12)):
        actions.name_approver(order.pk, by=w.main_user, person=w.main_user2)
        asked = waiting(order)
        assert (asked.amount_cents, asked.reason) == (amount, "Juna on kalliimpi.")
        actions.decide_approval(asked.pk, by=w.main_user2, approve=True)
    order.refresh_from_db()
    assert order.approved_max_cents == amount


def test_naming_an_approver_has_its_limits(w: World) -> None:
    order = make.submitted(w)
    with pytest.raises(NotAllowed):
        actions.name_approver(order.pk, by=w.coordinator, person=w.main_user)
    with pytest.raises(DomainError) as said:
        actions.name_approver(order.pk, by=w.main_user, person=w.orderer)
    assert said.value.code == "person"
    done = make.at_the_bank(w)
    with pytest.raises(Stale):
        actions.name_approver(done.pk, by=w.main_user, person=w.main_user2)
