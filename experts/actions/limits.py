"""What is the expert's own business: how much, how much rest, and where not. Read by matching, shown to nobody else.

These verbs write no audit row and no event: the trail is read by others, and even that something was set would tell.
"""

from __future__ import annotations

from accounts.models import Person, Unit
from core.db import lock, verb
from experts import avoiding, permissions
from experts.models import AvoidedUnit, Expert


@verb
def set_limits(expert_id: int, *, by: Person, weekly_max: int | None, rest_days: int | None) -> Expert:
    """At most so many gigs a week, so many days of rest after a demanding one; none sets no limit.

    Who: the expert alone. Gigs already agreed stay; offers already open say, when answered, that the limit is passed.
    """
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    expert.weekly_max, expert.rest_days = weekly_max, rest_days
    expert.save(update_fields=["weekly_max", "rest_days"])
    return expert


@verb
def avoid_unit(expert_id: int, *, by: Person, unit: Unit) -> AvoidedUnit:
    """No gigs of this unit, nor of those under it, are offered any more. Who: the expert alone; twice is once."""
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    indexes = avoiding.indexes(expert.pk, unit.pk)
    kept = AvoidedUnit.objects.filter(index__in=indexes).first()
    return kept or AvoidedUnit.objects.create(expert=expert, unit=str(unit.pk), index=indexes[0])


@verb
def stop_avoiding(row_id: int, *, by: Person) -> None:
    """The row is gone at once and leaves nothing. Who: the expert alone."""
    row = lock(AvoidedUnit.objects.filter(pk=row_id)).get()
    permissions.require(permissions.is_own(by, row.expert))
    row.delete()
