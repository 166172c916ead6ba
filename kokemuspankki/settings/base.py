"""What every installation shares. Addresses, secrets and switches come from dev, demo, test or prod."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.csp import CSP

from accounts.conf import *  # noqa: F403
from accounts.conf import ACCOUNTS_APPS, ACCOUNTS_MIDDLEWARE

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = BASE_DIR / "var"

DEBUG = False
ALLOWED_HOSTS: list[str] = []

ROOMS = ["core", "accounts", "experts", "orders", "supervision", "payments", "evaluation"]
INSTALLED_APPS = [
    "kokemuspankki.apps.RoofConfig",
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "kokemuspankki.apps.StaticFiles",
    "django.contrib.postgres",
    *ACCOUNTS_APPS,
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "kokemuspankki.logging.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.readonly.ReadOnlyGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *ACCOUNTS_MIDDLEWARE,
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.CalmPages",
]

ROOT_URLCONF = "kokemuspankki.urls"
WSGI_APPLICATION = "kokemuspankki.wsgi.application"
ASGI_APPLICATION = "kokemuspankki.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kokemuspankki.portal.nav.context",
            ],
        },
    },
]

# Language and time

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True
USE_I18N = True

# Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "webp", "woff", "woff2", "gz", "br"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The web

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# History: the trigger context would add a second statement, which server-side binding refuses
# (docs/decisions/); verbs write it themselves.
PGHISTORY_APPEND_ONLY = True

KP_INDEX_OLD_KEYS: list[str] = []
"""Earlier keys of blind indexes, only while `manage.py rotate_keys` moves rows from under them."""

# Time-outs of one statement and one lock, by who asks

WEB_TIMEOUTS = {"statement_ms": 10_000, "lock_ms": 5_000}
WORKER_TIMEOUTS = {"statement_ms": 120_000, "lock_ms": 15_000}

# Switches of the demo: production's settings never set them

KP_METRICS_TOKEN = ""
"""What Prometheus shows at /metrics; without one there is no such page."""

KP_DEMO = False
KP_DEMO_HISTORY = False
KP_CLOCK_MOVABLE = False

LOGGING_CONFIG = "kokemuspankki.logging.configure"
LOGGING = {"level": "INFO", "json": True}
