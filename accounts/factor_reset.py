"""A lost phone and lost recovery codes: one main user asks with a reason, another says yes, as role grants do."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from accounts import inner, notifications, permissions
from accounts.models import FactorReset, Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Missing, Stale


@verb
def ask(person_id: int, by: Person, *, reason: str) -> FactorReset:
    """The main user, of somebody else, with a reason. Waits for a second main user when there is one who may say it.

    Otherwise it is done at once. The person is told of it either way.
    """
    permissions.require(permissions.may_edit_people(by) and by.pk != person_id)
    person = inner.locked_person(person_id)
    if not Authenticator.objects.filter(user=person.pk).exists():
        raise DomainError(_("Hänellä ei ole vahvaa kirjautumista nollattavaksi."), code="no_factor")
    row = FactorReset.objects.create(person=person, asked_by=by, reason=reason.strip())
    audit.log(by, "accounts.factor_reset_asked", row, about=person, reason=reason)
    notifications.factor_reset_asked(row)
    if not inner.seconders(person, by, clock.today()).exists():
        _carry_out(row, None)
    return row


@verb
def confirm(reset_id: int, by: Person) -> FactorReset:
    """Another main user than who asked or whose it is. A second click changes nothing."""
    permissions.require(permissions.may_edit_people(by))
    row = _locked(reset_id)
    permissions.require(by.pk not in (row.person_id, row.asked_by_id))
    if row.confirmed_by_id == by.pk:
        return row
    if row.settled_at:
        raise Stale()
    _carry_out(row, by)
    return row


@verb
def withdraw(reset_id: int, by: Person) -> FactorReset:
    """Any main user, while it waits: the factors stay."""
    permissions.require(permissions.may_edit_people(by))
    row = _locked(reset_id)
    if row.settled_at is None:
        row.settled_at = clock.now()
        row.save(update_fields=["settled_at"])
        audit.log(by, "accounts.factor_reset_withdrawn", row, about=row.person)
        notifications.factor_reset_settled(row)
    return row


def _carry_out(row: FactorReset, by: Person | None) -> None:
    """Every factor and recovery code goes and every session ends; the next sign-in leads to enrolling anew."""
    row.confirmed_by, row.settled_at, row.done = by, clock.now(), True
    row.save(update_fields=["confirmed_by", "settled_at", "done"])
    Authenticator.objects.filter(user=row.person_id).delete()
    inner.end_sessions(row.person)
    audit.log(by or row.asked_by, "accounts.factor_reset_done", row, about=row.person, reason=row.reason)
    notifications.factor_reset_settled(row)
    notifications.factor_reset_done(row)


def _locked(reset_id: int) -> FactorReset:
    found = FactorReset.objects.filter(pk=reset_id).first()
    if found is None:
        raise Missing()
    person = inner.locked_person(found.person_id)
    row = lock(FactorReset.objects.filter(pk=reset_id)).get()
    row.person = person
    return row
