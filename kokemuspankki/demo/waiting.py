"""What the bank waits for next, in words, and the work that follows when the demo's clock has moved there."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

import evaluation.sweeps
import experts.sweeps
import orders.sweeps
import payments.sweeps
import supervision.sweeps
from core import clock, outbox, policy
from core.models import EventDelivery, OutboxMessage
from core.status import Words
from evaluation.models import FeedbackRequest
from orders.models import Approval, Booking, GigReport, Offer, Order, OrderQuestion, OrderSession
from orders.states import OrderState, ReportState
from orders.sweeps.limits import before_free_limit
from orders.sweeps.reminders import next_reminder
from payments.models import Batch, Contract, Fee, FeeHold
from payments.sweeps import REMIND_AFTER_DAYS
from supervision.models import Seat

PATIENCE_SECONDS = 3.0
STEP_SECONDS = 0.1


def _questions(moment: datetime) -> list[tuple[QuerySet[Any], Words]]:
    reports = GigReport.objects.filter(due=moment)
    held = FeeHold.objects.filter(released_at=None, review_by=clock.local(moment).date())
    a_day = timedelta(days=int(policy.get("support_reminder_days")))
    kept = [timedelta(days=int(policy.get(f"draft_{name}_days"))) for name in ("reminder", "kept")]
    left = Q(state=OrderState.DRAFT, changed_at__in=[moment - after for after in kept])
    pay_day = Batch.objects.filter(state__in=["approved", "sent"], pay_date=clock.local(moment).date())
    return [
        (Offer.objects.live().filter(remind_at=moment), _("Tarjouksen vastausajasta on puolet kulunut")),
        (Offer.objects.live().filter(answer_by=moment), _("Tarjouksen vastausaika päättyy")),
        (Approval.objects.waiting().filter(due=moment), _("Kustannuspaikan hyväksyjän vastausaika päättyy")),
        (Order.objects.filter(state=OrderState.AWAITING_BANK, due=moment), _("Pankin vastausaika tilaukseen päättyy")),
        (Booking.objects.filter(live=True, ends=moment), _("Keikka päättyy")),
        (OrderSession.objects.filter(starts=moment), _("Tilauksen päivä tulee, eikä tekijää ole")),
        (reports.filter(state=ReportState.AWAITED), _("Keikan ilmoittamisen aika päättyy")),
        (reports.exclude(state=ReportState.AWAITED), _("Tilaajan kuittausaika päättyy")),
        (OrderQuestion.objects.filter(due=moment), _("Tilaajan vastausaika kysymykseen päättyy")),
        (FeedbackRequest.objects.filter(due=moment), _("Palautteen aika päättyy")),
        (Contract.objects.filter(due=moment), _("Sopimuksen allekirjoitusaika päättyy")),
        (
            Contract.objects.filter(created_at__in=[moment - timedelta(days=n) for n in REMIND_AFTER_DAYS]),
            _("Sopimuksen allekirjoituksesta muistutetaan"),
        ),
        (
            Seat.objects.filter(state="booked", event__starts=moment + a_day),
            _("Tapaaminen lähestyy, siitä muistutetaan"),
        ),
        (Order.objects.filter(left), _("Kesken jääneestä luonnoksesta muistutetaan, tai se poistetaan")),
        (held, _("Pidetty palkkio on tarkistettava")),
        (pay_day, _("Maksupäivä tulee")),
        (Fee.objects.unbatched(), _("Palkkiot on koottu palkka-ajoa varten")),
    ]


def what(moment: datetime) -> Words:
    if before_free_limit(moment - timedelta(microseconds=1)) == moment:
        return _("Keikan voi perua maksutta vielä tunnin ajan")
    if next_reminder(moment - timedelta(microseconds=1)) == moment:
        return _("Keikka lähestyy, siitä muistutetaan")
    return next((words for rows, words in _questions(moment) if rows.exists()), _("Seuraava määräaika tulee"))


def follow() -> None:
    """Runs the sweeps here, then gives the worker a moment; what it has not begun is done here."""
    _sweep()
    started = time.monotonic()
    deadline = started + PATIENCE_SECONDS
    while _undone() and time.monotonic() < deadline:
        time.sleep(STEP_SECONDS)
    outbox.deliver_events()
    outbox.send_mail()
    time.sleep(max(0.0, started + clock.KEPT_SECONDS - time.monotonic()))  # the next page may come from another process


def ahead(days: int) -> None:
    """Day by day, so that each day's deadlines fall on their own day."""
    for _day in range(days - 1):
        clock.move_to(clock.now() + timedelta(days=1))
        _sweep()
        outbox.deliver_events()
    clock.move_to(clock.now() + timedelta(days=1))
    follow()


def _sweep() -> None:
    for room in (experts, orders, supervision, payments, evaluation):
        room.sweeps.sweep_all()


def _undone() -> bool:
    now = clock.real()
    return EventDelivery.objects.due(now).exists() or OutboxMessage.objects.due(now).exists()
