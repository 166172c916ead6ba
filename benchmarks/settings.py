"""Settings of the benches: those of tests with an own durable server in `var/bench`, and templates kept compiled."""

from kokemuspankki import servers
from kokemuspankki.settings.environment import database
from kokemuspankki.settings.test import *  # noqa: F403
from kokemuspankki.settings.test import TEMPLATES, VAR

HOME = VAR / "bench"
TEMPLATES[0]["OPTIONS"]["debug"] = False
DATABASES = {"default": database(servers.database_url(HOME / "pg"), statement_ms=600_000, lock_ms=15_000)}
KP_BROKER_URL = servers.broker_url(HOME / "valkey")
KP_TASKS_EAGER = False
"""A verb wakes the worker by a message, as in production; nobody listens."""
KP_PRIVATE_ROOT = HOME / "private"
