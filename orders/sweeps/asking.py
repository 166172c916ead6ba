"""What the sweeps have in common."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model

from accounts.models import Person
from core import todo


def open_task(what: str, about: Model, *, role: str, person: Person | None = None, due: datetime | None = None) -> bool:
    """Somebody must act; the row itself stays where it is."""
    todo.open(what, about, role=role, person=person, due=due)
    return False
