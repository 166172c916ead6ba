"""What somebody must do next, of every room, with the page where it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.notifications import RESET, SECOND_YES
from accounts.roles import STAFF, Role
from accounts.views.common import person_of
from core import clock, todo, web
from core.errors import Missing, NotAllowed
from core.models import Task
from evaluation.models import FeedbackRequest
from experts.models import Expert
from experts.notifications import CHECK_IN
from kokemuspankki.portal import nav
from orders.models import Gig, GigReport, Order
from payments.models import Batch, Contract, Fee, Payslip
from supervision.actions.asking import CONTACT
from supervision.models import Debrief, Seat, SupportEvent
from supervision.states import DebriefState

PAGE = 30


@dataclass(frozen=True)
class Row:
    task: Task
    words: str
    about: str
    url: str
    order_id: int | None = None
    """Of a task about an order or a report: the order whose card on the board asks for the same."""

    @property
    def late(self) -> bool:
        return self.task.due is not None and self.task.due < clock.now()

    def is_told_by(self, orders: set[int]) -> bool:
        """Counted already, by a card of the board or among the contracts that wait for the bank."""
        return self.task.what == "sign_contract" or self.order_id in orders


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Staff: the own open tasks, the most pressing first, a page at a time."""
    by = person_of(request)
    if not STAFF & by.roles:
        raise NotAllowed()
    text = request.GET.get("page", "")
    page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 else 1
    start = (max(page, 1) - 1) * PAGE
    found = rows(by, PAGE + 1, start)
    context = {
        "rows": found[:PAGE],
        "earlier": f"?page={page - 1}" if page > 1 else "",
        "later": f"?page={page + 1}" if len(found) > PAGE else "",
    }
    return render(request, "portal/tasks.html", context)


@login_required
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """It was seen to: off the list, with who and when in the log."""
    number = request.POST.get("task", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Missing()
    do = lambda: todo.finish(int(number), by=person_of(request))  # noqa: E731
    return web.act(request, do, said=_("Tehtävä on merkitty hoidetuksi."), to="portal:tasks")


def rows(by: Person, limit: int = 100, start: int = 0) -> list[Row]:
    """One question for the tasks and one for each kind of thing they are about."""
    found = list(Task.objects.of(by)[start : start + limit])
    about = _about(found)
    return [_row(task, about.get((task.object_label, task.object_id)), by) for task in found]


def _about(found: list[Task]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for task in found:
        wanted[task.object_label].add(task.object_id)
    joined = {
        "orders.order": "task_type",
        "orders.gig": "order__task_type",
        "orders.gigreport": "gig__order__task_type",
        "payments.contract": "gig__order__task_type",
        "payments.fee": "gig__order__task_type",
        "evaluation.feedbackrequest": "gig__order__task_type",
        "experts.expert": "person",
        "supervision.debrief": "expert__person",
    }
    result: dict[tuple[str, int], Any] = {}
    for label, keys in wanted.items():
        queryset = apps.get_model(label)._default_manager.filter(pk__in=keys)
        if label in joined:
            queryset = queryset.select_related(joined[label])
        if label == "supervision.seat":
            queryset = queryset.select_related("expert__person", "event")
        result |= {(label, row.pk): row for row in queryset}
    return result


def _row(task: Task, row: Any, by: Person) -> Row:
    order = _order(row) if isinstance(row, Order | GigReport) else None
    return Row(task, todo.said(task), _words(row, by), _url(task, row, by), order.pk if order else None)


def _words(row: Any, by: Person) -> str:
    """The title is for coordinators; payroll, auditor and main user read the task type and the number."""
    if isinstance(row, Expert):
        return row.person.name
    if isinstance(row, Seat | Debrief):
        return row.expert.person.name if by.has(Role.COORDINATOR) else ""
    if isinstance(row, Fee) and row.of_support:
        return f"{row.task}, {row.number}"
    order = _order(row)
    if order is None:
        return str(row.number) if isinstance(row, Batch | Payslip) else ""
    return f"{order if by.has(Role.COORDINATOR) else order.task_type}, {order.number}"


def _order(row: Any) -> Order | None:
    if isinstance(row, Order):
        return row
    if isinstance(row, Gig):
        return row.order
    gig = row.gig if isinstance(row, GigReport | Contract | Fee | FeedbackRequest) else None
    return gig.order if gig is not None else None


def _support_url(row: SupportEvent | Seat | Debrief) -> str:
    if isinstance(row, Debrief):
        page = "debrief-mark" if row.state == DebriefState.ACCEPTED else "debrief-arrange"
        return nav.url(f"supervision:{page}", slug=row.slug)
    return nav.url("supervision:event", slug=row.event.slug if isinstance(row, Seat) else row.slug)


def _expert_url(task: Task, row: Expert, by: Person) -> str:
    if task.what in {CONTACT, CHECK_IN}:
        return nav.url("experts:detail", slug=row.slug) if by.has(Role.COORDINATOR) else ""
    return nav.url("experts:call", slug=row.slug) if by.has(Role.PAYROLL) else ""


def _order_url(task: Task, row: Order, by: Person) -> str:
    if task.what == "name_approver":
        return nav.url("orders:name-approver", slug=row.slug)
    return nav.url("orders:handle", slug=row.slug) if by.has(Role.COORDINATOR) else ""


LISTS: Final = {
    "cutoff_passed": "payments:batches",
    "rates_missing": "payments:batches",
    "few_approvers": "accounts:people",
    SECOND_YES: "accounts:people",
    RESET: "accounts:pending",
}
"""Tasks that are seen to on a page of many."""


def _url(task: Task, row: Any, by: Person) -> str:
    if isinstance(row, GigReport):
        reports = {
            "decide_report": "orders:report-decide",
            "phone_expert": "orders:report",
            "decide_difference": "orders:report-difference",
            "difference_refused": "orders:report-difference",
        }
        if task.what in reports:
            return nav.url(reports[task.what], slug=row.slug)
        return nav.url("portal:gig", slug=row.gig.slug) if by.has(Role.COORDINATOR) else ""
    if isinstance(row, Order):
        return _order_url(task, row, by)
    if isinstance(row, Gig):
        return nav.url("portal:gig", slug=row.slug)
    if isinstance(row, FeedbackRequest):
        return nav.url("evaluation:phone", slug=row.slug) if by.has(Role.COORDINATOR) else ""
    if task.what in LISTS:
        return nav.url(LISTS[task.what])
    if isinstance(row, Expert):
        return _expert_url(task, row, by)
    if isinstance(row, SupportEvent | Seat | Debrief):
        return _support_url(row) if by.has(Role.COORDINATOR) else ""
    pages = {
        Contract: "payments:contract",
        Batch: "payments:batch",
        Fee: "payments:fee",
        Payslip: "payments:payslip",
    }
    return nav.url(pages[type(row)], slug=row.slug) if type(row) in pages else ""
