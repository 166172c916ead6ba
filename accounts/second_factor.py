"""What this session has proved beyond the mailed code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.db import lock
from core.errors import DomainError

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
ONLY_ONE = _("Tämä on ainoa tapasi vahvistaa kirjautuminen. Ota ensin toinen käyttöön.")


def enrolled(person: Person) -> bool:
    return _factors(person).exists()


def has_app(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.TOTP).exists())


def has_passkey(person: Person) -> bool:
    return bool(Authenticator.objects.filter(user=person.pk, type=Authenticator.Type.WEBAUTHN).exists())


def way(person: Person) -> str:
    """The name of the page where a session proves it, or where somebody without one begins."""
    if has_app(person):
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if has_passkey(person) else "mfa_activate_totp"


@contextmanager
def keeping_one(person: Person) -> Iterator[None]:
    """Around a removal: of two at once the later one waits, and finds what the earlier left. Raises DomainError."""
    with transaction.atomic():
        list(lock(_factors(person).order_by("pk")))
        if is_last(person):
            raise DomainError(ONLY_ONE, code="last_factor")
        yield


def replace_app(person: Person, secret: str) -> None:
    """The old one goes in the same moment."""
    with transaction.atomic():
        _factors(person).filter(type=Authenticator.Type.TOTP).delete()
        TOTP.activate(person, secret)


def is_last(person: Person) -> bool:
    """Nothing would be left to somebody whose roles need a second factor."""
    return person.needs_second_factor and _factors(person).count() < 2


def _factors(person: Person) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person.pk, type__in=WAYS)
    return found


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
    """FRESH: the app or a passkey answered within `minutes`, and that very one was enrolled `settled_days` ago.

    Who reads somebody's mail can sign in and enrol a factor of their own; that one is YOUNG and confirms nothing.
    Recovery codes and the demo's entry confirm nothing either. All by the real clock, as allauth keeps its own.
    """
    now = clock.real()
    kept = dict(_factors(person).values_list("pk", "created_at"))
    if not kept:
        return Strength.NONE
    settled = {pk for pk, enrolled_at in kept.items() if enrolled_at <= now - timedelta(days=settled_days)}
    if not settled:
        return Strength.YOUNG
    limit = (now - timedelta(minutes=minutes)).timestamp()
    records = get_authentication_records(request, person)
    fresh = any(_by(record, settled) and record.get("at", 0) >= limit for record in records)
    return Strength.FRESH if fresh else Strength.STALE


def _by(record: dict[str, Any], factors: set[int]) -> bool:
    return record.get("method") == "mfa" and record.get("id") in factors
