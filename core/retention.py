"""What the bank's own machinery need not keep any longer (domain.md 9.6), taken away each night in chunks.

Only rows of core, and those of a room above that it adds to KINDS: what people made with them has its own rules in
its own room. The audit trail is append-only for
everybody; the one door is this module's own statement, for views older than their rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import clock, policy
from core.models import AuditEntry, EventDelivery, OutboxEvent, OutboxMessage, PurposeLink, Task
from core.querysets import VIEWED

CHUNK: Final = 1000
Rows = Callable[[], QuerySet[Any]]


def sweep() -> dict[str, int]:
    """Deletes what is over its time; returns how many rows of each kind. Twice is the same as once."""
    return {name: _emptied(rows) for name, rows in KINDS.items()}


def _emptied(rows: Rows) -> int:
    """A transaction a chunk, so that nobody waits for the night's work."""
    gone = 0
    while ids := list(rows().order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic(), _taking_views_away(rows):
            rows().filter(pk__in=ids).delete()
        gone += len(ids)
    return gone


def _before(key: str) -> datetime:
    return clock.now() - timedelta(days=int(policy.get(key)))


def _messages() -> QuerySet[OutboxMessage]:
    """Sent, dropped or failed long ago. One that says it was sent once may keep a sweep from saying it again."""
    return OutboxMessage.objects.filter(done_at__lte=_before("keep_messages_days"))


def _events() -> QuerySet[OutboxEvent]:
    """Delivered to everybody who listens, long ago; its deliveries go with it."""
    waiting = EventDelivery.objects.filter(event=OuterRef("pk"), done_at=None)
    return OutboxEvent.objects.filter(~Exists(waiting), created_at__lte=_before("keep_events_days"))


def _links() -> QuerySet[PurposeLink]:
    """Used or expired, and in no message that is still kept. Until then an old link says calmly what became of it."""
    kept = OutboxMessage.objects.filter(link=OuterRef("pk"))
    limit = _before("keep_links_days")
    used = PurposeLink.objects.filter(~Exists(kept), used_at__lte=limit)
    return used | PurposeLink.objects.filter(~Exists(kept), expires_at__lte=limit)


def _tasks() -> QuerySet[Task]:
    return Task.objects.filter(done_at__lte=_before("keep_done_tasks_days"))


def _views() -> QuerySet[AuditEntry]:
    """Who looked at whom. What was done stays in the trail for as long as the trail does."""
    limit = clock.now() - timedelta(days=366 * int(policy.get("keep_access_log_years")))
    return AuditEntry.objects.filter(verb__startswith=VIEWED, at__lte=limit)


@contextmanager
def _taking_views_away(rows: Rows) -> Iterator[None]:
    """Lets this transaction past the trigger that keeps the trail, for old views alone; closed again at its end."""
    if rows is not _views:
        yield
        return
    guard = AuditEntry._meta.triggers[0]  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{guard.get_pgid(AuditEntry)}}}"])
        yield
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', true)")


KINDS: Final[dict[str, Rows]] = {
    "messages": _messages,
    "events": _events,
    "links": _links,
    "tasks": _tasks,
    "views": _views,
}
