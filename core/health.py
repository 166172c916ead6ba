"""What must be true every night, and what makes the bank's health red."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock, todo
from core.models import Document, EventDelivery, OutboxMessage, Task
from core.querysets import label

logger = logging.getLogger(__name__)
Found = Callable[[], Iterable[models.Model]]
TOO_LONG: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    words: str | Promise
    role: str
    find: Found


_checks: dict[str, Check] = {}


def nightly(name: str, words: str | Promise, *, role: str = "main_user") -> Callable[[Found], Found]:
    """A room registers a check: a function that returns the rows for which something is wrong.

    Each row becomes a task `name` for the role, with `words`; the task closes by itself when the row is right again.
    """

    def add(find: Found) -> Found:
        _checks[name] = Check(name, words, role, find)
        todo.word(name, words)
        return find

    return add


def nightly_check() -> dict[str, int]:
    """Runs every check. Returns how many rows each one found; a check that breaks counts as found and is logged."""
    return {check.name: _run(check) for check in _checks.values()}


def red_flags() -> list[str]:
    """Sentences for the health page; empty is green. Opens nothing and writes nothing."""
    names = (
        Task.objects.open().filter(what__in=list(_checks)).order_by("what").values_list("what", flat=True).distinct()
    )
    flags = [str(_checks[name].words) for name in names]
    if undelivered().exists():
        flags.append(str(UNDELIVERED))
    return flags


def undelivered() -> models.QuerySet[EventDelivery]:
    return EventDelivery.objects.filter(done_at=None, event__created_at__lt=clock.now() - TOO_LONG)


def outbox_waits() -> timedelta:
    """The age of the oldest thing that ought to have gone already."""
    late = [
        queryset.filter(done_at=None).order_by("next_at").values_list("next_at", flat=True).first()
        for queryset in _queues()
    ]
    oldest = min((moment for moment in late if moment), default=None)
    return max(clock.real() - oldest, timedelta()) if oldest else timedelta()


def outbox_stands(long: timedelta) -> bool:
    """Something has been due for so long, and nothing of its queue was done meanwhile.

    A backlog that is being worked off is no stop: sending a bank's requests elsewhere would not shorten it.
    What waits for over an hour is told by `red_flags` anyhow.
    """
    before = clock.real() - long
    return any(
        queue.filter(done_at=None, next_at__lt=before).exists() and not queue.filter(done_at__gte=before).exists()
        for queue in _queues()
    )


def _queues() -> tuple[models.QuerySet[Any], ...]:
    return EventDelivery.objects.all(), OutboxMessage.objects.all()


def _run(check: Check) -> int:
    try:
        wrong = list(check.find())
    except Exception:
        logger.exception("nightly check broke", extra={"check": check.name})
        return 1
    for row in wrong:
        todo.open(check.name, row, role=check.role)
    _close_the_rest(check, wrong)
    return len(wrong)


def _close_the_rest(check: Check, wrong: list[models.Model]) -> None:
    still = {(label(row), row.pk) for row in wrong}
    tasks = Task.objects.open().filter(what=check.name)
    right = [task.pk for task in tasks if (task.object_label, task.object_id) not in still]
    Task.objects.filter(pk__in=right).update(done_at=clock.now())


UNDELIVERED: Final = _("Tapahtuma on odottanut yli tunnin")


@nightly("event_undelivered", UNDELIVERED)
def _events() -> Iterable[EventDelivery]:
    return undelivered()[:100]


@nightly("document_waits", _("Asiakirjan PDF ei ole valmistunut"))
def _documents() -> Iterable[Document]:
    return Document.objects.waiting().filter(wanted_at__lt=clock.now() - TOO_LONG)[:100]
