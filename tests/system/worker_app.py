"""Celery's own app with the bank's time held at the test's moment, in the worker and its children."""

import os
from datetime import datetime

from core import clock
from kokemuspankki.celery import app

__all__ = ["app"]

held = clock.at(datetime.fromisoformat(os.environ["KP_WORKER_NOW"]))
held.__enter__()
