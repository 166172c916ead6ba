"""One module a bench: `run(scale: float)` hands back rows. It seeds its own database; what is big, by set-wise SQL."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def names() -> list[str]:
    return sorted(found.name for found in pkgutil.iter_modules(__path__))


def named(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")
