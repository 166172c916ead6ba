"""Nobody stands on both sides: not of a report, an offer, a contract or a sum."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Person
from accounts.roles import Role
from core import clock
from core.errors import DomainError, NotAllowed, Stale
from core.models import OutboxMessage, Task
from evaluation import actions as evaluation
from evaluation.models import FeedbackRequest
from orders import actions, sweeps
from orders.forms.approving import NameApproverForm
from orders.models import Approval, GigReport, Order
from orders.reports import Deviation
from orders.states import OrderState, ReportState
from payments import actions as payments
from tests.accounts.people import entered
from tests.factories import payments as paid
from tests.factories import world as make
from tests.factories.world import DAY, World

AFTER = DAY + timedelta(hours=3)


def also(w: World, person: Person, role: str) -> None:
    grant = accounts.grant_role(
        w.main_user, person_id=person.pk, role=role, unit_id=w.unit.pk if role == Role.ORDERER else None
    )
    if grant.is_pending:
        accounts.second_grant(grant.pk, w.main_user2)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ORDERER])
def test_an_expert_with_another_role_never_confirms_the_own_report(w: World, role: str) -> None:
    also(w, w.expert.person, role)
    report = make.reported(w)
    with clock.at(AFTER), pytest.raises(NotAllowed):
        actions.confirm_report(report.pk, by=Person.objects.get(pk=w.expert.person_id))


def test_a_coordinator_never_decides_the_own_report(w: World) -> None:
    also(w, w.expert.person, Role.COORDINATOR)
    report = make.reported(w)
    with clock.at(AFTER):
        minutes = {line.pk: 30 for line in report.gig.offer.lines.filter(kind="work")}
        actions.contest_report(report.pk, by=w.orderer, deviation=Deviation(minutes=minutes), note="Puoli tuntia.")
        with pytest.raises(NotAllowed):
            me = Person.objects.get(pk=w.expert.person_id)
            actions.decide_report(report.pk, by=me, outcome="expert", reason="Minä tiedän.")


def test_a_coordinator_never_offers_a_gig_to_oneself_nor_signs_the_own_contract_for_the_bank(w: World) -> None:
    also(w, w.expert.person, Role.COORDINATOR)
    me = Person.objects.get(pk=w.expert.person_id)
    order = make.staffing(w)
    with pytest.raises(NotAllowed):
        actions.send_offer(order.pk, by=me, expert=w.expert)
    contract = paid.signed(w, starts=DAY + timedelta(days=7))
    for act in (payments.sign_for_bank, lambda pk, by: payments.record_phone_consent(pk, by=by, note="Puhuin.")):
        with pytest.raises(NotAllowed):
            act(contract.pk, by=me)


def test_a_coordinator_decides_a_contested_report_with_a_reason_and_no_other_way(w: World) -> None:
    report = make.reported(w)
    with clock.at(AFTER):
        actions.contest_report(report.pk, by=w.orderer, deviation=Deviation(), note="Kesto oli toinen.")
        entered(w.coordinator).post(reverse("orders:report-check", args=[report.slug]))
    report.refresh_from_db()
    assert report.state == ReportState.CONTESTED


def test_a_button_confirms_only_the_figures_that_its_page_showed(w: World) -> None:
    report = make.reported(w)
    with clock.at(AFTER):
        client = entered(w.orderer)
        path = reverse("orders:report-confirm", args=[report.slug])
        old = client.get(path).context["told"]
    with clock.at(AFTER + timedelta(days=1)):
        longer = {line.pk: 150 for line in report.gig.offer.lines.filter(kind="work")}
        was = report.due
        actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes=longer))
        report.refresh_from_db()
        assert report.due > was, "the orderer has the whole time for the new figures"
        assert OutboxMessage.objects.filter(template="orders_confirm", person=w.orderer).count() == 2
        client.post(path, {"do": "confirm", "seen": old})
        assert GigReport.objects.get().state == ReportState.SUBMITTED
        client.post(path, {"do": "confirm", "seen": client.get(path).context["told"]})
    assert GigReport.objects.get().state == ReportState.APPROVED


def second_approver(w: World) -> Person:
    person = make._person(w.main_user, "Saara", "Päättäjä")
    w.centre.second_approver, w.centre.limit_cents = person, 100
    w.centre.save()
    return person


def waiting(order: Order) -> Approval:
    return Approval.objects.get(order=order, outcome="")


def test_more_money_is_decided_by_the_same_two_people_again(w: World) -> None:
    second = second_approver(w)
    order = make.submitted(w)
    actions.decide_approval(waiting(order).pk, by=w.approver, approve=True)
    actions.decide_approval(waiting(order).pk, by=second, approve=True)
    actions.approve(order.pk, by=w.coordinator, profile="D")
    actions.ask_for_more_money(order.pk, by=w.coordinator, amount_cents=90000, reason="Matka on pidempi.")
    actions.decide_approval(waiting(order).pk, by=w.approver, approve=True)
    assert waiting(order).asked_of == second
    actions.decide_approval(waiting(order).pk, by=second, approve=True)
    order.refresh_from_db()
    assert order.approved_max_cents == 90000


def test_a_greater_sum_whose_second_approver_is_the_orderer_is_led_on_by_the_main_user(w: World) -> None:
    order = make.staffing(w)
    w.centre.limit_cents, w.centre.second_approver = 100, w.orderer
    w.centre.save()
    actions.ask_for_more_money(order.pk, by=w.coordinator, amount_cents=90000, reason="Matka on pidempi.")
    actions.decide_approval(waiting(order).pk, by=w.approver, approve=True)
    form = NameApproverForm(order=order)
    assert w.approver not in form.fields["person"].queryset  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        actions.name_approver(order.pk, by=w.main_user, person=w.approver)
    made = actions.name_approver(order.pk, by=w.main_user, person=w.deputy)
    assert (made.amount_cents, made.stage) == (90000, "second")
    actions.decide_approval(made.pk, by=w.deputy, approve=True)
    order.refresh_from_db()
    assert order.approved_max_cents == 90000


def test_with_nobody_to_ask_for_more_money_the_sum_waits_for_the_main_user(w: World) -> None:
    order = make.staffing(w)
    w.centre.approver, w.centre.deputy = w.orderer, None
    w.centre.save()
    actions.ask_for_more_money(order.pk, by=w.coordinator, amount_cents=90000, reason="Matka on pidempi.")
    asked = waiting(order)
    assert (asked.amount_cents, asked.asked_of) == (90000, None)
    assert Task.objects.open().filter(role="main_user").exists()


def test_a_rejected_order_is_asked_of_nobody_any_more(w: World) -> None:
    order = make.submitted(w)
    asked = waiting(order)
    actions.reject(order.pk, by=w.coordinator, reason="Pankki ei tee tätä.")
    with pytest.raises(Stale):
        actions.decide_approval(asked.pk, by=w.approver, approve=True)
    with clock.at(asked.due + timedelta(days=10)):
        sweeps.sweep_all()
    assert Approval.objects.filter(order=order).count() == 1
    assert not Task.objects.open().exists()


def test_a_task_is_off_the_list_once_it_is_done(w: World) -> None:
    order = make.at_the_bank(w)
    question = actions.ask_question(order.pk, by=w.coordinator, text="Tallennetaanko luento?")
    with clock.at(question.due + timedelta(hours=1)):
        sweeps.sweep_all()
        assert set(Task.objects.open().values_list("what", flat=True)) == {"answer_order", "phone_orderer"}
        actions.answer_question(question.pk, by=w.orderer, answer="Ei.")
        actions.approve(order.pk, by=w.coordinator, profile="D")
    assert not Task.objects.open().exists()


def test_one_yes_of_two_places_leaves_the_next_offer_on_the_list(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    first = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    other = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert2)
    actions.decline_offer(other.pk, by=w.expert2.person)
    actions.accept_offer(first.pk, by=w.expert.person)
    assert Task.objects.open().filter(what="staff_order").exists()
    assert Order.objects.get().state == OrderState.STAFFING


def test_a_talk_that_was_not_held_does_not_settle_the_feedback(w: World) -> None:
    gig = make.over(w)
    with clock.at(AFTER):
        evaluation.ask_feedback(gig.pk)
        asked = FeedbackRequest.objects.get(direction="to_expert")
        with pytest.raises(Stale):
            evaluation.release_after_talk(asked.pk, by=w.coordinator)
    gig.refresh_from_db()
    assert gig.feedback_settled_at is None


def test_a_draft_kept_with_unreadable_times_is_not_sent_with_the_old_ones(w: World) -> None:
    order = make.draft(w)
    actions.save_step(order.pk, by=w.orderer, step=3, fields={"answers": {"typed_sessions": [["2.10.2026", "", ""]]}})
    with pytest.raises(DomainError, match="Ajankohta"):
        actions.submit(order.pk, by=w.orderer)


def test_a_hold_whose_day_has_come_is_looked_at_again(w: World) -> None:
    from payments import sweeps as payroll

    fee = paid.booked(w)
    with clock.at(AFTER):
        day = clock.today() + timedelta(days=3)
        payments.hold_fee(fee.pk, by=w.payroll, reason="Tarkistetaan tunnit.", review_by=day)
        payroll.sweep_all()
        assert not Task.objects.open().filter(what="fee_hold").exists()
    with clock.at(AFTER + timedelta(days=3)):
        payroll.sweep_all()
        assert Task.objects.open().filter(what="fee_hold", role="payroll").exists()
        payments.release_hold(fee.pk, by=w.payroll)
    assert not Task.objects.open().filter(what="fee_hold").exists()
