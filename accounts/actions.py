"""The verbs of people, roles and units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import histories, inner, notifications, open_work, permissions
from accounts.models import Bank, ContactChange, CostCentre, Organisation, Person, RoleGrant, Unit
from accounts.querysets import units_below
from accounts.roles import Role
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Missing, Stale


@verb
def send_sign_in_code(email: str, code: str) -> None:
    """Anybody, for a known address. Queues the mail with its code encrypted; wiped when sent. Unknown: nothing."""
    person = Person.objects.active().filter(email=email.strip().lower()).first()
    if person is not None:
        notifications.sign_in_code(person, code)


@verb
def note_sign_in(person_id: int) -> None:
    """The sign-in itself, for the audit."""
    person = Person.objects.get(pk=person_id)
    audit.log(person, "accounts.sign_in", person, about=person)


@verb
def sign_out_everywhere(by: Person) -> None:
    """Anybody, of oneself: every session ends, this one too, wherever it is open."""
    inner.end_sessions(inner.locked_person(by.pk))
    audit.log(by, "accounts.sign_out_everywhere", by, about=by)


@verb
def note_second_factor(person_id: int, what: str) -> None:
    """Enrolled, removed or new recovery codes; for the audit."""
    person = Person.objects.get(pk=person_id)
    audit.log(person, f"accounts.second_factor_{what}", person, about=person)


@verb
def set_bank(**fields: Any) -> Bank:
    """The command line only: writes the one row, anew or over the old."""
    bank, _made = Bank.objects.update_or_create(pk=1, defaults=fields)
    audit.log(None, "accounts.set_bank", bank)
    return bank


@verb
def first_main_user(*, email: str, first_name: str, last_name: str) -> Person:
    """The command line only, and only while the bank has no main user. Raises DomainError afterwards."""
    today = clock.today()
    if inner.main_users(today).exists():
        raise DomainError(_("Pankilla on jo pääkäyttäjä. Hän antaa roolit."), code="main_user_exists")
    person = Person.objects.active().filter(email=email.strip().lower()).first() or inner.new_person(
        email=email, first_name=first_name, last_name=last_name
    )
    grant = inner.new_grant(person, Role.MAIN_USER, by=None, unit=None, valid=DateRange(today, None), reason="")
    audit.log(None, "accounts.first_main_user", grant, about=person)
    return person


@verb
def save_own(by: Person, *, language: str, phone: str, reminders: bool) -> Person:
    """Anybody, of oneself: language, phone and which messages come. The old phone is kept for a call-back."""
    person = inner.locked_person(by.pk)
    if phone != person.phone:
        inner.note_contact_change(person, ContactChange.Field.PHONE, person.phone)
    person.language, person.phone = language, phone
    person.preferences = {**person.preferences, "reminders": reminders}
    person.save(update_fields=["language", "phone", "preferences"])
    audit.log(by, "accounts.save_own", person, about=person)
    return person


@verb
def choose_language(by: Person, language: str) -> None:
    """Anybody, of oneself. The same choice again changes nothing."""
    if Person.objects.filter(pk=by.pk).exclude(language=language).update(language=language):
        audit.log(by, "accounts.choose_language", by, about=by, data={"language": language})


@verb
def add_person(by: Person, *, first_name: str, last_name: str, email: str, language: str, phone: str = "") -> Person:
    """The main user. The person may sign in at once and sees nothing before a role. A known address raises."""
    permissions.require(permissions.may_edit_people(by))
    person = inner.new_person(first_name=first_name, last_name=last_name, email=email, language=language, phone=phone)
    audit.log(by, "accounts.add_person", person, about=person)
    return person


@verb
def add_unit(
    by: Person, *, name: str, municipality: str = "", organisation: str = "", organisation_id: int | None = None,
    parent_id: int | None = None,
) -> Unit:  # fmt: skip
    """Coordinator or main user. A new organisation is made by its name. A unit goes under its parent's organisation."""
    permissions.require(permissions.may_edit_units(by))
    parent = Unit.objects.get(pk=parent_id) if parent_id else None
    if parent:
        organisation_id = parent.organisation_id
    elif organisation_id is None:
        organisation_id = Organisation.objects.get_or_create(name=organisation.strip())[0].pk
    unit = Unit.objects.create(
        organisation_id=organisation_id, parent=parent, name=name.strip(), municipality=municipality.strip()
    )
    audit.log(by, "accounts.add_unit", unit)
    return unit


@verb
def add_cost_centre(
    by: Person, *, unit_id: int, code: str, name: str, approver_id: int, deputy_id: int | None = None,
    second_approver_id: int | None = None, limit_cents: int | None = None,
) -> CostCentre:  # fmt: skip
    """Coordinator or main user. Those named become approvers at once. A broken rule raises its sentence."""
    permissions.require(permissions.may_edit_units(by))
    centre = CostCentre.objects.create(
        unit_id=unit_id,
        code=code.strip(),
        name=name.strip(),
        approver_id=approver_id,
        deputy_id=deputy_id,
        second_approver_id=second_approver_id,
        limit_cents=limit_cents,
    )
    audit.log(by, "accounts.add_cost_centre", centre, data=_deciders(centre))
    return centre


@verb
def change_unit(
    unit_id: int, by: Person, *, name: str, municipality: str, why: str, parent_id: int | None = None,
    ended_on: date | None = None, knowing: bool = False,
) -> Unit:  # fmt: skip
    """Coordinator or main user; why is kept. Nothing is deleted: an ended unit orders nothing after its last day.

    While orders of it or of a unit under it are open, it ends only `knowing` of them; they are carried through.
    """
    permissions.require(permissions.may_edit_units(by))
    unit: Unit = lock(Unit.objects.filter(pk=unit_id)).get()
    was = histories.state_of(unit, *UNIT_FIELDS)
    if ended_on and not unit.ended_on and not knowing:
        _refuse_to_end_quietly(unit)
    unit.parent = _parent(unit, parent_id)
    unit.name, unit.municipality, unit.ended_on = name.strip(), municipality.strip(), ended_on
    unit.save(update_fields=UNIT_FIELDS)
    now = histories.state_of(unit, *UNIT_FIELDS)
    audit.log(by, "accounts.change_unit", unit, data=histories.difference(was, now), reason=why)
    return unit


def _refuse_to_end_quietly(unit: Unit) -> None:
    if found := open_work.of_units(units_below([unit.pk])):
        numbers = "; ".join(work.words for work in found)
        raise DomainError(_("Yksiköllä on avoimia tilauksia: %(orders)s.") % {"orders": numbers}, code="open_orders")


def _parent(unit: Unit, parent_id: int | None) -> Unit | None:
    if parent_id is None:
        return None
    if parent_id in units_below([unit.pk]):
        raise DomainError(_("Yksikkö ei voi olla itsensä tai oman alayksikkönsä alla."), code="own_parent")
    parent = Unit.objects.get(pk=parent_id)
    if parent.organisation_id != unit.organisation_id:
        raise DomainError(_("Yksikön on oltava saman organisaation alla."), code="other_organisation")
    return parent


@verb
def change_organisation(organisation_id: int, by: Person, *, name: str, why: str) -> Organisation:
    """Coordinator or main user; what was agreed under the old name stays as it was written."""
    permissions.require(permissions.may_edit_units(by))
    organisation: Organisation = lock(Organisation.objects.filter(pk=organisation_id)).get()
    was = histories.state_of(organisation, "name")
    organisation.name = name.strip()
    organisation.save(update_fields=["name"])
    now = histories.state_of(organisation, "name")
    audit.log(by, "accounts.change_organisation", organisation, data=histories.difference(was, now), reason=why)
    return organisation


@verb
def change_cost_centre(
    cost_centre_id: int, by: Person, *, code: str, name: str, why: str, approver_id: int,
    deputy_id: int | None = None, second_approver_id: int | None = None, limit_cents: int | None = None,
    ended_on: date | None = None,
) -> CostCentre:  # fmt: skip
    """Coordinator or main user: who decides from now on, until when it pays. What is asked already stays asked."""
    permissions.require(permissions.may_edit_units(by))
    centre: CostCentre = lock(CostCentre.objects.filter(pk=cost_centre_id)).get()
    was = histories.state_of(centre, *CENTRE_FIELDS)
    centre.code, centre.name, centre.ended_on = code.strip(), name.strip(), ended_on
    centre.approver_id, centre.deputy_id = approver_id, deputy_id
    centre.second_approver_id, centre.limit_cents = second_approver_id, limit_cents
    centre.save(update_fields=CENTRE_FIELDS)
    now = histories.state_of(centre, *CENTRE_FIELDS)
    audit.log(by, "accounts.change_cost_centre", centre, data=histories.difference(was, now), reason=why)
    return centre


@verb
def change_person(
    person_id: int, by: Person, *, first_name: str, last_name: str, email: str, phone: str, language: str, why: str
) -> Person:
    """The main user, of somebody else. Old contact data are kept for a call-back; the person is told at both addresses.

    The audit says which fields changed, never what stands in them.
    """
    permissions.require(permissions.may_edit_people(by) and by.pk != person_id)
    person = inner.locked_person(person_id)
    fields = {"first_name": first_name.strip(), "last_name": last_name.strip(), "email": email.strip().lower()}
    fields |= {"phone": phone, "language": language}
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    for field in ContactChange.Field:
        if field in changed:
            inner.note_contact_change(person, field, getattr(person, field) or "")
    old = str(person.email)
    for name in changed:
        setattr(person, name, fields[name])
    person.save(update_fields=changed)
    audit.log(by, "accounts.change_person", person, about=person, data={"fields": changed}, reason=why)
    notifications.contact_changed(person, old, changed)
    return person


UNIT_FIELDS = ["name", "municipality", "parent", "ended_on"]
CENTRE_FIELDS = ["code", "name", "approver", "deputy", "second_approver", "limit_cents", "ended_on"]


def _deciders(centre: CostCentre) -> dict[str, Any]:
    return {
        "approver": centre.approver_id,
        "deputy": centre.deputy_id,
        "second_approver": centre.second_approver_id,
        "limit_cents": centre.limit_cents,
    }


@verb
def grant_role(
    by: Person, *, person_id: int, role: str, unit_id: int | None = None, starts: date | None = None,
    ends: date | None = None, reason: str = "",
) -> RoleGrant:  # fmt: skip
    """The main user, never to oneself, from today at the earliest to the last day named.

    Coordinator and payroll together need a reason.

    A staff role waits for a second main user when there is one who may say it: the others are asked.
    Otherwise it holds at once and the person is told.
    """
    permissions.require(permissions.may_edit_people(by))
    person = inner.locked_person(person_id)
    valid = _range(starts or clock.today(), ends)
    unit = Unit.objects.get(pk=unit_id) if unit_id else None
    grant = inner.new_grant(person, role, by=by, unit=unit, valid=valid, reason=reason)
    audit.log(by, "accounts.grant_role", grant, about=person, data={"role": role}, reason=reason)
    if grant.is_pending:
        notifications.second_yes_wanted(grant)
    else:
        notifications.role_given(grant)
    return grant


def _range(starts: date, ends: date | None) -> DateRange:
    if starts < clock.today():
        raise DomainError(_("Rooli voi alkaa aikaisintaan tänään."), code="starts_in_the_past")
    if ends and ends < starts:
        raise DomainError(_("Viimeinen päivä on ennen ensimmäistä. Tarkista päivät."), code="ends_before_it_starts")
    return DateRange(starts, ends + timedelta(days=1) if ends else None)


@verb
def second_grant(grant_id: int, by: Person) -> RoleGrant:
    """Another main user than who gave the role or gets it. A second click changes nothing."""
    permissions.require(permissions.may_edit_people(by))
    grant = _locked_grant(grant_id)
    if grant.seconded_by_id == by.pk:
        return grant
    if not grant.is_pending or grant.is_over(clock.today()):
        raise Stale()
    grant.seconded_by, grant.seconded_at = by, clock.now()
    grant.save(update_fields=["seconded_by", "seconded_at"])
    audit.log(by, "accounts.second_grant", grant, about=grant.person, data={"role": grant.role})
    notifications.second_yes_given(grant)
    notifications.role_given(grant)
    return grant


@verb
def end_grant(grant_id: int, by: Person, reason: str = "") -> RoleGrant:
    """The main user: the role ends today, or never begins. The last main user stays: raises DomainError."""
    permissions.require(permissions.may_edit_people(by))
    grant, today = _locked_grant(grant_id), clock.today()
    if grant.is_over(today):
        return grant
    _refuse_to_be_without_main_user(grant, today)
    grant.valid = DateRange(min(grant.valid.lower, today), today)
    grant.save(update_fields=["valid"])
    audit.log(by, "accounts.end_grant", grant, about=grant.person, data={"role": grant.role}, reason=reason)
    notifications.second_yes_given(grant)
    return grant


def _locked_grant(grant_id: int) -> RoleGrant:
    """With every main user's grant, in one order, so that two of them cannot end each other's at the same moment."""
    wanted = RoleGrant.objects.filter(Q(pk=grant_id) | Q(role=Role.MAIN_USER))
    rows: list[RoleGrant] = list(lock(wanted.select_related("person", "unit").order_by("pk")))
    for grant in rows:
        if grant.pk == grant_id:
            return grant
    raise Missing()


def _refuse_to_be_without_main_user(grant: RoleGrant, today: date) -> None:
    if grant.role != Role.MAIN_USER or grant.is_pending:
        return
    if not inner.main_users(today).exclude(pk=grant.person_id).exists():
        raise DomainError(_("Pankilla on oltava pääkäyttäjä. Anna rooli ensin toiselle."), code="last_main_user")
