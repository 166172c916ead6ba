"""The demo: one fictional bank on this machine. The only settings where anybody may enter as anybody."""

import os

os.environ.setdefault("KP_INSTANCE", "demo")

from .dev import *  # noqa: F403
from .dev import HOME, KP_PRIVATE_ROOT

DEBUG = False
KP_DEMO = True
KP_CLOCK_MOVABLE = True
KP_DEMO_HISTORY = os.environ.get("KP_DEMO_HISTORY", "1") != "0"
"""Whether half a year is told behind the first page."""
MAILERS = {
    "default": {
        "BACKEND": "kokemuspankki.demo.mailbox.Mailbox",
        "OPTIONS": {"file_path": str(HOME / "mails")},
    }
}
STORAGES = {
    "default": {
        "BACKEND": "core.storage.PrivateFiles",
        "OPTIONS": {"location": KP_PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {"level": "INFO", "json": True}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
"""A passkey over plain http, on localhost alone."""
