"""Web, worker and beat of the fault tests: servers, post and files of their own; faults are armed by `points`."""

import os
from pathlib import Path
from typing import Any

from kokemuspankki.settings.test import *  # noqa: F403
from kokemuspankki.settings.test import INSTALLED_APPS, STORAGES

INSTALLED_APPS += ["tests.faults.points.Faults"]
KP_TASKS_EAGER = False
MAILERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["KP_FAULTS_SMTP"]), "timeout": 10},
    }
}
STORAGES["default"] = {
    "BACKEND": "core.storage.PrivateFiles",
    "OPTIONS": {"location": Path(os.environ["KP_FAULTS_HOME"]) / "files", "base_url": None},
}
