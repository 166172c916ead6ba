"""What this session has proved beyond the mailed code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import Person


def proved(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def record(request: HttpRequest, person: Person, kind: str) -> None:
    """For a proof that allauth does not write down itself: enrolling, and the demo's one-click entry."""
    record_authentication(request, person, "mfa", type=kind, reauthenticated=True)
    person.second_factor = True


def forget(request: HttpRequest) -> None:
    """After the authenticator is gone the session has only its mailed code left."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    kept = [entry for entry in records if entry.get("method") != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def enrolled(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).exists())
