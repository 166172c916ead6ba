"""The worker's app of test_twins.py, with a beat that sweeps without a pause."""

from typing import Any

from celery import Celery

from tests.system.worker_app import app

__all__ = ["app"]


@app.on_after_finalize.connect
def _hurry(sender: Celery, **kwargs: Any) -> None:
    sender.conf.beat_schedule = {"sweep": {"task": "core.sweep", "schedule": 0.2}}
