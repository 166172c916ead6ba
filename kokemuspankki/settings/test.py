"""Tests: an own embedded server without fsync, fixed keys, mails in memory.

`KP_TEST_SUFFIX` gives an own database, and each worker of pytest-xdist has its own.
"""

import os
import tempfile
from pathlib import Path

from kokemuspankki import servers

from . import local
from .base import *  # noqa: F403
from .base import TEMPLATES, VAR, WEB_TIMEOUTS
from .environment import database

HOME = VAR / "test"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECRET_KEY = "test-only-secret-key-of-the-test-settings-0123456789"  # noqa: S105
KP_FIELD_KEYS = ["dGVzdC1vbmx5LWZpZWxkLWtleS1uZXctMDEyMzQ1Njc=", "dGVzdC1vbmx5LWZpZWxkLWtleS1vbGQtMDEyMzQ1Njc="]
KP_INDEX_KEY = "dGVzdC1vbmx5LWluZGV4LWtleS0wMTIzNDU2Nzg5MDE="
KP_LINK_KEY = "dGVzdC1vbmx5LWxpbmsta2V5LTAxMjM0NTY3ODkwMTI="
KP_SEAL_KEY_FILE, KP_SEAL_CERT_FILE = local.seal(HOME)
KP_PUBLIC_URL = "http://testserver"
KP_PRIVATE_ROOT = Path(tempfile.gettempdir()) / "kp-test-private"
KP_CLOCK_MOVABLE = False

_suffix = os.environ.get("KP_TEST_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASES = {"default": database(servers.database_url(HOME / "pg", durable=False), **WEB_TIMEOUTS)}
DATABASES["default"]["TEST"] = {"NAME": f"test_kokemuspankki_{_suffix}" if _suffix else "test_kokemuspankki"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
KP_BROKER_URL = os.environ.get("BROKER_URL", "memory://")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "Kokemuspankki <kokemuspankki@example.org>"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["debug"] = True
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder, and warnings are errors
KP_TASKS_EAGER = "BROKER_URL" not in os.environ
LOGGING = {"level": "WARNING", "json": False}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
"""A passkey over plain http, on localhost alone."""
