"""The cost centre, the bank and the orderer asked for an answer: what their silence does."""

from __future__ import annotations

from core import audit, clock
from core.db import lock, verb
from orders.asking import ask_approver, deciders, nobody_to_ask
from orders.models import Approval, Order, OrderQuestion
from orders.states import ORDER_OPEN, OrderState
from orders.sweeps.asking import open_task

Outcome = Approval.Outcome


def silent_approvals() -> list[int]:
    return list(Approval.objects.waiting().filter(due__lte=clock.now()).order_by("id").values_list("id", flat=True))


@verb
def pass_approval_on(approval_id: int) -> bool:
    """Silent for three working days → the deputy; the deputy silent too → the main user names another."""
    order_id = Approval.objects.values_list("order_id", flat=True).get(pk=approval_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    approval = lock(Approval.objects.filter(pk=approval_id)).get()
    now = clock.now()
    if approval.outcome or approval.due > now:
        return False
    if order.state not in ORDER_OPEN and approval.difference_id is None:
        approval.outcome, approval.decided_at = Outcome.VOID, now
        approval.save(update_fields=["outcome", "decided_at"])
        return True
    centre = order.cost_centre
    deputy = centre.deputy if centre else None
    passed = {approval.asked_of_id, order.orderer_id}
    if approval.stage == Approval.Stage.SECOND:
        passed |= deciders(order, approval.amount_cents, approval.difference)
    if not approval.deputised and deputy and deputy.is_active and deputy.pk not in passed:
        approval.outcome, approval.decided_at = Outcome.PASSED, now
        approval.save(update_fields=["outcome", "decided_at"])
        ask_approver(
            order,
            amount_cents=approval.amount_cents,
            now=now,
            stage=approval.stage,
            reason=approval.reason,
            deputised=True,
            difference=approval.difference,
        )
        audit.log(None, "approval_passed_on", order)
        return True
    nobody_to_ask(order, now=now)
    return False


def late_bank() -> list[int]:
    found = Order.objects.filter(state=OrderState.AWAITING_BANK, due__lte=clock.now())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def remind_bank(order_id: int) -> bool:
    order = lock(Order.objects.filter(pk=order_id)).get()
    if order.state != OrderState.AWAITING_BANK:
        return False
    return open_task("answer_order", order, role="coordinator", due=order.due)


def late_questions() -> list[int]:
    found = OrderQuestion.objects.filter(answered_at=None, due__lte=clock.now())
    return list(found.order_by("id").values_list("id", flat=True))


@verb
def phone_about_question(question_id: int) -> bool:
    question = lock(OrderQuestion.objects.filter(pk=question_id)).select_related("order").get()
    if question.answered_at is not None:
        return False
    return open_task("phone_orderer", question.order, role="coordinator", person=question.asked_by)
