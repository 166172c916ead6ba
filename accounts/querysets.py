from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import connection, models
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Value,
)
from django.db.models.functions import Concat, Lower

from accounts.roles import Role
from core import clock

if TYPE_CHECKING:
    from accounts.models import Bank, CostCentre, Person, RoleGrant, Unit

UNITS_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM accounts_unit WHERE id = ANY(%s)
    UNION SELECT unit.id FROM accounts_unit unit JOIN below ON unit.parent_id = below.id
) SELECT id FROM below
"""


def finnish_order(*names: str) -> Func:
    """å, ä and ö after z, without an ICU collation, which the embedded server lacks."""
    parts = [part for name in names for part in (models.F(name), Value(" "))]
    lowered = Lower(Concat(*parts, output_field=CharField()))
    return Func(lowered, Value("åäöæø"), Value("{|}|}"), function="translate", output_field=CharField())


class BankQuerySet(models.QuerySet["Bank"]):
    def the(self) -> Bank:
        """The one row. Raises Bank.DoesNotExist until `manage.py bank_row` has been run."""
        return self.get(pk=1)


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> PersonQuerySet:
        return self.filter(is_active=True, anonymised_at__isnull=True)

    def by_name(self) -> PersonQuerySet:
        return self.order_by("sort_key", "pk")

    def holding(self, *roles: str, on: date) -> PersonQuerySet:
        """People with a live grant of one of the roles; experts and approvers are asked elsewhere."""
        return self.active().filter(pk__in=_live_grants(on).filter(role__in=roles).values("person"))

    def visible_to(self, person: Person) -> PersonQuerySet:
        """Main user and auditor: everybody. An orderer: people of the own units. Everybody: oneself."""
        if person.has(Role.MAIN_USER) or person.has(Role.AUDITOR):
            return self
        colleagues = _live_grants(clock.today()).filter(role=Role.ORDERER, unit__in=person.unit_ids)
        return self.filter(Q(pk=person.pk) | Q(pk__in=colleagues.values("person")))

    def with_roles(self, on: date) -> PersonQuerySet:
        """Each person with `live_grants`, `names_centre` and `has_expert`, in one more query for the whole page."""
        grants = _live_grants(on).select_related("unit").order_by("role", "pk")
        centres = apps.get_model("accounts", "CostCentre").objects.all()
        deciding = centres.filter(
            Q(approver=OuterRef("pk")) | Q(deputy=OuterRef("pk")) | Q(second_approver=OuterRef("pk"))
        )
        expert = Q(expert__isnull=False) if apps.is_installed("experts") else Q(pk__isnull=True)
        return self.prefetch_related(Prefetch("grants", grants, to_attr="live_grants")).annotate(
            names_centre=Exists(deciding), has_expert=ExpressionWrapper(expert, BooleanField())
        )


class PersonManager(BaseUserManager["Person"]):
    """`normalize_email` of Django lowers the domain alone; here the whole address is lower case."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())

    def active(self) -> PersonQuerySet:
        return self.get_queryset().active()

    def by_name(self) -> PersonQuerySet:
        return self.get_queryset().by_name()

    def holding(self, *roles: str, on: date) -> PersonQuerySet:
        return self.get_queryset().holding(*roles, on=on)

    def visible_to(self, person: Person) -> PersonQuerySet:
        return self.get_queryset().visible_to(person)

    def create_user(self, email: str, **fields: Any) -> Person:
        return self.create(email=email.strip().lower(), **fields)


class UnitQuerySet(models.QuerySet["Unit"]):
    def by_name(self) -> UnitQuerySet:
        return self.select_related("organisation").order_by("organisation__name", "name", "pk")

    def with_centres(self) -> UnitQuerySet:
        centres = apps.get_model("accounts", "CostCentre").objects.order_by("code", "pk")
        deciders = centres.select_related("approver", "deputy", "second_approver")
        return self.prefetch_related(Prefetch("cost_centres", deciders))

    def in_use(self, on: date) -> UnitQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on))

    def orderable_by(self, person: Person) -> UnitQuerySet:
        return self.in_use(clock.today()).filter(pk__in=person.unit_ids)


class CostCentreQuerySet(models.QuerySet["CostCentre"]):
    def in_use(self, on: date) -> CostCentreQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on))

    def named(self, person_id: int) -> CostCentreQuerySet:
        return self.filter(Q(approver=person_id) | Q(deputy=person_id) | Q(second_approver=person_id))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def live(self, on: date) -> RoleGrantQuerySet:
        return self.filter(valid__contains=on).filter(Q(needs_second=False) | Q(seconded_by__isnull=False))

    def current(self, on: date) -> RoleGrantQuerySet:
        """Live, pending or coming: everything that can still be ended."""
        lasting = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on)
        return self.filter(lasting, valid__isempty=False)

    def ended(self, on: date) -> RoleGrantQuerySet:
        """Over, or taken back before they began."""
        return self.exclude(pk__in=RoleGrantQuerySet(self.model).current(on).values("pk"))

    def pending(self, on: date) -> RoleGrantQuerySet:
        return self.current(on).filter(needs_second=True, seconded_by__isnull=True)


def _live_grants(on: date) -> RoleGrantQuerySet:
    grants: RoleGrantQuerySet = apps.get_model("accounts", "RoleGrant").objects.live(on)
    return grants


def units_below(unit_ids: list[int]) -> frozenset[int]:
    """The units and everything under them, in one query however deep the tree is."""
    if not unit_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(UNITS_BELOW, [unit_ids])
        return frozenset(row[0] for row in cursor.fetchall())


def roles_held(person_id: int, on: date) -> frozenset[str]:
    """Grants, cost centres and (when that room is installed) the expert's row, in one query."""
    centres = apps.get_model("accounts", "CostCentre").objects.named(person_id)
    parts: list[models.QuerySet[Any, Any]] = [centres.values_list(Value(str(Role.APPROVER))).order_by()]
    if apps.is_installed("experts"):
        expert = apps.get_model("accounts", "Person").objects.get_queryset().filter(pk=person_id, expert__isnull=False)
        parts.append(expert.values_list(Value(str(Role.EXPERT))).order_by())
    grants = _live_grants(on).filter(person=person_id).values_list("role").order_by()
    return frozenset(role for (role,) in grants.union(*parts))
