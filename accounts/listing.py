"""The lists of people and of units: names and roles, never contact data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import CostCentre, Organisation, RoleGrant, Unit
from accounts.roles import GRANTED, ORDER, Role
from core import clock
from core.lists import Cents, Column, ListForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Person

ROLES = [("", _("Kaikki roolit")), *[(role.value, role.label) for role in ORDER if role in GRANTED]]


def people_columns(viewer: Person) -> list[Column]:
    """An orderer reads what the colleagues are in the own units: never who is an expert, or has a role elsewhere."""
    if permissions.may_see_everybody(viewer):
        page = lambda row: reverse("accounts:person", args=[row.slug])  # noqa: E731
        return [Column("name", _("Nimi"), _name, url=page), Column("roles", _("Roolit"), _roles)]
    return [Column("name", _("Nimi"), _name), Column("roles", _("Roolit"), lambda row: _roles_within(row, viewer))]


def _name(person: Person) -> str:
    return person.name


def _roles_within(person: Any, viewer: Person) -> str:
    units = viewer.unit_ids
    return ", ".join(f"{grant}: {grant.unit.name}" for grant in person.live_grants if grant.unit_id in units)


def _roles(person: Any) -> str:
    found = [f"{grant}: {grant.unit.name}" if grant.unit else str(grant) for grant in person.live_grants]
    named = ((person.names_centre, Role.APPROVER), (person.has_expert, Role.EXPERT))
    return ", ".join([*found, *[str(role.label) for held, role in named if held]]) or str(_("Ei vielä roolia"))


class PeopleForm(ListForm):
    """Narrows by what the viewer reads of the roles, so that the filter tells no more than the column."""

    q = forms.CharField(label=_("Nimi"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Rooli"), choices=ROLES, required=False)

    def __init__(self, asked: QueryDict, viewer: Person) -> None:
        super().__init__(asked, people_columns(viewer))
        if not permissions.may_see_everybody(viewer):
            del self.fields["role"]

    @property
    def condition(self) -> Q:
        role = self.told("role")
        live = Q(pk__in=_holding(role)) if role else Q()
        words = (self.told("q") or "").split()
        return live & Q(*[Q(first_name__icontains=word) | Q(last_name__icontains=word) for word in words])


def _holding(role: str) -> Any:
    return RoleGrant.objects.live(clock.today()).filter(role=role).values("person")


def after_person(last: Any) -> Q:
    return Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk)


@dataclass(frozen=True)
class UnitRow:
    """A unit and one of its cost centres, if it has any."""

    unit: Unit
    centre: CostCentre | None

    def named(self, who: str) -> str:
        person = getattr(self.centre, who, None)
        return person.name if person else ""

    @property
    def limit(self) -> Cents | None:
        cents = self.centre.limit_cents if self.centre else None
        return None if cents is None else Cents(cents)


def by_centre(units: Iterable[Unit]) -> list[UnitRow]:
    return [UnitRow(unit, centre) for unit in units for centre in [*unit.cost_centres.all()] or [None]]


UNIT = (
    Column("unit", _("Yksikkö"), lambda row: row.unit.name),
    Column("organisation", _("Organisaatio"), lambda row: row.unit.organisation.name),
    Column("municipality", _("Kunta"), lambda row: row.unit.municipality),
    Column("centre", _("Kustannuspaikka"), lambda row: str(row.centre or "")),
    Column("approver", _("Hyväksyjä"), lambda row: row.named("approver")),
    Column("deputy", _("Varahenkilö"), lambda row: row.named("deputy")),
    Column("limit", _("Raja"), lambda row: row.limit, sum=True),
    Column("second", _("Toinen hyväksyjä"), lambda row: row.named("second_approver")),
)


class UnitForm(ListForm):
    q = forms.CharField(label=_("Yksikön nimi"), required=False, max_length=60)
    organisation = forms.ModelChoiceField(
        label=_("Organisaatio"), queryset=Organisation.objects.order_by("name"), to_field_name="slug",
        empty_label=_("Kaikki organisaatiot"), required=False,
    )  # fmt: skip

    @property
    def condition(self) -> Q:
        chosen = Q(name__icontains=(self.told("q") or "").strip())
        if organisation := self.told("organisation"):
            chosen &= Q(organisation=organisation)
        return chosen


def after_unit(last: Any) -> Q:
    here = Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk)
    return Q(organisation__name__gt=last.organisation.name) | Q(organisation__name=last.organisation.name) & here
