"""What must follow from a committed fact: events for listeners above, mails for people.

A verb only adds rows, in its own transaction. A worker claims a row (a lease: `next_at` moves ahead), commits, does the
work, marks it done. At least once; every listener judges the state it finds.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.core import mail as django_mail
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from core import clock, todo
from core.models import EventDelivery, MessageState, OutboxEvent, OutboxMessage, PurposeLink
from core.querysets import DueQuerySet, label

if TYPE_CHECKING:
    from accounts.models import Person

Listener = Callable[[int], object]
logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=1)
ANSWER_KEPT: Final = timedelta(minutes=2)
ANSWER_AGAIN_SECONDS: Final = 0.5
MAIL_TRIES: Final = 20
SAID_NO: Final = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
AT_ONCE: Final = 200
LOOKED_BACK: Final = 1000
FAILURES_AT_ONCE: Final = 3
NOT_SENT: Final = "mail_not_sent"

_table: dict[str, tuple[Listener, ...]] = {}
_sleeps = False
todo.word(NOT_SENT, _("Viesti ei mene perille: tarkista osoite"))


class Attachment(TypedDict):
    name: str
    mime: str
    content: str


def register(table: Mapping[str, tuple[Listener, ...]]) -> None:
    """The roof hands over who listens to what."""
    _table.clear()
    _table.update(table)


def registered() -> Mapping[str, tuple[Listener, ...]]:
    return _table


def emit(event: str, obj: models.Model) -> None:
    """Adds an event and one delivery for each of its listeners. Committed with the verb or not at all."""
    row = OutboxEvent.objects.create(name=event, object_label=label(obj), object_id=obj.pk)
    _add_deliveries([row])
    _wake_on_commit(_wake_events)


def mail(
    template: str,
    to: Person,
    *,
    about: models.Model,
    context: Mapping[str, Any] | None = None,
    dedupe: str,
    link: PurposeLink | None = None,
    path: str = "",
    attachments: Sequence[Attachment] | None = None,
    secret: Mapping[str, Any] | None = None,
    address: str = "",
) -> None:
    """Adds a message in the person's language; the same `dedupe` key never twice.

    `secret` (a sign-in code) is kept encrypted and wiped on sending. `address` is for the old address of a change.
    """
    message = OutboxMessage(
        person_id=to.pk,
        address=address,
        template=template,
        language=to.language,
        context=dict(context or {}),
        secret=dict(secret) if secret else None,
        attachments=list(attachments or []),
        object_label=label(about),
        object_id=about.pk,
        dedupe=dedupe,
        link_id=link.pk if link else None,
        path=path,
    )
    # Only the same key is passed over: a clash of ids (sequences behind, after a crash or a restore) is told aloud.
    OutboxMessage.objects.bulk_create(
        [message], update_conflicts=True, unique_fields=["dedupe"], update_fields=["dedupe"]
    )
    _wake_on_commit(_wake_mail)


def once() -> str:
    """A dedupe key's tail for a message that may be sent again, such as a sign-in code."""
    return secrets.token_hex(8)


def deliver_events(limit: int = AT_ONCE, *, among: models.QuerySet[EventDelivery] | None = None) -> int:
    """Calls the listeners that are due, one transaction each. Returns how many succeeded."""
    done = 0
    rows = EventDelivery.objects.all() if among is None else among
    for _turn in range(limit):
        delivery = _claim(rows.select_related("event"))
        if delivery is None:
            break
        done += _deliver(delivery)
    return done


def send_mail(limit: int = AT_ONCE, *, among: models.QuerySet[OutboxMessage] | None = None) -> int:
    """Sends the messages that are due over one connection. Returns how many went."""
    done = failed = 0
    rows = OutboxMessage.objects.all() if among is None else among
    messenger = django_mail.mailers["default"]
    while done < limit and failed < FAILURES_AT_ONCE:
        message = _claim(rows.select_related("person", "link"))
        if message is None:
            break
        went = _send(message, messenger)
        done, failed = done + went, failed + (not went)
    messenger.close()
    return done


def sweep() -> int:
    """Finds what a lost wake-up left behind, and listeners that were added after the event."""
    latest = OutboxEvent.objects.order_by("-id").values("id")[:LOOKED_BACK]
    _add_deliveries(list(OutboxEvent.objects.filter(id__in=latest, deliveries=None, name__in=list(_table))))
    return deliver_events() + send_mail()


def drain() -> int:
    """Delivers and sends until nothing is due: for tests, seeding and the demo's clock."""
    total = 0
    while done := sweep():
        total += done
    return total


def _add_deliveries(events: Sequence[OutboxEvent]) -> None:
    rows = [EventDelivery(event=event, listener=name_of(f)) for event in events for f in _table.get(event.name, ())]
    if rows:
        EventDelivery.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["event", "listener"], update_fields=["listener"]
        )


def name_of(listener: Listener) -> str:
    return f"{listener.__module__}.{listener.__name__}"


def _claim[Row: (EventDelivery, OutboxMessage)](rows: models.QuerySet[Row]) -> Row | None:
    """One due row, taken for the length of a lease. Two workers never hold the same one."""
    assert isinstance(rows, DueQuerySet)
    now = clock.real()
    with transaction.atomic():
        row: Row | None = rows.due(now).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if row is not None:
            row.tries += 1
            row.next_at = now + LEASE
            row.save(update_fields=["tries", "next_at"])
    return row


def _deliver(delivery: EventDelivery) -> bool:
    try:
        _listener(delivery)(delivery.event.object_id)
    except Exception as error:
        _later(delivery, error)
        logger.exception("event not delivered", extra={"listener": delivery.listener, "delivery": delivery.pk})
        return False
    EventDelivery.objects.filter(pk=delivery.pk).update(done_at=clock.real(), error="")
    return True


def _listener(delivery: EventDelivery) -> Listener:
    for listener in _table.get(delivery.event.name, ()):
        if name_of(listener) == delivery.listener:
            return listener
    raise LookupError("no such listener in the wiring")


def _send(message: OutboxMessage, messenger: Any) -> bool:
    """The letter is made and the connection open before the hand-over is noted: what fails earlier never went."""
    from core import letters

    address = message.address or message.person.email
    if not address:
        return _finish(message, MessageState.DROPPED)
    try:
        letter = letters.build(message, address)
        messenger.open()
        _note_hand_over(message)
        messenger.send_messages([letter])
    except Exception as error:
        messenger.close()
        return _not_sent(message, error)
    return _finish(message, MessageState.SENT)


def _note_hand_over(message: OutboxMessage) -> None:
    """Committed before the server gets the letter. One that was handed over before, and no answer kept, goes again:

    a letter that may come twice is better than one that may never come. The row and the log say so.
    """
    now = clock.real()
    if message.handed_at is not None:
        message.repeated_at = now
        logger.warning("mail may come twice", extra={"message_id": message.pk, "template": message.template})
    message.handed_at = now
    message.save(update_fields=["handed_at", "repeated_at"])


def _not_sent(message: OutboxMessage, error: Exception) -> bool:
    if isinstance(error, SAID_NO):
        OutboxMessage.objects.filter(pk=message.pk).update(handed_at=None)
    if message.tries >= MAIL_TRIES:
        todo.open(NOT_SENT, message, role="coordinator", note=message.template)
        return _finish(message, MessageState.FAILED, error)
    _later(message, error)
    logger.warning("mail not sent", extra={"message_id": message.pk, "template": message.template})
    return False


def _finish(message: OutboxMessage, state: MessageState, error: Exception | None = None) -> bool:
    """Whatever the end, a sign-in code goes with it."""
    reason = type(error).__name__ if error else ""
    done = {"state": state, "done_at": clock.now(), "secret": None, "error": reason}
    _kept_in_hand(lambda: OutboxMessage.objects.filter(pk=message.pk).update(**done))
    return state == MessageState.SENT


def _kept_in_hand(write: Callable[[], object]) -> None:
    """What the mail server answered outlives a database that is being restarted, for less than the lease."""
    deadline = time.monotonic() + ANSWER_KEPT.total_seconds()
    while True:
        try:
            write()
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(ANSWER_AGAIN_SECONDS)


def _later(row: EventDelivery | OutboxMessage, error: Exception) -> None:
    """One, two, four … minutes, at most an hour. The name of the failure is kept, not its text (no personal data)."""
    wait = min(timedelta(minutes=2 ** min(row.tries - 1, 10)), LONGEST_WAIT)
    type(row)._default_manager.filter(pk=row.pk).update(next_at=clock.real() + wait, error=type(error).__name__)


@contextmanager
def unwoken() -> Iterator[None]:
    """Nobody is woken from this process: whoever tells a past delivers by itself, under the past's own clock."""
    global _sleeps
    before, _sleeps = _sleeps, True
    try:
        yield
    finally:
        _sleeps = before


def _wake_on_commit(wake: Callable[[], None]) -> None:
    """Once a transaction, however many rows it adds."""
    if not _sleeps and all(entry[1] is not wake for entry in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def _wake_events() -> None:
    _wake("deliver_events")


def _wake_mail() -> None:
    _wake("send_mail")


def _wake(task: str) -> None:
    """A dead broker never breaks a committed request: the sweep finds the rows within a minute."""
    from core import tasks

    try:
        getattr(tasks, task).apply_async(retry=False, ignore_result=True)
    except Exception as error:
        logger.warning("the broker did not take a wake-up", extra={"task": task, "error": type(error).__name__})


def oldest_waiting() -> datetime | None:
    """Since when the oldest undone row has waited; None when nothing waits."""
    events = OutboxEvent.objects.filter(deliveries__done_at=None, deliveries__isnull=False)
    waiting = OutboxMessage.objects.filter(done_at=None)
    found = [q.order_by("created_at").values_list("created_at", flat=True).first() for q in (events, waiting)]
    return min((at for at in found if at), default=None)
