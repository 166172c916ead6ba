"""Figures for Prometheus: counts and ages, never whose. Only for who has the token."""

import hmac
from collections.abc import Iterator
from datetime import datetime, time

import redis
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock, health
from core.models import Document, EventDelivery, MessageState, OutboxMessage, Task
from kokemuspankki.celery import HEARTBEAT, app
from kokemuspankki.logging import durations
from kokemuspankki.settings.environment import cache_location
from orders.models import GigReport
from orders.states import ReportState
from orders.sweeps import reminders_missing

Figure = tuple[str, str, float]


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Without the right token, or where none is set, there is no such page."""
    wanted, given = settings.KP_METRICS_TOKEN, request.headers.get("Authorization", "")
    if not wanted or not hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode()):
        raise Http404
    figures = [line for name, words, value in _figures() for line in _told(name, words, value)]
    return HttpResponse(
        "\n".join([*figures, *durations.lines(), ""]), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _told(name: str, words: str, value: float) -> Iterator[str]:
    yield f"# HELP kp_{name} {words}"
    yield f"# TYPE kp_{name} gauge"
    yield f"kp_{name} {value:g}"


def _figures() -> Iterator[Figure]:
    now = clock.now()
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.local(now).tzinfo)
    messages, tasks = OutboxMessage.objects.all(), Task.objects.open()
    yield "outbox_age_seconds", "How late the most overdue event or mail is", health.outbox_waits().total_seconds()
    yield "events_waiting", "Events not yet delivered", EventDelivery.objects.filter(done_at=None).count()
    yield "mails_waiting", "Mails not yet sent", messages.filter(done_at=None).count()
    yield "mails_sent_today", "Mails sent since midnight", messages.sent().filter(done_at__gte=midnight).count()
    yield "mails_failed_today", "Mails given up since midnight", _failed(midnight)
    yield "documents_waiting", "Documents asked for and not made", Document.objects.waiting().count()
    yield "tasks_open", "Tasks of staff not done", tasks.count()
    yield "tasks_late", "Tasks of staff past their time", tasks.filter(due__lt=now).count()
    yield "reports_awaited", "Gigs that are over and not reported", _unreported()
    yield "reminders_missing", "Reminders that ought to have gone", len(list(reminders_missing()))
    yield "red_flags", "Sentences that the health page shows in red", len(health.red_flags())
    yield "queue_length", "Wake-ups waiting in the broker; -1 when it does not answer", _queue_length()
    yield "worker_alive", "1 while a worker beats", int(_alive())


def _failed(since: datetime) -> int:
    return OutboxMessage.objects.filter(state=MessageState.FAILED, done_at__gte=since).count()


def _unreported() -> int:
    return GigReport.objects.filter(state=ReportState.AWAITED).count()


def _queue_length() -> int:
    if settings.KP_BROKER_URL.startswith("memory:"):
        return 0
    try:
        with redis.Redis.from_url(cache_location(settings.KP_BROKER_URL), socket_timeout=2) as client:
            return int(client.llen(app.conf.task_default_queue))
    except redis.RedisError:
        return -1


def _alive() -> bool:
    try:
        return bool(cache.get(HEARTBEAT))
    except redis.RedisError:
        return False
