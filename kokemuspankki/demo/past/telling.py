"""A past told act by act: each story says when its next act is, and all acts come in the order of their moments.

The bank's clock is held at each act's moment, what follows from the act is delivered under the same clock, and the
sweeps run after the working day as they would have. Rows of a live user, made meanwhile at the present, stay as they
are: events and mails are taken by their moment, and sweeps look at what was due in the past.
"""

from __future__ import annotations

import heapq
import logging
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count

from django.db import IntegrityError
from django.db.models import F, QuerySet

import evaluation.sweeps
import experts.sweeps
import orders.sweeps
import payments.sweeps
import supervision.sweeps
from core import clock, outbox, policy, sweeping
from core.errors import DomainError
from core.models import EventDelivery, MessageState, OutboxMessage
from core.pay import days
from payments.actions import render_contract, render_payslips

Story = Iterator[datetime]
"""Acts up to each yield are done at once; what is yielded is the moment of the next ones."""

logger = logging.getLogger(__name__)
SECOND = timedelta(seconds=1)
MAILS_KEPT = timedelta(days=31)
PAPERS = [outbox.name_of(render_contract), outbox.name_of(render_payslips)]
"""What makes PDFs is left to the worker: it would cost more time than all the rest."""
SWEPT: tuple[Callable[[], int], ...] = (
    experts.sweeps.sweep_all,
    orders.sweeps.sweep_all,
    supervision.sweeps.sweep_all,
    lambda: sweeping.run(sweep for sweep in payments.sweeps.SWEEPS if sweep[1] is not payments.sweeps.render_late),
    *payments.sweeps.LOOKS,
    evaluation.sweeps.sweep_all,
)
SELDOM = 2
"""Every other working day is near enough while nobody reads the day's mails any more."""
FIRST_PAPER = timedelta(seconds=15)
EACH_PAPER = timedelta(seconds=1.5)


class Past:
    """`stopped`: stories that ended early because somebody else had acted, by the sentence they met."""

    def __init__(self, starts: datetime, ends: datetime, *, seed: int = 2026) -> None:
        self.starts, self.ends = starts, ends
        self.dice = random.Random(seed)  # noqa: S311
        self.stopped: list[str] = []
        self._numbers = count()
        self._turns: list[tuple[datetime, int, Story]] = []

    def tell(self, at: datetime, story: Story) -> None:
        heapq.heappush(self._turns, (at, next(self._numbers), story))

    def once(self, at: datetime, act: Callable[[], object]) -> None:
        self.tell(at, _once(act))

    def run(self, on_day: Callable[[date, int], None]) -> None:
        """Every act that comes before the present; a story that reaches the present waits there for a live user."""
        self.tell(self._closing(clock.local(self.starts).date()), self._days(on_day))
        with outbox.unwoken(), policy.remembering():
            while self._turns and self._turns[0][0] < self.ends:
                at, _number, story = heapq.heappop(self._turns)
                with clock.at(at):
                    self._act(at, story)
                    self._deliver(at)
        _spread_papers()

    def _act(self, at: datetime, story: Story) -> None:
        try:
            then = next(story)
        except StopIteration:
            return
        except (DomainError, IntegrityError) as error:
            self.stopped.append(str(error))
            logger.warning("a story of the demo's past ended early", exc_info=True)
            return
        self.tell(max(then, at + SECOND), story)

    def _deliver(self, at: datetime) -> None:
        events = EventDelivery.objects.filter(event__created_at__lte=at, done_at=None).exclude(listener__in=PAPERS)
        if events.exists():
            outbox.deliver_events(among=events)
        mails = OutboxMessage.objects.filter(created_at__lte=at, done_at=None)
        if at >= self.ends - MAILS_KEPT and mails.exists():
            outbox.send_mail(among=mails)

    def _days(self, on_day: Callable[[date, int], None]) -> Story:
        """After working days what time alone moves. Mails older than a month are let be."""
        kept = self.ends - MAILS_KEPT
        while True:
            now = clock.now()
            on_day(clock.local(now).date(), round((now - self.starts) / (self.ends - self.starts) * 100))
            self._sweep()
            if now < kept:
                _let_be(OutboxMessage.objects.filter(created_at__lte=now))
            yield self._closing(days.add_working_days(clock.local(now).date(), SELDOM if now < kept else 1))

    def _sweep(self) -> None:
        for sweep in SWEPT:
            try:
                sweep()
            except ExceptionGroup as error:
                self.stopped.append(str(error))
                logger.warning("a row of the demo's past was not swept", exc_info=True)

    @staticmethod
    def _closing(day: date) -> datetime:
        return clock.at_closing(days.next_working_day(day)) + timedelta(minutes=10)

    def day(self, since: datetime, working_days: int, *, hours: tuple[int, int] = (8, 15)) -> datetime:
        """A moment of office hours, so many working days later; of the same day when that is one and 0 is asked."""
        day = days.next_working_day(days.add_working_days(clock.local(since).date(), working_days))
        minute = self.dice.randrange(hours[0] * 60, hours[1] * 60)
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=clock.HELSINKI)


def _once(act: Callable[[], object]) -> Story:
    act()
    yield from ()


def _let_be(mails: QuerySet[OutboxMessage]) -> None:
    """Sent in their day, long read: the demo keeps no file of them."""
    mails.filter(done_at=None).update(state=MessageState.SENT, done_at=F("created_at"), secret=None)


def _spread_papers() -> None:
    """The latest first and one after another, so that what a live user does never waits behind a hundred PDFs."""
    begin = clock.real() + FIRST_PAPER
    waiting = EventDelivery.objects.filter(done_at=None, listener__in=PAPERS, tries=0).order_by("-event_id")
    rows = list(waiting)
    for number, delivery in enumerate(rows):
        delivery.next_at = begin + EACH_PAPER * number
    EventDelivery.objects.bulk_update(rows, ["next_at"])
