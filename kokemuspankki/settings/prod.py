"""Production: everything from the environment, nothing by default that ought to be secret, no demo.

Secrets come as NAME or, better, as NAME_FILE. A start with anything missing stops and tells all of it at once.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import WEB_TIMEOUTS, WORKER_TIMEOUTS
from .environment import Missing, cache_location, database, items, looks_like_example, number, secret

_missing = Missing()

DEBUG = False
KP_DEMO = False
KP_CLOCK_MOVABLE = False

SECRET_KEY = _missing.secret("SECRET_KEY", least=50)
KP_FIELD_KEYS = items("KP_FIELD_KEYS")
if not KP_FIELD_KEYS:
    _missing.append("KP_FIELD_KEYS (or KP_FIELD_KEYS_FILE) is missing: newest key first, separated by commas")
elif any(len(key) < 32 or looks_like_example(key) for key in KP_FIELD_KEYS):
    _missing.append("KP_FIELD_KEYS has a short key or an example's value")
KP_INDEX_KEY = _missing.secret("KP_INDEX_KEY")
KP_INDEX_OLD_KEYS = items("KP_INDEX_OLD_KEYS")
KP_LINK_KEY = _missing.secret("KP_LINK_KEY")
KP_SEAL_KEY_FILE = _missing.file("KP_SEAL_KEY_FILE")
KP_SEAL_CERT_FILE = _missing.file("KP_SEAL_CERT_FILE")
KP_METRICS_TOKEN = _missing.secret("KP_METRICS_TOKEN") if secret("KP_METRICS_TOKEN") else ""
KP_PRIVATE_ROOT = _missing.text("KP_PRIVATE_ROOT")
KP_PUBLIC_URL = _missing.text("KP_PUBLIC_URL").rstrip("/")
if KP_PUBLIC_URL and not KP_PUBLIC_URL.startswith("https://"):
    _missing.append("KP_PUBLIC_URL must start with https://")
ALLOWED_HOSTS = items("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _missing.append("ALLOWED_HOSTS must name the hosts")
_database = _missing.text("DATABASE_URL")
KP_BROKER_URL = _missing.text("BROKER_URL")
_mail_host = _missing.text("MAIL_HOST")
DEFAULT_FROM_EMAIL = _missing.text("MAIL_FROM")
for _switch in ("KP_DEMO", "KP_CLOCK_MOVABLE", "DEBUG"):
    if os.environ.get(_switch, "").lower() in {"1", "true", "yes", "on"}:
        _missing.append(f"{_switch} cannot be switched on in production")

if _missing:
    raise ImproperlyConfigured("Kokemuspankki does not start:\n" + "\n".join(f"  * {line}" for line in _missing))

_limits = WORKER_TIMEOUTS if os.environ.get("KP_PROCESS") == "worker" else WEB_TIMEOUTS
DATABASES = {"default": database(_database, **_limits)}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_location(KP_BROKER_URL)}
}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail_host,
            "port": number("MAIL_PORT", 587),
            "username": secret("MAIL_USER"),
            "password": secret("MAIL_PASSWORD"),
            "use_tls": os.environ.get("MAIL_TLS", "starttls") == "starttls",
            "use_ssl": os.environ.get("MAIL_TLS") == "tls",
            # A server that looks through a letter before it says yes is waited for: giving up too early sends it twice.
            "timeout": 60,
        },
    }
}
STORAGES = {
    "default": {
        "BACKEND": "core.storage.PrivateFiles",
        "OPTIONS": {"location": KP_PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", "/srv/static"))

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "yes" else None
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("BEHIND_PROXY") == "yes")
"""Limits by address count the visitor's, which our own proxy adds last; without it all would share the proxy's."""
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
