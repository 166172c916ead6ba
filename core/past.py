"""Dated rows that people change: what was valid on a day gone by stays so for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pgtrigger
from django.db.models import CheckConstraint, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from core import clock

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RULE_BEGINS: Final = _("Sääntö ei voi muuttua taaksepäin. Valitse tämä tai tuleva päivä.")
RULE_ENDS: Final = _("Sääntö ei voi päättyä taaksepäin. Valitse tämä tai tuleva päivä.")
FREE: Final = "'{valid,closed_at}'::text[]"


def keeps(name: str) -> pgtrigger.Trigger:
    """Only the end of a row moves, and what was taken back before it began stays as an empty range."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE'
            OR to_jsonb(NEW) - {FREE} IS DISTINCT FROM to_jsonb(OLD) - {FREE}
            OR isempty(OLD.valid)
            OR (NOT isempty(NEW.valid) AND lower(NEW.valid) <> lower(OLD.valid))
            OR (isempty(NEW.valid)
                AND lower(OLD.valid) <= (NEW.closed_at AT TIME ZONE 'Europe/Helsinki')::date) THEN
                RAISE EXCEPTION 'a dated row keeps its past'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        """,
    )


def begins(by: str) -> Q:
    """What a person (`by`) decides begins on that day at the earliest; the seed's rows are older than any person."""
    decided = TruncDate("created_at", tzinfo=clock.HELSINKI)
    return Q(**{f"{by}__isnull": True}) | Q(valid__startswith__gte=decided)


def ends() -> Q:
    """An end is never put before the day on which it was put (`closed_at`)."""
    put = TruncDate("closed_at", tzinfo=clock.HELSINKI)
    return (
        Q(closed_at__isnull=True, valid__upper_inf=True)
        | Q(valid__isempty=True)
        | Q(closed_at__isnull=False, valid__endswith__gte=put)
    )


def never_begins(name: str, *, by: str, said: str | StrPromise) -> CheckConstraint:
    return CheckConstraint(name=name, condition=begins(by), violation_error_message=said)


def never_ends(name: str, *, said: str | StrPromise) -> CheckConstraint:
    return CheckConstraint(name=name, condition=ends(), violation_error_message=said)
