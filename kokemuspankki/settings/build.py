"""For building an image: collects the static files without any secret, database or broker. Cannot serve a page."""

import os
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "only-for-collectstatic"  # noqa: S105
KP_BROKER_URL = "memory://"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", "/srv/static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
