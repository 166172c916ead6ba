"""The servers of a machine that has none: started when first needed, stopped by the last process that uses them."""

import atexit
import os
from pathlib import Path

from .postgres import Postgres, ServerError
from .valkey import Valkey

__all__ = ["Postgres", "ServerError", "Valkey", "broker_url", "database_url"]

_running: dict[Path, Postgres | Valkey] = {}


def database_url(home: Path, *, durable: bool = True) -> str:
    """DATABASE_URL, or the address of an own server in this folder."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    server = _running.get(home) or _keep(home, Postgres(home, durable=durable))
    return server.url()


def broker_url(home: Path) -> str:
    """BROKER_URL, or the address of an own Valkey in this folder."""
    given = os.environ.get("BROKER_URL")
    if given:
        return given
    server = _running.get(home) or _keep(home, Valkey(home))
    return server.url()


def _keep(home: Path, server: Postgres | Valkey) -> Postgres | Valkey:
    _running[home] = server.start()
    owner = os.getpid()
    atexit.register(lambda: server.release() if os.getpid() == owner else None)
    return server
