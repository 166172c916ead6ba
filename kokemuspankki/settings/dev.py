"""A developer's own machine: embedded servers in `var/dev`, mails on the console, errors shown."""

import os
from typing import Any

from kokemuspankki import servers

from . import local
from .base import *  # noqa: F403
from .base import VAR, WEB_TIMEOUTS, WORKER_TIMEOUTS
from .environment import cache_location, database

HOME = VAR / os.environ.get("KP_INSTANCE", "dev")
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

_keys = local.keys(HOME)
SECRET_KEY = _keys["SECRET_KEY"]
KP_FIELD_KEYS = [_keys["KP_FIELD_KEY"]]
KP_INDEX_KEY = _keys["KP_INDEX_KEY"]
KP_LINK_KEY = _keys["KP_LINK_KEY"]
KP_SEAL_KEY_FILE, KP_SEAL_CERT_FILE = local.seal(HOME)
KP_PUBLIC_URL = os.environ.get("KP_PUBLIC_URL", "http://127.0.0.1:8000")
KP_PRIVATE_ROOT = HOME / "private"
KP_CLOCK_MOVABLE = True

_limits = WORKER_TIMEOUTS if os.environ.get("KP_PROCESS") == "worker" else WEB_TIMEOUTS
DATABASES = {"default": database(servers.database_url(HOME / "pg"), **_limits)}
KP_BROKER_URL = servers.broker_url(HOME / "valkey")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_location(KP_BROKER_URL)}
}
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
DEFAULT_FROM_EMAIL = "Kokemuspankki <kokemuspankki@example.org>"
STORAGES = {
    "default": {
        "BACKEND": "core.storage.PrivateFiles",
        "OPTIONS": {"location": KP_PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
LOGGING = {"level": "INFO", "json": False}
