"""What this session has proved beyond the mailed code."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from core import clock

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


WAYS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for these; alone they are none."""


def enrolled(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type__in=WAYS).exists())


def has_app(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).exists())


def has_passkey(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.WEBAUTHN).exists())


def is_last(person: Person) -> bool:
    """Nothing would be left to somebody whose roles need a second factor."""
    return bool(person.needs_second_factor and Authenticator.objects.filter(user=person.pk, type__in=WAYS).count() < 2)


def forget_unless_enrolled(request: HttpRequest, person: Person) -> None:
    if not enrolled(person):
        forget(request)


class Strength(StrEnum):
    """How far this session's second factor may speak for a new account."""

    NONE = "none"
    YOUNG = "young"
    STALE = "stale"
    FRESH = "fresh"


def strength(request: HttpRequest, person: Person, *, minutes: int, settled_days: int) -> Strength:
    """FRESH: the app's own code was given within `minutes`, by an app enrolled at least `settled_days` ago.

    Who reads somebody's mail can sign in and enrol an app of their own; that one is YOUNG and confirms nothing.
    Recovery codes and the demo's entry confirm nothing either. All by the real clock, as allauth keeps its own.
    """
    app = Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).first()
    if app is None:
        return Strength.NONE
    now = clock.real()
    if app.created_at > now - timedelta(days=settled_days):
        return Strength.YOUNG
    limit = (now - timedelta(minutes=minutes)).timestamp()
    fresh = any(_by_app(record) and record.get("at", 0) >= limit for record in _records(request))
    return Strength.FRESH if fresh else Strength.STALE


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, request.user))


def _by_app(record: dict[str, Any]) -> bool:
    return record.get("method") == "mfa" and record.get("type") == Authenticator.Type.TOTP
