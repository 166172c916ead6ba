"""The worker. Postgres holds the truth: the broker may be emptied at any time, a task that runs twice does no harm."""

import os
import shutil
import tempfile
import time
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokemuspankki.settings.prod")

from django.conf import settings

HARD_LIMIT_SECONDS = 300
HEARTBEAT_EVERY_SECONDS = 10
HEARTBEAT_LASTS_SECONDS = 60
HEARTBEAT = "kp:worker-heartbeat"

app = Celery("kokemuspankki")
app.conf.update(
    broker_url=settings.KP_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": HARD_LIMIT_SECONDS + 60,
        # A request that finds the broker dead goes on at once (6 s by default); the sweep finds what it left.
        "max_retries": 0,
        "interval_start": 0,
        "socket_connect_timeout": 1,
    },
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A killed process has no result that could still come: its task goes to the next one after a second, not ten.
    worker_lost_wait=1.0,
    task_time_limit=HARD_LIMIT_SECONDS,
    task_soft_time_limit=HARD_LIMIT_SECONDS - 30,
    task_always_eager=getattr(settings, "KP_TASKS_EAGER", False),
    task_eager_propagates=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    timezone=settings.TIME_ZONE,
    enable_utc=True,
)
app.autodiscover_tasks()


@app.on_after_finalize.connect
def _plan(sender: Celery, **kwargs: Any) -> None:
    from kokemuspankki import beat

    sender.conf.beat_schedule = beat.schedule()


@signals.setup_logging.connect
def _keep_our_logging(**kwargs: Any) -> None:
    """Its presence keeps Celery from replacing the JSON logs."""


@signals.worker_process_init.connect
def _own_temporary_folder(**kwargs: Any) -> None:
    """Half-made documents of one worker process are nobody else's to read."""
    tempfile.tempdir = tempfile.mkdtemp(prefix="kp-worker-")
    os.environ["TMPDIR"] = tempfile.tempdir


@signals.worker_process_shutdown.connect
def _remove_temporary_folder(**kwargs: Any) -> None:
    if tempfile.tempdir and "kp-worker-" in tempfile.tempdir:
        shutil.rmtree(tempfile.tempdir, ignore_errors=True)


_last_heartbeat = -float(HEARTBEAT_EVERY_SECONDS)


@signals.heartbeat_sent.connect
def _tell_health(**kwargs: Any) -> None:
    """`/health/ready` reads this key; it vanishes by itself when the worker does."""
    from django.core.cache import cache

    global _last_heartbeat
    if time.monotonic() - _last_heartbeat >= HEARTBEAT_EVERY_SECONDS:
        _last_heartbeat = time.monotonic()
        cache.set(HEARTBEAT, 1, timeout=HEARTBEAT_LASTS_SECONDS)
