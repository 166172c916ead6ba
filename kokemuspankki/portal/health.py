"""Two addresses for machines: does the process live, and can the bank do its work."""

from datetime import timedelta
from typing import Final

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.errors import DomainError
from core.health import outbox_stands, outbox_waits
from kokemuspankki.celery import HEARTBEAT
from kokemuspankki.settings.environment import cache_location
from orders.sweeps import reminders_missing

OUTBOX_STILL: Final = timedelta(minutes=10)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 while anything is missing: database, broker, a worker, an outbox that moves, reminders that go."""
    database = _database()
    broker = _broker()
    age = _outbox_age() if database else None
    found = {
        "database": database,
        "broker": broker,
        "worker": broker and bool(cache.get(HEARTBEAT)),
        "outbox": database and not outbox_stands(OUTBOX_STILL),
        "reminders": database and _reminders_go(),
    }
    whole = all(found.values())
    return JsonResponse({"ready": whole, **found, "outbox_age_seconds": age}, status=200 if whole else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    if settings.KP_BROKER_URL.startswith("memory:"):
        return True
    try:
        with redis.Redis.from_url(cache_location(settings.KP_BROKER_URL), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _reminders_go() -> bool:
    """The work that beat starts may have stopped though a worker lives: then a reminder is late."""
    try:
        return not reminders_missing()
    except (DatabaseError, DomainError):
        return False


def _outbox_age() -> float:
    return outbox_waits().total_seconds()
