"""From a blank form to an order that the cost centre and the bank can judge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.inner import is_over, refuse_ended
from accounts.models import Bank, Person, Unit
from core import audit, clock, policy
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from experts.models import Theme
from orders import brief, deadlines, estimates, notifications, permissions
from orders.asking import ask_approver
from orders.inner import close_tasks, move
from orders.models import Order, OrderQuestion, OrderSession, TaskType
from orders.states import ORDER_OPEN, Form, OrderState, Planning, Recording

TERMS_VERSION = "terms_version"
AGAIN = (
    *("cost_centre_id", "title", "phase", "goal", "description", "expectations"),
    *("audience_type", "audience_size", "audience_age", "works_with_vulnerable", "perspective", "theme_detail"),
    *("experts_needed", "other_experts", "requested_expert", "wishes", "wishes_reason", "language"),
    *("sensitive_content", "support_on_site", "recording", "form", "address", "room", "arrival", "municipality"),
    *("region", "step_free", "remote_tool", "flexible", "planning", "preparation_hours"),
    *("reference", "project_code", "step"),
)
"""What a repeated order keeps. Times, the meeting's own link and attachments belong to their day."""
OWN = ("orderer_title", "orderer_phone", "site_contact_name", "site_contact_phone")
"""What one person told of the own self and place: kept for that person alone."""
UNASKED = {"form": Form.REMOTE, "recording": Recording.NO}
"""What is so of a kind of work that doesn't ask it."""
ASKED_ANEW = frozenset({"commitments", "terms", "typed_sessions"})


@verb
def start_draft(*, by: Person, unit: Unit, task_type: TaskType, phase: str = "") -> Order:
    """A new draft, kept at each step. Who: an orderer, for an own unit."""
    if unit.pk not in by.unit_ids:
        raise NotAllowed()
    refuse_ended(unit)
    order = Order.objects.create(
        orderer=by,
        unit=unit,
        task_type=task_type,
        phase=phase or task_type.phase,
        language=by.language,
        planning=Planning.NO if task_type.by_deadline else Planning.MEETING,
        preparation_hours=task_type.preparation_hours,
        orderer_phone=by.phone,
        site_contact_name=by.name,
        site_contact_phone=by.phone,
        **{name: value for name, value in UNASKED.items() if not task_type.asks(name)},
    )
    audit.log(by, "order_drafted", order)
    return order


@verb
def order_again(order_id: int, *, by: Person) -> Order:
    """A new draft with the answers of an order that has ended; dates and promises are asked anew.

    Who: the orderer or a colleague of the unit, who becomes the draft's writer. Raises Stale while the order is open.
    """
    old = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(old.unit_id in by.unit_ids)
    refuse_ended(old.unit)
    if old.state in ORDER_OPEN or old.state == OrderState.DRAFT:
        raise Stale()
    if not old.task_type.active:
        raise DomainError(_("Tätä tehtävää ei voi enää tilata. Aloita uusi tilaus."), code="task_type")
    kept = AGAIN + OWN if old.orderer_id == by.pk else AGAIN
    mine = {"orderer_phone": by.phone, "site_contact_name": by.name, "site_contact_phone": by.phone}
    order = Order.objects.create(
        orderer=by,
        unit_id=old.unit_id,
        task_type_id=old.task_type_id,
        answers={name: value for name, value in old.answers.items() if name not in ASKED_ANEW},
        **mine | {name: getattr(old, name) for name in kept},
    )
    order.themes.set(old.themes.all())
    audit.log(by, "order_drafted", order, data={"again": old.pk})
    return order


@verb
def save_step(
    order_id: int,
    *,
    by: Person,
    step: int,
    fields: dict[str, Any],
    themes: Iterable[Theme] | None = None,
    sessions: list[tuple[datetime, datetime]] | None = None,
    work_minutes: int | None = None,
) -> Order:
    """Keep one step's answers. Who: the draft's own orderer. Raises Stale once the order has been sent.

    `work_minutes`: how much work each session is, when it is done by a deadline.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_edit_draft(by, order))
    if order.state != OrderState.DRAFT:
        raise Stale()
    for name, value in fields.items():
        setattr(order, name, value)
    order.step = max(order.step, step)
    order.changed_at = clock.now()
    order.save(update_fields=[*fields, "step", "changed_at"])
    if themes is not None:
        order.themes.set(themes)
    if sessions is not None:
        if order.task_type.by_deadline != (work_minutes is not None):
            raise DomainError(_("Anna määräpäivä ja työn kesto tunteina."), code="sessions")
        order.sessions.all().delete()
        OrderSession.objects.bulk_create(
            OrderSession(order=order, starts=s, ends=e, work_minutes=work_minutes) for s, e in sessions
        )
    return order


@verb
def discard_draft(order_id: int, *, by: Person) -> None:
    """A draft that its writer does not need. It has met nobody else. Who: the draft's own orderer."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_edit_draft(by, order))
    if order.state != OrderState.DRAFT:
        raise Stale()
    audit.log(by, "draft_discarded", order)
    order.delete()


@verb
def submit(order_id: int, *, by: Person) -> Order:
    """Send the order: the price and its ceiling are kept, and the cost centre is asked.

    Who: the draft's own orderer. Raises DomainError while the brief has gaps or the first session has begun.
    A second click returns the order as it is.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_edit_draft(by, order))
    if order.state != OrderState.DRAFT:
        return order
    if missing := brief.sentences(order):
        raise DomainError(_("Tilauksesta puuttuu vielä: %(what)s.") % {"what": ", ".join(missing)}, code="brief")
    _refuse_what_ended(order)
    now = clock.now()
    first = order.sessions.first()
    if first is None or first.starts <= now:
        raise DomainError(_("Ensimmäinen kerta on jo alkanut. Valitse uusi aika."), code="sessions")
    order.estimate_cents = estimates.of_order(order).total_cents
    order.approved_max_cents = order.estimate_cents * int(policy.get("approved_max_percent")) // 100
    order.terms_version = str(policy.get(TERMS_VERSION))
    order.save(update_fields=["estimate_cents", "approved_max_cents", "terms_version"])
    if permissions.may_approve_own(by, order):
        to, due = OrderState.AWAITING_BANK, deadlines.workdays(now, "bank_answer_workdays")
    else:
        to, due = OrderState.AWAITING_APPROVER, deadlines.workdays(now, "approval_workdays")
    move(order, to, submitted_at=now, due=due)
    audit.log(by, "order_submitted", order, data={"estimate_cents": order.estimate_cents})
    notifications.order_received(order)
    if to == OrderState.AWAITING_APPROVER:
        ask_approver(order, amount_cents=order.approved_max_cents, now=now)
    return order


def _refuse_what_ended(order: Order) -> None:
    """A draft may wait for weeks: its unit or its cost centre may have ended meanwhile. The answers stay."""
    if is_over(order.unit):
        said = {"unit": order.unit.name, "bank": Bank.objects.the().name}
        raise DomainError(
            _("%(unit)s ei enää tilaa keikkoja. Vastauksesi ovat tallessa. Kysy neuvoa: %(bank)s.") % said,
            code="unit_ended",
        )
    if order.cost_centre is not None and is_over(order.cost_centre):
        said = {"centre": str(order.cost_centre)}
        raise DomainError(
            _("Kustannuspaikka %(centre)s ei ole enää käytössä. Valitse toinen maksaja.") % said, code="centre_ended"
        )


@verb
def ask_question(order_id: int, *, by: Person, text: str) -> OrderQuestion:
    """Ask the orderer for more; the state stays. Who: a coordinator."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if order.state not in ORDER_OPEN:
        raise Stale()
    question = OrderQuestion.objects.create(
        order=order, text=text, asked_by=by, due=deadlines.workdays(clock.now(), "question_workdays")
    )
    audit.log(by, "question_asked", order)
    notifications.question_asked(question)
    return question


@verb
def answer_question(question_id: int, *, by: Person, answer: str) -> OrderQuestion:
    """Who: the orderer or a colleague of the unit. A second click changes nothing."""
    order_id = OrderQuestion.objects.values_list("order_id", flat=True).get(pk=question_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    question = lock(OrderQuestion.objects.filter(pk=question_id)).get()
    permissions.require(permissions.is_orderer_of(by, order))
    if question.answered_at is None:
        question.answer, question.answered_by, question.answered_at = answer, by, clock.now()
        question.save(update_fields=["answer", "answered_by", "answered_at"])
        if not order.questions.filter(answered_at=None).exists():
            close_tasks(order, ("phone_orderer",))
        audit.log(by, "question_answered", order)
        notifications.question_answered(question)
    return question
