"""The board of what somebody must do next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit, clock
from core.db import lock, verb
from core.errors import Missing, NotAllowed
from core.models import Task
from core.querysets import label

if TYPE_CHECKING:
    from accounts.models import Person

WORDS: Final[dict[str, str | Promise]] = {}
audit.word("task_done", _("Tehtävä merkittiin hoidetuksi"))


def word(what: str, words: str | Promise) -> None:
    """The owning room's sentence for a kind of task."""
    WORDS[what] = words


def said(task: Task) -> str:
    return str(WORDS.get(task.what, task.what))


def open(
    what: str,
    about: models.Model,
    *,
    role: str = "",
    person: Person | None = None,
    due: datetime | None = None,
    note: str = "",
) -> None:
    """Once open, a second call changes nothing; the database keeps it single."""
    task = Task(
        what=what,
        object_label=label(about),
        object_id=about.pk,
        role=role,
        person_id=person.pk if person else None,
        due=due,
        note=note,
    )
    Task.objects.bulk_create([task], ignore_conflicts=True)


def close(what: str, about: models.Model) -> None:
    Task.objects.open().about(about).filter(what=what).update(done_at=clock.now())


@verb
def finish(task_id: int, *, by: Person) -> Task:
    """Whoever the task waits for has seen to it. Calm on a second click; NotAllowed for everybody else."""
    task = lock(Task.objects.filter(pk=task_id)).first()
    if task is None:
        raise Missing()
    if task.done_at is None:
        if not Task.objects.of(by).filter(pk=task.pk).exists():
            raise NotAllowed()
        task.done_at = clock.now()
        task.save(update_fields=["done_at"])
        audit.log(by, "task_done", task, data={"what": task.what})
    return task
