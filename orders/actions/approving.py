"""The cost centre's yes, then the bank's."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.roles import Role
from core import audit, clock, links, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from core.models import PurposeLink, Task
from orders import deadlines, estimates, notifications, permissions
from orders.inner import close_tasks, move
from orders.models import Approval, Order
from orders.states import ORDER_OPEN, OrderState

Outcome, Stage = Approval.Outcome, Approval.Stage


def ask_approver(
    order: Order,
    *,
    amount_cents: int,
    now: datetime,
    stage: str = Stage.FIRST,
    reason: str = "",
    deputised: bool = False,
) -> Approval | None:
    """Ask the right person of the order's cost centre; the main user names one where there is none. Locked: order."""
    person = _whom(order, stage, amount_cents, deputised=deputised)
    if person is None:
        nobody_to_ask(order, now=now)
        return None
    approval = Approval.objects.create(
        order=order,
        stage=stage,
        amount_cents=amount_cents,
        reason=reason,
        asked_of=person,
        due=deadlines.workdays(now, "approval_workdays"),
        deputised=deputised,
    )
    Order.objects.filter(pk=order.pk).update(due=approval.due)
    notifications.approval_asked(approval, free_until=_free_until(order))
    return approval


def nobody_to_ask(order: Order, *, now: datetime) -> None:
    """The main user names another, and hears of it by mail. Said once."""
    if Task.objects.open().about(order).filter(what="name_approver").exists():
        return
    due = deadlines.workdays(now, "approval_workdays")
    Order.objects.filter(pk=order.pk).update(due=due)
    todo.open("name_approver", order, role="main_user", due=due)
    for person in Person.objects.holding(Role.MAIN_USER, on=clock.today()):
        notifications.name_approver(order, person, due=due)


def _free_until(order: Order) -> datetime | None:
    first = order.sessions.first()
    profile = order.profile or estimates.default_profile(order.task_type)
    return deadlines.free_until(first.starts, profile) if first else None


def _whom(order: Order, stage: str, amount_cents: int, *, deputised: bool = False) -> Person | None:
    centre = order.cost_centre
    if centre is None:
        return None
    if deputised:
        candidates = [centre.deputy]
    elif stage == Stage.SECOND:
        candidates = [centre.second_approver]
    else:
        candidates = [centre.approver, centre.deputy, centre.second_approver]
    passed = {order.orderer_id, *deciders(order, amount_cents)} if stage == Stage.SECOND else {order.orderer_id}
    for person in candidates:
        if person is not None and person.is_active and person.pk not in passed:
            return person
    return None


def deciders(order: Order, amount_cents: int) -> set[int]:
    """Who has already said yes to this sum: the second pair of eyes is another's."""
    approved = order.approvals.filter(outcome=Outcome.APPROVED, amount_cents=amount_cents, decided_by__isnull=False)
    return {pk for pk in approved.values_list("decided_by_id", flat=True) if pk is not None}


@verb
def decide_approval(
    approval_id: int, *, by: Person, approve: bool, note: str = "", link: PurposeLink | None = None
) -> Approval:
    """The approver's yes or no, from the summary. Over the limit the second approver is asked next.

    Who: the person asked, or the first approver while the deputy is asked. The same click twice is calm;
    the opposite one afterwards raises Stale. A no needs a reason. `link`: the mail's link, used up by this.
    """
    order_id = Approval.objects.values_list("order_id", flat=True).get(pk=approval_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    approval = lock(Approval.objects.filter(pk=approval_id)).get()
    permissions.require(permissions.may_decide(by, approval, order))
    wanted = Outcome.APPROVED if approve else Outcome.REFUSED
    if approval.outcome == wanted:
        return approval
    if approval.outcome or order.state not in ORDER_OPEN:
        raise Stale()
    if not approve and not note.strip():
        raise DomainError(_("Kerro tilaajalle lyhyesti, miksi et hyväksy."), code="note")
    if link is not None:
        links.use(link)
    now = clock.now()
    approval.outcome, approval.decided_by, approval.decided_at, approval.note = wanted, by, now, note
    approval.save(update_fields=["outcome", "decided_by", "decided_at", "note"])
    audit.log(by, "approval_decided", order, data={"outcome": wanted}, reason=note)
    if approve:
        _approved(order, approval, now)
    else:
        _refused(order, approval, by, now)
    return approval


def _approved(order: Order, approval: Approval, now: datetime) -> None:
    centre = order.cost_centre
    limit = centre.limit_cents if centre else None
    over = limit is not None and approval.amount_cents > limit
    if over and approval.stage == Stage.FIRST and approval.decided_by != (centre and centre.second_approver):
        ask_approver(order, amount_cents=approval.amount_cents, now=now, stage=Stage.SECOND, reason=approval.reason)
        return
    if order.state != OrderState.AWAITING_APPROVER:
        Order.objects.filter(pk=order.pk).update(approved_max_cents=approval.amount_cents)
        todo.open("offer_again", order, role="coordinator", due=deadlines.workdays(now, "bank_answer_workdays"))
        return
    move(order, OrderState.AWAITING_BANK, due=deadlines.workdays(now, "bank_answer_workdays"))
    notifications.cost_centre_approved(order)


def _refused(order: Order, approval: Approval, by: Person, now: datetime) -> None:
    if order.state != OrderState.AWAITING_APPROVER:
        todo.open("money_refused", order, role="coordinator", due=deadlines.workdays(now, "bank_answer_workdays"))
        return
    move(order, OrderState.REJECTED, rejected_at=now, rejected_by=by, end_reason=approval.note, due=None)
    notifications.order_rejected(order)


@verb
def name_approver(order_id: int, *, by: Person, person: Person) -> Approval:
    """The main user names who decides when the cost centre has nobody left to ask; the second yes is another's."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_name_approver(by))
    waiting = lock(order.approvals.waiting()).first()
    if order.state not in ORDER_OPEN or (waiting is None and not _lacks_approver(order)):
        raise Stale()
    if person.pk == order.orderer_id:
        raise DomainError(_("Tilaaja ei voi hyväksyä omaa tilaustaan. Valitse toinen henkilö."), code="person")
    now = clock.now()
    stage, amount_cents = undecided(order)
    permissions.require(stage == Stage.FIRST or person.pk not in deciders(order, amount_cents))
    if waiting is not None:
        waiting.outcome, waiting.decided_at = Outcome.PASSED, now
        waiting.save(update_fields=["outcome", "decided_at"])
    approval = Approval.objects.create(
        order=order,
        stage=stage,
        amount_cents=amount_cents,
        reason=waiting.reason if waiting else "",
        asked_of=person,
        due=deadlines.workdays(now, "approval_workdays"),
    )
    Order.objects.filter(pk=order.pk).update(due=approval.due)
    todo.close("name_approver", order)
    audit.log(by, "approver_named", order, about=person)
    notifications.approval_asked(approval, free_until=_free_until(order))
    return approval


def _lacks_approver(order: Order) -> bool:
    """Nobody is asked though somebody should be: for the order itself, or for a greater sum's second yes."""
    asked = Task.objects.open().about(order).filter(what="name_approver")
    return order.state == OrderState.AWAITING_APPROVER or asked.exists()


def undecided(order: Order) -> tuple[str, int]:
    """The stage and the sum that wait for a yes now."""
    if waiting := order.approvals.waiting().first():
        return waiting.stage, waiting.amount_cents
    said = order.approvals.filter(outcome=Outcome.APPROVED).order_by("-decided_at", "-pk").first()
    return (Stage.SECOND, said.amount_cents) if said else (Stage.FIRST, order.approved_max_cents or 0)


@verb
def ask_for_more_money(order_id: int, *, by: Person, amount_cents: int, reason: str) -> Approval | None:
    """An offer would cost more than was approved: the approver is asked first. Who: a coordinator.

    Raises DomainError while the cost centre has nobody to ask: one is named there first.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if order.state != OrderState.STAFFING:
        raise Stale()
    if _whom(order, Stage.FIRST, amount_cents) is None:
        raise DomainError(_("Kustannuspaikalla ei ole ketään, joka voi päättää tästä tilauksesta."), code="approver")
    audit.log(by, "more_money_asked", order, data={"amount_cents": amount_cents}, reason=reason)
    return ask_approver(order, amount_cents=amount_cents, now=clock.now(), reason=reason)


@verb
def approve(order_id: int, *, by: Person, profile: str) -> Order:
    """The bank takes the order and chooses how the fee is paid. Who: a coordinator. Calm on a second click."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if order.state == OrderState.STAFFING:
        return order
    if profile not in permissions.allowed_profiles():
        raise DomainError(_("Valitse palkkion maksutapa listalta."), code="profile")
    now = clock.now()
    move(
        order,
        OrderState.STAFFING,
        approved_at=now,
        approved_by=by,
        coordinator=by,
        profile=profile,
        due=deadlines.workdays(now, "staffing_workdays"),
    )
    close_tasks(order, ("answer_order",))
    audit.log(by, "order_approved", order, data={"profile": profile})
    notifications.order_approved(order)
    return order


@verb
def reject(order_id: int, *, by: Person, reason: str) -> Order:
    """The bank does not take the order; the orderer reads why. Who: a coordinator."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    if not permissions.may_coordinate(by):
        raise NotAllowed()
    if not reason.strip():
        raise DomainError(_("Kerro tilaajalle, miksi tilaus hylätään."), code="reason")
    if order.state == OrderState.REJECTED:
        return order
    now = clock.now()
    move(order, OrderState.REJECTED, rejected_at=now, rejected_by=by, end_reason=reason, due=None)
    order.approvals.waiting().update(outcome=Outcome.VOID, decided_at=now)
    close_tasks(order)
    audit.log(by, "order_rejected", order, reason=reason)
    notifications.order_rejected(order)
    return order
