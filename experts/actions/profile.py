"""What an expert owns and the bank keeps: own page and the tax card."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts import inner as people
from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError
from experts import notifications, permissions
from experts.models import Expert, TaxCard
from experts.states import CardKind, ExpertStatus


@verb
def add_expert(*, by: Person, person: Person, **fields: Any) -> Expert:
    """A person becomes one of the bank's experts. Who: a coordinator or the main user. Calm when already one."""
    permissions.require(permissions.may_add_expert(by))
    expert, new = Expert.objects.get_or_create(person=person, defaults={"status": ExpertStatus.ACTIVE, **fields})
    if new:
        audit.log(by, "expert_added", expert, about=person)
        notifications.welcome(expert)
    return expert


@verb
def change_profile(expert_id: int, *, by: Person, **fields: Any) -> Expert:
    """The expert's own title, bio, languages, regions. Who: the expert alone."""
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    for name, value in fields.items():
        setattr(expert, name, value)
    expert.save(update_fields=list(fields))
    audit.log(by, "profile_changed", expert, about=by)
    return expert


@verb
def save_tax_card(
    expert_id: int,
    *,
    by: Person,
    valid_from: date,
    valid_to: date,
    base: Decimal,
    additional: Decimal,
    limit_cents: int | None,
    kind: str = CardKind.WAGE,
    opening_used_cents: int = 0,
) -> TaxCard:
    """The card as the expert reads it. Who: the expert alone. One of the same start day is replaced."""
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    if valid_to < valid_from:
        raise DomainError(_("Verokortin viimeinen päivä on ennen ensimmäistä."), code="valid_to")
    now = clock.now()
    same = expert.tax_cards.filter(kind=kind, withdrawn_at=None, valid__startswith=valid_from)
    same.update(withdrawn_at=now)
    card = TaxCard.objects.create(
        expert=expert,
        kind=kind,
        valid=(valid_from, valid_to + timedelta(days=1)),
        numbers={
            "base": str(base),
            "additional": str(additional),
            "limit_cents": limit_cents,
            "opening_used_cents": opening_used_cents,
        },
    )
    audit.log(by, "tax_card_saved", expert, about=by)
    return card


@verb
def enrol_expert(
    *, by: Person, first_name: str, last_name: str, email: str, phone: str, language: str, **fields: Any
) -> Expert:
    """Add a person and make them an expert in one go. Who: a coordinator or the main user."""
    permissions.require(permissions.may_add_expert(by))
    person = Person.objects.active().filter(email=email.strip().lower()).first()
    if person is None:
        person = people.new_person(
            email=email, first_name=first_name, last_name=last_name, language=language, phone=phone
        )
        audit.log(by, "accounts.add_person", person, about=person)
    expert, new = Expert.objects.get_or_create(person=person, defaults={"status": ExpertStatus.ACTIVE, **fields})
    if not new:
        raise DomainError(_("Tämä henkilö on jo pankin kokemusasiantuntija."), code="email")
    audit.log(by, "expert_added", expert, about=person)
    notifications.welcome(expert)
    return expert
