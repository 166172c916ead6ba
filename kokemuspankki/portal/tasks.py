"""What somebody must do next, of every room, with the page where it is done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.roles import STAFF, Role
from accounts.views.common import person_of
from core import todo, web
from core.errors import Missing, NotAllowed
from core.models import Task
from kokemuspankki.portal import nav
from orders.models import Gig, GigReport, Order
from payments.models import Contract


@dataclass(frozen=True)
class Row:
    task: Task
    words: str
    about: str
    url: str


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Staff: the own open tasks, the most pressing first."""
    by = person_of(request)
    if not STAFF & by.roles:
        raise NotAllowed()
    return render(request, "portal/tasks.html", {"rows": rows(by)})


@login_required
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """It was seen to: off the list, with who and when in the log."""
    number = request.POST.get("task", "")
    if not number.isdigit():
        raise Missing()
    do = lambda: todo.finish(int(number), by=person_of(request))  # noqa: E731
    return web.act(request, do, said=_("Tehtävä on merkitty hoidetuksi."), to="portal:tasks")


def rows(by: Person) -> list[Row]:
    """One question for the tasks and one for each kind of thing they are about."""
    found = list(Task.objects.of(by)[:100])
    about = _about(found)
    return [_row(task, about.get((task.object_label, task.object_id)), by) for task in found]


def _about(found: list[Task]) -> dict[tuple[str, int], Any]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for task in found:
        wanted[task.object_label].add(task.object_id)
    joined = {"orders.gigreport": "gig__order", "orders.gig": "order", "payments.contract": "gig__order"}
    result: dict[tuple[str, int], Any] = {}
    for label, keys in wanted.items():
        queryset = apps.get_model(label)._default_manager.filter(pk__in=keys)
        if label in joined:
            queryset = queryset.select_related(joined[label])
        result |= {(label, row.pk): row for row in queryset}
    return result


def _row(task: Task, row: Any, by: Person) -> Row:
    order = _order(row)
    return Row(task, todo.said(task), f"{order}, {order.number}" if order else "", _url(task, row, by))


def _order(row: Any) -> Order | None:
    if isinstance(row, Order):
        return row
    if isinstance(row, Gig):
        return row.order
    return row.gig.order if isinstance(row, GigReport | Contract) else None


def _url(task: Task, row: Any, by: Person) -> str:
    if isinstance(row, GigReport):
        pages = {"decide_report": "orders:report-decide", "phone_expert": "orders:report"}
        return (
            nav.url(pages[task.what], slug=row.slug) if task.what in pages else nav.url("portal:gig", slug=row.gig.slug)
        )
    if isinstance(row, Order) and task.what == "name_approver":
        return nav.url("orders:name-approver", slug=row.slug)
    if isinstance(row, Order):
        return nav.url("orders:handle", slug=row.slug) if by.has(Role.COORDINATOR) else ""
    if isinstance(row, Gig):
        return nav.url("portal:gig", slug=row.slug)
    return nav.url("payments:contract", slug=row.slug) if isinstance(row, Contract) else ""
