"""The cost centre's yes, then the bank's."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, links, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from core.models import PurposeLink, Task
from orders import deadlines, notifications, permissions
from orders.asking import ask_approver, ask_named, deciders
from orders.inner import close_tasks, grant_difference, move, refuse_difference
from orders.models import Approval, Order
from orders.states import ORDER_OPEN, OrderState

Outcome, Stage = Approval.Outcome, Approval.Stage


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
    if approval.outcome or not _still_asked(order, approval):
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


def _still_asked(order: Order, approval: Approval) -> bool:
    """An ended order asks for nothing, but work that was done is paid whatever became of its order."""
    return order.state in ORDER_OPEN or approval.difference_id is not None


def _approved(order: Order, approval: Approval, now: datetime) -> None:
    centre = order.cost_centre
    limit = centre.limit_cents if centre else None
    before = (order.approved_max_cents or 0) if approval.difference_id else 0
    over = limit is not None and before + approval.amount_cents > limit
    if over and approval.stage == Stage.FIRST and approval.decided_by != (centre and centre.second_approver):
        ask_approver(
            order,
            amount_cents=approval.amount_cents,
            now=now,
            stage=Stage.SECOND,
            reason=approval.reason,
            difference=approval.difference,
        )
        return
    if approval.difference is not None:
        Order.objects.filter(pk=order.pk).update(approved_max_cents=before + approval.amount_cents)
        grant_difference(approval.difference, by=approval.decided_by, now=now)
        return
    if order.state != OrderState.AWAITING_APPROVER:
        Order.objects.filter(pk=order.pk).update(approved_max_cents=approval.amount_cents)
        todo.open("offer_again", order, role="coordinator", due=deadlines.workdays(now, "bank_answer_workdays"))
        return
    move(order, OrderState.AWAITING_BANK, due=deadlines.workdays(now, "bank_answer_workdays"))
    notifications.cost_centre_approved(order)


def _refused(order: Order, approval: Approval, by: Person, now: datetime) -> None:
    if approval.difference is not None:
        refuse_difference(approval.difference, by=by, now=now, reason=approval.note)
        return
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
    waiting = to_name(order)
    closed = order.state not in ORDER_OPEN and (waiting is None or waiting.difference_id is None)
    if closed or (waiting is None and not _lacks_approver(order)):
        raise Stale()
    if person.pk == order.orderer_id:
        raise DomainError(_("Tilaaja ei voi hyväksyä omaa tilaustaan. Valitse toinen henkilö."), code="person")
    stage, amount_cents = undecided(order)
    said_yes = deciders(order, amount_cents, waiting.difference if waiting else None)
    permissions.require(stage == Stage.FIRST or person.pk not in said_yes)
    approval = ask_named(waiting, order, person, stage=stage, cents=amount_cents)
    if not order.approvals.waiting().filter(asked_of=None).exists():
        todo.close("name_approver", order)
    audit.log(by, "approver_named", order, about=person)
    return approval


def to_name(order: Order) -> Approval | None:
    """The question that the main user answers by naming somebody: one that nobody has, else the oldest."""
    waiting = order.approvals.waiting().order_by("due", "pk")
    return waiting.filter(asked_of=None).first() or waiting.first()


def _lacks_approver(order: Order) -> bool:
    """Nobody is asked though somebody should be: for the order itself, or for a greater sum's second yes."""
    asked = Task.objects.open().about(order).filter(what="name_approver")
    return order.state == OrderState.AWAITING_APPROVER or asked.exists()


def undecided(order: Order) -> tuple[str, int]:
    """The stage and the sum that wait for a yes now."""
    if waiting := to_name(order):
        return waiting.stage, waiting.amount_cents
    said = order.approvals.filter(outcome=Outcome.APPROVED).order_by("-decided_at", "-pk").first()
    return (Stage.SECOND, said.amount_cents) if said else (Stage.FIRST, order.approved_max_cents or 0)


@verb
def ask_for_more_money(order_id: int, *, by: Person, amount_cents: int, reason: str) -> Approval:
    """An offer would cost more than was approved: the approver is asked first. Who: a coordinator.

    With nobody to ask the sum waits for whom the main user names.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if order.state != OrderState.STAFFING:
        raise Stale()
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
    order.approvals.waiting().filter(difference=None).update(outcome=Outcome.VOID, decided_at=now)
    close_tasks(order)
    audit.log(by, "order_rejected", order, reason=reason)
    notifications.order_rejected(order)
    return order
