"""The settings of the worker process that test_worker.py starts: its test's database, broker, post and folder."""

import os
from typing import Any

from kokemuspankki.settings.test import *  # noqa: F403
from kokemuspankki.settings.test import DATABASES, STORAGES

DATABASES["default"]["NAME"] = os.environ["KP_WORKER_DATABASE"]
KP_TASKS_EAGER = False
KP_PROCESS = "worker"
MAILERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["KP_WORKER_SMTP"]), "timeout": 5},
    }
}
STORAGES["default"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": os.environ["KP_WORKER_FILES"], "base_url": None},
}
