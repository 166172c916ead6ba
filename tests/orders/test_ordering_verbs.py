"""Verbs from draft to submitted order, and of cancelling; under a moved clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import clock, outbox
from core.errors import DomainError, NotAllowed, Stale
from core.models import AuditEntry, OutboxEvent, OutboxMessage, Task
from kokemuspankki.demo import waiting
from orders import actions, brief, estimates, inner, price_panel, sweeps
from orders.models import Approval, Order, OrderQuestion, OrderSession
from orders.states import ORDER_MOVES, OrderState
from payments.models import FeeLine
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World


@pytest.mark.parametrize("state", ORDER_MOVES)
def test_only_the_moves_of_the_table_are_possible(w: World, state: str) -> None:
    order = make.draft(w)
    for to in set(ORDER_MOVES) - ORDER_MOVES[state]:
        order.state = state
        with pytest.raises(Stale):
            inner.move(order, to)
    assert order.state == state
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT, "nothing was written"


def test_every_state_is_reached_and_left_as_the_table_says() -> None:
    reached = {to for moves in ORDER_MOVES.values() for to in moves}
    assert reached == set(ORDER_MOVES) - {OrderState.DRAFT}


def test_only_an_own_unit_is_ordered_for(w: World) -> None:
    for person in (w.coordinator, w.approver, w.expert.person):
        with pytest.raises(NotAllowed):
            actions.start_draft(by=person, unit=w.unit, task_type=w.task_type)


def test_a_draft_is_its_writers_until_it_is_sent(w: World) -> None:
    order = make.draft(w)
    with pytest.raises(NotAllowed):
        actions.save_step(order.pk, by=w.coordinator, step=1, fields={"title": "Toinen"})
    with pytest.raises(NotAllowed):
        actions.submit(order.pk, by=w.coordinator)
    actions.submit(order.pk, by=w.orderer)
    with pytest.raises(Stale):
        actions.save_step(order.pk, by=w.orderer, step=1, fields={"title": "Toinen"})
    with pytest.raises(Stale):
        actions.discard_draft(order.pk, by=w.orderer)


def test_sending_twice_sends_once(w: World) -> None:
    order = make.submitted(w)
    actions.submit(order.pk, by=w.orderer)
    assert Approval.objects.filter(order=order).count() == 1
    assert OutboxMessage.objects.filter(template="orders_approval").count() == 1
    assert AuditEntry.objects.filter(verb="order_submitted", object_id=order.pk).count() == 1


@pytest.mark.row("A11")
@pytest.mark.parametrize("name", [*brief.REQUIRED, "address", "arrival", "step_free"])
def test_each_gap_of_the_brief_stops_the_order(w: World, name: str) -> None:
    order = make.draft(w, **{name: ""})
    assert brief.gaps(order) == [name]
    with pytest.raises(DomainError) as said:
        actions.submit(order.pk, by=w.orderer)
    assert str(brief.LABELS[name]) in said.value.message


@pytest.mark.row("A11")
def test_a_gap_that_appears_later_stops_the_offer(w: World) -> None:
    order = make.staffing(w)
    Order.objects.filter(pk=order.pk).update(planning="")
    with pytest.raises(DomainError) as said:
        actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    assert "Ennakkotapaaminen" in said.value.message


def test_a_session_begun_cannot_be_sent(w: World) -> None:
    order = make.draft(w)
    with clock.at(DAY), pytest.raises(DomainError) as said:
        actions.submit(order.pk, by=w.orderer)
    assert said.value.code == "sessions"


@pytest.mark.row("A4")
def test_the_price_shown_is_the_fee_booked_to_the_cent(w: World) -> None:
    order = make.draft(w, minutes=150)
    shown = [(line.kind, line.amount_cents) for line in estimates.of_order(order).lines]
    panel = price_panel.of_order(order)
    actions.submit(order.pk, by=w.orderer)
    actions.decide_approval(order.approvals.get().pk, by=w.approver, approve=True)
    actions.approve(order.pk, by=w.coordinator, profile="D")
    gig = actions.accept_offer(actions.send_offer(order.pk, by=w.coordinator, expert=w.expert).pk, by=w.expert.person)
    with clock.at(DAY + timedelta(hours=4)):
        sweeps.sweep_all()
        actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
        actions.confirm_report(gig.reports.get().pk, by=w.orderer)
        outbox.drain()
    booked = (
        FeeLine.objects.filter(fee__report__gig=gig).order_by("pk").values_list("report_line__kind", "amount_cents")
    )
    assert list(booked) == shown == [("work", 22500), ("preparation", 5000), ("planning_meeting", 2500)]
    order.refresh_from_db()
    assert sum(row.cents for row in panel.rows) == panel.total_cents == order.estimate_cents
    assert panel.ceiling_cents == order.approved_max_cents == order.estimate_cents * 110 // 100


@pytest.mark.row("A4")
def test_the_price_of_several_experts_is_each_ones_price(w: World) -> None:
    one, three = make.draft(w), make.draft(w, experts_needed=3)
    single, triple = price_panel.of_order(one), price_panel.of_order(three)
    assert triple.total_cents == 3 * single.total_cents == sum(row.cents for row in triple.rows)


@pytest.mark.row("A3")
def test_a_draft_is_remembered_once_and_then_deleted(w: World) -> None:
    order = make.draft(w)
    with clock.at(NOW + timedelta(days=6)):
        sweeps.sweep_all()
    assert not OutboxMessage.objects.filter(template="orders_draft").exists()
    for days in (7, 8, 20):
        with clock.at(NOW + timedelta(days=days, minutes=1)):
            sweeps.sweep_all()
    assert OutboxMessage.objects.filter(template="orders_draft", person=w.orderer).count() == 1
    assert Order.objects.filter(pk=order.pk).exists()
    with clock.at(NOW + timedelta(days=30, minutes=1)):
        sweeps.sweep_all()
    assert not Order.objects.filter(pk=order.pk).exists()


@pytest.mark.row("A3")
def test_a_draft_left_again_after_its_reminder_is_reminded_of_anew(w: World) -> None:
    order = make.draft(w)
    assert sweeps.next_moment() == NOW + timedelta(days=7), "the demo's clock stops there"
    with clock.at(NOW + timedelta(days=8)):
        sweeps.sweep_all()
        actions.save_step(order.pk, by=w.orderer, step=1, fields={"title": "Uusi otsikko"})
        assert sweeps.next_moment() == NOW + timedelta(days=15)
        assert str(waiting.what(NOW + timedelta(days=15))).startswith("Kesken jääneestä luonnoksesta")
    with clock.at(NOW + timedelta(days=16)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert OutboxMessage.objects.filter(template="orders_draft").count() == 2


def test_a_question_makes_the_orderer_next_and_silence_makes_a_call(w: World) -> None:
    order = make.staffing(w)
    question = actions.ask_question(order.pk, by=w.coordinator, text="Tallennetaanko?")
    order.refresh_from_db()
    assert order.state == OrderState.STAFFING, "asking changes no state"
    with clock.at(question.due + timedelta(minutes=1)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert Task.objects.open().filter(what="phone_orderer", object_id=order.pk).count() == 1
    with pytest.raises(NotAllowed):
        actions.answer_question(question.pk, by=w.approver, answer="Ei.")
    for answer in ("Ei tallenneta.", "Sittenkin."):
        actions.answer_question(question.pk, by=w.orderer, answer=answer)
    question.refresh_from_db()
    assert question.answer == "Ei tallenneta.", "a second click changes nothing"


def test_the_bank_that_is_silent_gets_a_task(w: World) -> None:
    order = make.at_the_bank(w)
    with clock.at(order.due + timedelta(minutes=1)):  # type: ignore[operator]
        sweeps.sweep_all()
    assert Task.objects.open().filter(what="answer_order", object_id=order.pk).count() == 1


@pytest.mark.row("A14")
@pytest.mark.parametrize("made", ["submitted", "at_the_bank", "staffing", "offered", "agreed"])
def test_cancelling_from_each_open_state_tells_everybody(w: World, made: str) -> None:
    row = getattr(make, made)(w)
    order = row if isinstance(row, Order) else row.order
    actions.cancel(order.pk, by=w.orderer, reason="slow", words="Ei ehditty.")
    actions.cancel(order.pk, by=w.orderer, reason="slow", words="Ei ehditty.")
    order.refresh_from_db()
    assert (order.state, order.cancel_reason, order.due) == ("cancelled", "slow", None)
    assert OutboxMessage.objects.filter(template="orders_cancelled", person=w.orderer).count() == 1
    assert not Approval.objects.waiting().filter(order=order).exists()
    assert not order.offers.live().exists()
    told = {"offered": "orders_offer_withdrawn", "agreed": "orders_gig_cancelled"}.get(made)
    if told:
        assert OutboxMessage.objects.filter(template=told, person=w.expert.person).count() == 1
    ended = OutboxEvent.objects.filter(name="orders.gig_ended").count()
    assert ended == (made == "agreed")


@pytest.mark.row("A14")
@pytest.mark.parametrize(("before", "paid"), [(24, 0), (23, 27500)])
def test_the_limit_of_free_cancelling_is_a_day(w: World, before: int, paid: int) -> None:
    gig = make.agreed(w)
    with clock.at(DAY - timedelta(hours=before)):
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
    lines = [line.amount_cents for report in gig.reports.all() for line in report.lines.filter(version="final")]
    assert sum(lines) == paid
    assert not gig.bookings.filter(live=True).exists()


def test_what_has_begun_cannot_be_cancelled(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY + timedelta(minutes=1)), pytest.raises(DomainError):
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
    for person in (w.approver, w.expert.person, w.payroll):
        with pytest.raises(NotAllowed):
            actions.cancel(gig.order_id, by=person, reason="need")


@pytest.mark.parametrize("made", ["submitted", "at_the_bank", "staffing", "offered"])
def test_an_order_whose_day_came_without_anybody_ends_by_itself(w: World, made: str) -> None:
    row = getattr(make, made)(w)
    order = row if isinstance(row, Order) else row.order
    with clock.at(DAY + timedelta(minutes=1)):
        sweeps.sweep_all()
    order.refresh_from_db()
    assert (order.state, order.cancelled_how) == ("cancelled", "sweep")
    message = OutboxMessage.objects.get(template="orders_cancelled")
    assert message.context["lapsed"] is True


SECRETS = ("Nuorena saatu apu", "Toivon Ainoa", "mies", "miesten ryhmä", "Liisa tukee", "Salainen otsikko")


@pytest.mark.row("L6")
def test_sensitive_answers_are_in_no_audit_event_task_or_letter(w: World) -> None:
    detail, person, wish, why, support, title = SECRETS
    gig = make.agreed(
        w,
        title=title,
        theme_detail=detail,
        requested_expert=person,
        wishes=wish,
        wishes_reason=why,
        sensitive_content="yes",
        support_on_site=support,
    )
    actions.ask_question(gig.order_id, by=w.coordinator, text=detail)
    actions.cancel(gig.order_id, by=w.orderer, reason="need", words=title)
    written = [str(row) for model in (AuditEntry, Task, OutboxEvent) for row in model.objects.values()]
    written += [str(letter.context) for letter in OutboxMessage.objects.all()]
    allowed = {"order_cancelled"}
    for row in written:
        if any(f"'verb': '{verb}'" in row for verb in allowed):
            continue
        assert not [secret for secret in SECRETS if secret in row], row


CONSTRAINTS = {
    "submitted_order_is_whole": {"title": ""},
    "order_is_submitted_once_it_is_no_draft": {"submitted_at": None},
    "approved_order_says_when": {"state": "staffing"},
    "staffed_order_says_when": {"state": "awaiting_bank", "staffed_at": NOW},
    "done_order_says_when": {"done_at": NOW},
    "rejected_order_says_when": {"rejected_at": NOW},
    "cancelled_order_says_when": {"state": "cancelled"},
    "order_needs_one_to_ten_experts": {"experts_needed": 11},
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_says_the_same_by_name(w: World, name: str) -> None:
    order = make.submitted(w)
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**CONSTRAINTS[name])
    assert name in str(said.value) or "awaiting" in str(CONSTRAINTS[name])


def test_the_small_tables_keep_their_rules(w: World) -> None:
    order = make.submitted(w)
    broken = [
        ("session_ends_after_it_starts", lambda: OrderSession.objects.create(order=order, starts=DAY, ends=DAY)),
        (
            "answer_says_who_and_when",
            lambda: OrderQuestion.objects.create(
                order=order, text="?", asked_by=w.coordinator, due=DAY, answer="Kyllä"
            ),
        ),
        (
            "one_waiting_approval_for_an_order",
            lambda: Approval.objects.create(order=order, amount_cents=1, asked_of=w.deputy, due=DAY),
        ),
        (
            "approval_decision_says_who_and_when",
            lambda: Approval.objects.create(
                order=order, amount_cents=1, asked_of=w.deputy, due=DAY, outcome="approved"
            ),
        ),
    ]
    for name, make_row in broken:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_row()
    with pytest.raises(ValidationError):
        Order(experts_needed=11).validate_constraints()
