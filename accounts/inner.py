"""Called by verbs of this room and the rooms above, inside their transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import ContactChange, CostCentre, Person, RoleGrant, Unit, unusable_password
from accounts.querysets import PersonQuerySet
from accounts.roles import APART, STAFF, Language, Role
from core import clock
from core.db import lock
from core.errors import DomainError, Missing


def new_person(*, first_name: str, last_name: str, email: str, language: str = Language.FI, phone: str = "") -> Person:
    """Adds somebody who may sign in and has no role yet. A known address raises the constraint's sentence."""
    return Person.objects.create_user(
        email, first_name=first_name.strip(), last_name=last_name.strip(), language=language, phone=phone
    )


def locked_person(person_id: int) -> Person:
    person = lock(Person.objects.get_queryset().active().filter(pk=person_id)).first()
    if person is None:
        raise Missing()
    return person


def end_sessions(person: Person) -> None:
    """The random tail that keys the sessions changes; each is refused from its next page on."""
    person.password = unusable_password()
    person.save(update_fields=["password"])


def main_users(on: date) -> PersonQuerySet:
    return Person.objects.holding(Role.MAIN_USER, on=on)


def seconders(person: Person, by: Person | None, on: date) -> PersonQuerySet:
    """Main users who may say the second yes: neither who gives the role nor who gets it."""
    others = main_users(on).exclude(pk=person.pk)
    return others.exclude(pk=by.pk) if by else others


def refuse_pay_and_coordination(person: Person, role: str, valid: DateRange, reason: str) -> None:
    """One person both orders the work and pays it only when the main user writes down why."""
    other = APART - {role}
    if role not in APART or reason.strip():
        return
    if RoleGrant.objects.filter(person=person, role__in=other, valid__overlap=valid).exists():
        raise DomainError(
            _("Sama ihminen saa olla sekä koordinaattori että palkanlaskija vain, kun kirjoitat perustelun."),
            code="reason_missing",
        )


def new_grant(
    person: Person, role: str, *, by: Person | None, unit: Unit | None, valid: DateRange, reason: str
) -> RoleGrant:
    refuse_pay_and_coordination(person, role, valid, reason)
    needs_second = by is not None and role in STAFF and seconders(person, by, clock.today()).exists()
    return RoleGrant.objects.create(
        person=person,
        role=role,
        unit=unit,
        valid=valid,
        granted_by=by,
        needs_second=needs_second,
        reason=reason.strip(),
    )


def is_over(row: Unit | CostCentre) -> bool:
    """Its last day has gone by: it orders, or pays, nothing new."""
    return row.ended_on is not None and row.ended_on < clock.today()


def refuse_ended(unit: Unit) -> None:
    """For verbs that begin something new for a unit."""
    if is_over(unit):
        raise DomainError(_("Yksikkö ei enää tilaa keikkoja. Valitse toinen yksikkö."), code="unit_ended")


@dataclass(frozen=True)
class Contact:
    """`phone` is the number known before; `email` the old address, empty while it has not changed."""

    phone: str
    email: str
    changed: bool


def note_contact_change(person: Person, field: ContactChange.Field, old: str) -> None:
    """Every verb that changes a phone or an e-mail calls this with what stood before."""
    ContactChange.objects.create(person=person, field=field, old=old)


def contact_before(person: Person, within_days: int) -> Contact:
    """As the contact stood before the first change of the last days: later ones may be a stranger's too."""
    since = clock.now() - timedelta(days=within_days)
    rows = ContactChange.objects.filter(person=person, created_at__gte=since).order_by("-created_at", "-id")
    old = {row.field: row.old or "" for row in rows}
    return Contact(
        phone=old.get(ContactChange.Field.PHONE, person.phone),
        email=old.get(ContactChange.Field.EMAIL, ""),
        changed=bool(old),
    )
