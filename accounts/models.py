from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import (
    BankQuerySet,
    CostCentreQuerySet,
    PersonManager,
    RoleGrantQuerySet,
    UnitQuerySet,
    finnish_order,
    roles_held,
    units_below,
)
from accounts.roles import GRANTED, STAFF, BankKind, Language, OrganisationKind, Role
from core import clock
from core.crypto import EncryptedTextField
from core.models import Slugged, Stamped


def unusable_password() -> str:
    """Nobody has a password. The random tail keys the session, so a new one signs the person out everywhere."""
    return make_password(None)


class Bank(models.Model):
    """The one bank this installation belongs to."""

    name = models.CharField(_("pankin nimi"), max_length=120)
    kind = models.CharField(_("muoto"), max_length=12, choices=BankKind)
    business_id = models.CharField(_("Y-tunnus"), max_length=9)
    iban = models.CharField(_("tilinumero (IBAN)"), max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    email = models.EmailField(_("sähköposti"))
    phone = models.CharField(_("puhelin"), max_length=30)
    address = models.CharField(_("postiosoite"), max_length=200, blank=True)

    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = _("pankki")
        verbose_name_plural = _("pankki")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="there_is_only_one_bank",
                violation_error_message=_("Pankilla on jo rivinsä. Muuta sitä."),
            ),
            models.CheckConstraint(
                condition=Q(business_id__regex=r"^\d{7}-\d$"),
                name="a_bank_has_a_business_id",
                violation_error_message=_("Kirjoita Y-tunnus muodossa 1234567-1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser, Slugged, Stamped):
    password = models.CharField(max_length=128, default=unusable_password, editable=False)
    email = models.EmailField(
        _("sähköposti"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Tällä sähköpostilla on jo henkilö.")},
    )
    first_name = models.CharField(_("etunimi"), max_length=60)
    last_name = models.CharField(_("sukunimi"), max_length=60, blank=True)
    language = models.CharField(_("kieli"), max_length=2, choices=Language, default=Language.FI)
    phone = models.CharField(_("puhelin"), max_length=30, blank=True)
    protected = models.BooleanField(_("turvakielto"), default=False)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(_("voi kirjautua"), default=True)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)
    sort_key = models.GeneratedField(
        expression=finnish_order("last_name", "first_name"),
        output_field=models.CharField(max_length=130, db_collation="C"),
        db_persist=True,
    )

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    second_factor: bool | None = None
    """Set by the middleware from the session: False hides the staff roles, None is trusted code."""

    class Meta:
        verbose_name = _("henkilö")
        verbose_name_plural = _("henkilöt")
        indexes = [models.Index(fields=["sort_key", "id"], name="people_in_finnish_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="an_email_is_in_lower_case",
                violation_error_message=_("Kirjoita sähköposti pienillä kirjaimilla."),
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False, anonymised_at__isnull=True)
                | Q(email__isnull=True, anonymised_at__isnull=False, is_active=False),
                name="only_an_anonymised_person_has_no_email",
                violation_error_message=_("Henkilöllä on oltava sähköposti."),
            ),
            models.CheckConstraint(
                condition=Q(password__startswith="!"),  # noqa: S106
                name="nobody_has_a_password",
                violation_error_message=_("Kirjaudutaan sähköpostin koodilla. Salasanoja ei ole."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="a_person_speaks_fi_sv_or_en",
                violation_error_message=_("Valitse kieleksi suomi, ruotsi tai englanti."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @cached_property
    def held_roles(self) -> frozenset[str]:
        """What the person holds today, whether or not this session may use it."""
        return roles_held(self.pk, clock.today())

    @property
    def roles(self) -> frozenset[str]:
        return self.held_roles - STAFF if self.second_factor is False else self.held_roles

    def has(self, role: str) -> bool:
        return role in self.roles

    @property
    def needs_second_factor(self) -> bool:
        return bool(self.held_roles & STAFF)

    @property
    def approves(self) -> bool:
        return self.has(Role.APPROVER)

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units the person orders for, with everything below them."""
        grants = RoleGrant.objects.live(clock.today()).filter(person=self.pk, role=Role.ORDERER, unit__isnull=False)
        return units_below(list(grants.values_list("unit_id", flat=True)))

    def wants(self, message: str) -> bool:
        """Messages that may be left out (reminders) are sent unless the person has said no."""
        return bool(self.preferences.get(message, True))

    def forget_roles(self) -> None:
        """After a grant in the same request, so that the next question asks the database."""
        for name in ("held_roles", "unit_ids"):
            self.__dict__.pop(name, None)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.forget_roles()


class ContactChange(Stamped):
    """What a person's phone or e-mail was before it changed: a new account is confirmed by the number known before."""

    class Field(models.TextChoices):
        PHONE = "phone", _("puhelin")
        EMAIL = "email", _("sähköposti")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_changes")
    field = models.CharField(max_length=5, choices=Field)
    old = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "created_at"], name="contacts_as_they_changed")]

    def __str__(self) -> str:
        return f"contact change {self.pk}"


class Organisation(Slugged, Stamped):
    name = models.CharField(_("organisaation nimi"), max_length=160, unique=True)
    kind = models.CharField(_("muoto"), max_length=12, choices=OrganisationKind, default=OrganisationKind.COUNTY)
    business_id = models.CharField(_("Y-tunnus"), max_length=9, blank=True)
    reference_rule = models.CharField(_("laskun viite"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("organisaatio")
        verbose_name_plural = _("organisaatiot")

    def __str__(self) -> str:
        return self.name


class Unit(Slugged, Stamped):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("yksikön nimi"), max_length=160)
    municipality = models.CharField(_("kunta"), max_length=60, blank=True)
    ended_on = models.DateField(_("viimeinen päivä"), null=True, blank=True)
    """The last day on which it orders. Nothing of it goes away (D16)."""

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("yksikkö")
        verbose_name_plural = _("yksiköt")
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Coalesce("parent", 0, output_field=models.BigIntegerField()),
                "name",
                name="a_unit_name_is_used_once_in_its_place",
                violation_error_message=_("Tämän niminen yksikkö on jo."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="a_unit_is_not_its_own_parent",
                violation_error_message=_("Yksikkö ei voi olla itsensä alla."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CostCentre(Slugged, Stamped):
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cost_centres")
    code = models.CharField(_("kustannuspaikan tunnus"), max_length=40)
    name = models.CharField(_("kustannuspaikan nimi"), max_length=160, blank=True)
    approver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approves_centres")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_approver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    limit_cents = models.PositiveIntegerField(null=True, blank=True)
    ended_on = models.DateField(_("viimeinen päivä"), null=True, blank=True)

    objects = CostCentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("kustannuspaikka")
        verbose_name_plural = _("kustannuspaikat")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="a_cost_centre_code_is_used_once_in_its_unit",
                violation_error_message=_("Yksiköllä on jo tämä kustannuspaikka."),
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("approver")),
                name="a_deputy_is_somebody_else",
                violation_error_message=_("Varahenkilön on oltava joku muu kuin hyväksyjä."),
            ),
            models.CheckConstraint(
                condition=~Q(second_approver=F("approver")),
                name="a_second_approver_is_somebody_else",
                violation_error_message=_("Toisen hyväksyjän on oltava joku muu kuin hyväksyjä."),
            ),
            models.CheckConstraint(
                condition=Q(limit_cents__isnull=True) | Q(second_approver__isnull=False),
                name="above_the_limit_somebody_decides",
                violation_error_message=_("Nimeä toinen hyväksyjä rajan ylittäville summille."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class RoleGrant(Slugged, Stamped):
    """A role for a range of days. Never edited: ending it closes the range, a new one is a new row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("rooli"), max_length=12, choices=[(r.value, r.label) for r in Role if r in GRANTED])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    valid = DateRangeField(_("voimassa"))
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    needs_second = models.BooleanField(default=False, editable=False)
    seconded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seconded_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.TextField(_("perustelu"), max_length=500, blank=True)

    objects = RoleGrantQuerySet.as_manager()
    may_second = False
    """Set by the page that shows the grant to somebody."""

    class Meta:
        verbose_name = _("rooli")
        verbose_name_plural = _("roolit")
        constraints = [
            models.CheckConstraint(
                condition=~Q(granted_by=F("person")),
                name="nobody_grants_a_role_to_oneself",
                violation_error_message=_("Et voi antaa roolia itsellesi. Pyydä toista pääkäyttäjää."),
            ),
            models.CheckConstraint(
                condition=~Q(seconded_by=F("person")) & ~Q(seconded_by=F("granted_by")),
                name="a_second_yes_comes_from_a_third_person",
                violation_error_message=_("Roolin vahvistaa toinen pääkäyttäjä kuin se, joka antoi tai saa sen."),
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True, seconded_at__isnull=True)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False),
                name="a_second_yes_has_its_time",
                violation_error_message=_("Vahvistukselta puuttuu aika tai vahvistaja."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(GRANTED)),
                name="only_granted_roles_are_granted",
                violation_error_message=_("Tätä roolia ei anneta erikseen."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.ORDERER) | Q(unit__isnull=False),
                name="an_orderer_orders_for_a_unit",
                violation_error_message=_("Valitse yksikkö, jolle tilataan."),
            ),
            ExclusionConstraint(
                name="a_role_is_held_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("unit", 0, output_field=models.BigIntegerField()), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Henkilöllä on jo tämä rooli tänä aikana."),
            ),
        ]

    def __str__(self) -> str:
        return str(Role(self.role).label)

    @property
    def first_day(self) -> date | None:
        """None when it ended before it began."""
        return None if self.valid.isempty else self.valid.lower

    @property
    def is_pending(self) -> bool:
        return self.needs_second and self.seconded_by_id is None

    def is_over(self, on: date) -> bool:
        return bool(self.valid.isempty) or (not self.valid.upper_inf and self.valid.upper <= on)

    @property
    def last_day(self) -> date | None:
        return None if self.valid.isempty or self.valid.upper_inf else self.valid.upper - timedelta(days=1)


class FactorReset(Slugged, Stamped):
    """A person's second factors taken away because phone and recovery codes are lost: asked, then confirmed or not."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("perustelu"), max_length=500)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    done = models.BooleanField(default=False, editable=False)
    may_confirm = False
    """Set by the page that shows it to somebody."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(settled_at=None),
                name="one_factor_reset_waits",
                violation_error_message=_("Nollaus odottaa jo toisen pääkäyttäjän vahvistusta."),
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & ~Q(confirmed_by=F("person")) & ~Q(confirmed_by=F("asked_by")),
                name="a_factor_reset_is_others_doing",
                violation_error_message=_("Nollauksen vahvistaa toinen pääkäyttäjä kuin se, joka pyysi sen."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_factor_reset_says_why",
                violation_error_message=_("Kirjoita, miksi vahva kirjautuminen nollataan."),
            ),
            models.CheckConstraint(
                condition=Q(done=False, confirmed_by=None) | Q(done=True, settled_at__isnull=False),
                name="a_done_factor_reset_has_its_time",
                violation_error_message=_("Nollaukselta puuttuu aika."),
            ),
        ]

    def __str__(self) -> str:
        return f"factor reset {self.pk}"
