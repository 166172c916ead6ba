"""Where a process can be stopped: it looks for an order to die there, and kills itself with SIGKILL.

The points are put around functions when the apps are ready, under the settings of the fault tests alone; the product
knows nothing of them. Each order is a file, so that it is carried out once, whoever is started again.
"""

import functools
import json
import os
import signal
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig

POINTS = (
    "payments.notifications:in_force",
    "payments.notifications:payslips_ready",
    "payments.actions.batches:carry",
    "payments.views.payroll:redirect",
    "payments.bank_file:content",
    "core.web:act",
    "core.outbox:_note_hand_over",
    "core.pdf:make",
    "core.pdf:seal",
    "core.documents:create",
    "core.documents:_keep",
    "django.core.mail.backends.smtp:EmailBackend.send_messages",
    "celery.beat:Scheduler.apply_entry",
)


class Told(list[datetime]):
    """The bank's time stands still at the moment that the test wrote."""

    def __getitem__(self, index: Any) -> Any:
        return datetime.fromisoformat((Path(os.environ["KP_FAULTS_HOME"]) / "now").read_text())


class Faults(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        from core import clock
        from kokemuspankki import beat

        clock._held = Told([clock.real()])
        for point in POINTS:
            _put(point)
        sweeps = {"core.sweep": 1.0, "payments.sweep": 2.0}
        beat.schedule = lambda: {name: {"task": name, "schedule": each} for name, each in sweeps.items()}


def _put(point: str) -> None:
    module, _colon, path = point.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    setattr(owner, name, _deadly(point, getattr(owner, name)))


def _deadly[**P, R](point: str, work: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(work)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        _die_if_told(point, "before")
        answer = work(*args, **kwargs)
        _die_if_told(point, "after")
        return answer

    return wrapped


def _die_if_told(point: str, when: str) -> None:
    home = Path(os.environ["KP_FAULTS_HOME"])
    for path in sorted((home / "orders" / os.environ["KP_FAULTS_ROLE"]).glob("*.json")):
        order = json.loads(path.read_text())
        if [order["point"], order["when"]] != [point, when]:
            continue
        if order["turn"] > 1:
            path.with_suffix(".part").write_text(json.dumps({**order, "turn": order["turn"] - 1}))
            path.with_suffix(".part").rename(path)
            continue
        path.rename(home / "died" / f"{path.stem}.{os.getpid()}")
        if order["everyone"]:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
