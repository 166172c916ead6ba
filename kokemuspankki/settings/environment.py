"""Reading the environment: plain values, secrets by value or by file, and one list of everything that is wrong."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict


class Missing(list[str]):
    """Collects what production lacks, so that it is all told at once."""

    def secret(self, name: str, *, least: int = 32) -> str:
        """A secret from NAME_FILE or NAME; too short, absent or an example's value counts as missing."""
        value = secret(name)
        if not value:
            self.append(f"{name} (or {name}_FILE) is missing")
        elif len(value) < least:
            self.append(f"{name} is shorter than {least} characters")
        elif looks_like_example(value):
            self.append(f"{name} still has an example's value")
        return value

    def text(self, name: str) -> str:
        value = secret(name)
        if not value:
            self.append(f"{name} is missing")
        return value

    def file(self, name: str) -> str:
        path = self.text(name)
        if path and not Path(path).is_file():
            self.append(f"{name} names a file that cannot be read: {path}")
        return path


def looks_like_example(value: str) -> bool:
    lowered = value.lower()
    words = ("change-me", "changeme", "change_me", "example", "insecure", "demo-", "test-only", "password")
    return any(word in lowered for word in words) or len(set(value)) < 8


def secret(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError:
            return ""
    return os.environ.get(name, "").strip()


def items(name: str) -> list[str]:
    return [part.strip() for part in secret(name).split(",") if part.strip()]


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def database(url: str, *, statement_ms: int, lock_ms: int) -> dict[str, Any]:
    """Django's setting from a libpq address (`postgresql://user@/name?host=/socket/folder` too)."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    setting: dict[str, Any] = {target: str(parts.pop(source, "") or "") for source, target in known.items()}
    limits = (
        f"-c statement_timeout={statement_ms} -c lock_timeout={lock_ms} -c idle_in_transaction_session_timeout=60000"
    )
    return {
        **setting,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "options": limits, "server_side_binding": True, "prepare_threshold": 5},
    }


def cache_location(broker: str) -> str:
    """redis-py's address for Celery's (`redis+socket:///path` is `unix:///path` there)."""
    parts = urlsplit(broker)
    return f"unix://{parts.path}" if parts.scheme == "redis+socket" else broker
