"""Whom a cost centre's sum is asked of. Called with a locked order, by verbs and by sweeps."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person
from accounts.roles import Role
from core import clock, todo
from core.models import Task
from orders import deadlines, estimates, notifications
from orders.models import Approval, Order, ReportDifference

Outcome, Stage = Approval.Outcome, Approval.Stage


def ask_approver(
    order: Order,
    *,
    amount_cents: int,
    now: datetime,
    stage: str = Stage.FIRST,
    reason: str = "",
    deputised: bool = False,
    difference: ReportDifference | None = None,
) -> Approval:
    """Ask the right person of the order's cost centre. With nobody to ask the sum waits for the main user's choice.

    `difference`: work already done that goes over what was approved; its sum is what comes on top.
    """
    person = _whom(order, stage, amount_cents, deputised=deputised, difference=difference)
    approval = Approval.objects.create(
        order=order,
        stage=stage,
        amount_cents=amount_cents,
        reason=reason,
        asked_of=person,
        due=deadlines.workdays(now, "approval_workdays"),
        deputised=deputised,
        difference=difference,
    )
    _due(approval)
    if person is None:
        nobody_to_ask(order, now=now)
    else:
        tell(approval)
    return approval


def tell(approval: Approval) -> None:
    """The mail with its link. Money for work already done cannot be cancelled free."""
    notifications.approval_asked(approval, free_until=None if approval.difference_id else free_until(approval.order))


def _due(approval: Approval) -> None:
    """The order's own date follows, unless the question is of work already done."""
    if approval.difference_id is None:
        Order.objects.filter(pk=approval.order_id).update(due=approval.due)
    else:
        ReportDifference.objects.filter(pk=approval.difference_id).update(due=approval.due)


def ask_named(waiting: Approval | None, order: Order, person: Person, *, stage: str, cents: int) -> Approval:
    """The main user named who decides: the question moves over as it was."""
    now = clock.now()
    if waiting is not None:
        waiting.outcome, waiting.decided_at = Outcome.PASSED, now
        waiting.save(update_fields=["outcome", "decided_at"])
    approval = Approval.objects.create(
        order=order,
        stage=stage,
        amount_cents=cents,
        reason=waiting.reason if waiting else "",
        asked_of=person,
        due=deadlines.workdays(now, "approval_workdays"),
        difference=waiting.difference if waiting else None,
    )
    _due(approval)
    tell(approval)
    return approval


def nobody_to_ask(order: Order, *, now: datetime) -> None:
    """The main user names another, and hears of it by mail. Said once."""
    if Task.objects.open().about(order).filter(what="name_approver").exists():
        return
    due = deadlines.workdays(now, "approval_workdays")
    if not order.approvals.waiting().filter(difference__isnull=False, asked_of=None).exists():
        Order.objects.filter(pk=order.pk).update(due=due)
    todo.open("name_approver", order, role="main_user", due=due)
    for person in Person.objects.holding(Role.MAIN_USER, on=clock.today()):
        notifications.name_approver(order, person, due=due)


def free_until(order: Order) -> datetime | None:
    first = order.sessions.first()
    profile = order.profile or estimates.default_profile(order.task_type)
    return deadlines.free_until(first.starts, profile) if first else None


def _whom(
    order: Order, stage: str, amount_cents: int, *, deputised: bool = False, difference: ReportDifference | None = None
) -> Person | None:
    centre = order.cost_centre
    if centre is None:
        return None
    if deputised:
        candidates = [centre.deputy]
    elif stage == Stage.SECOND:
        candidates = [centre.second_approver]
    else:
        candidates = [centre.approver, centre.deputy, centre.second_approver]
    passed = {order.orderer_id}
    if difference is not None:
        passed.add(difference.report.gig.expert.person_id)
    if stage == Stage.SECOND:
        passed |= deciders(order, amount_cents, difference)
    for person in candidates:
        if person is not None and person.is_active and person.pk not in passed:
            return person
    return None


def deciders(order: Order, amount_cents: int, difference: ReportDifference | None = None) -> set[int]:
    """Who has already said yes to this sum: the second pair of eyes is another's."""
    said = order.approvals.filter(outcome=Outcome.APPROVED, amount_cents=amount_cents, difference=difference)
    return {pk for pk in said.values_list("decided_by_id", flat=True) if pk is not None}
