"""A new version of the fee table, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Stale
from orders import permissions
from orders.models import FeeRule, FeeSchedule


@verb
def new_schedule(
    by: Person, *, name: str, starts: date, why: str, rules: Mapping[int, Mapping[str, Any]]
) -> FeeSchedule:
    """The main user: a whole new table from tomorrow at the earliest; the old one ends there. A reason is required.

    `rules`: by task type. Offers that have been sent keep the table of their sending. A coming table that begins on
    the same day gives way and stays in the history. Raises DomainError.
    """
    permissions.require(permissions.may_set_prices(by))
    if not why.strip():
        raise DomainError(_("Kirjoita, miksi hinnat muuttuvat."), "why_missing")
    if starts < first_day():
        said = _("Uusi taulukko voi alkaa aikaisintaan %(day)s. Mennyttä ei muuteta.")
        raise DomainError(said % {"day": f"{first_day():%-d.%-m.%Y}"}, "too_early")
    rows = list(lock(FeeSchedule.objects.lasting(starts)))
    old = next((row for row in rows if starts in row.valid), None)
    ends = old.valid.upper if old else (rows[0].valid.lower if rows else None)
    if old:
        _reach(old, starts)
    made = FeeSchedule.objects.create(
        name=name.strip(),
        version=(FeeSchedule.objects.aggregate(last=Max("version"))["last"] or 0) + 1,
        valid=DateRange(starts, ends),
        closed_at=clock.now() if ends else None,
        approved_by=by,
        note=why.strip(),
    )
    FeeRule.objects.bulk_create([FeeRule(schedule=made, task_type_id=pk, **rule) for pk, rule in rules.items()])
    audit.log(by, "orders.new_schedule", made, data={"version": made.version, "starts": starts.isoformat()}, reason=why)
    return made


@verb
def take_back_schedule(schedule_id: int, by: Person, why: str) -> FeeSchedule:
    """The main user, before it begins: the table before it goes on. Its row stays in the history."""
    permissions.require(permissions.may_set_prices(by))
    if not why.strip():
        raise DomainError(_("Kirjoita, miksi perut tulevan taulukon."), "why_missing")
    rows = list(lock(FeeSchedule.objects.lasting(clock.today())))
    coming = next((row for row in rows if row.pk == schedule_id and row.valid.lower > clock.today()), None)
    if coming is None:
        raise Stale()
    before, ends = next((row for row in rows if row.valid.upper == coming.valid.lower), None), coming.valid.upper
    coming.valid, coming.closed_at = DateRange(coming.valid.lower, coming.valid.lower), clock.now()
    coming.save(update_fields=["valid", "closed_at"])
    if before:
        _reach(before, ends)
    audit.log(by, "orders.take_back_schedule", coming, data={"version": coming.version}, reason=why)
    return coming


def _reach(schedule: FeeSchedule, ends: date | None) -> None:
    schedule.valid, schedule.closed_at = DateRange(schedule.valid.lower, ends), clock.now() if ends else None
    schedule.save(update_fields=["valid", "closed_at"])


def first_day() -> date:
    return clock.today() + timedelta(days=1)
