from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import clock
from core.crypto import EncryptedJSONField, EncryptedTextField
from core.models import Slugged, Stamped
from experts import consents
from experts.querysets import ExpertQuerySet, ExpertThemeQuerySet, PayeeChangeQuerySet, ThemeQuerySet
from experts.states import (
    CardKind,
    DataClass,
    DayPart,
    ExpertStatus,
    PayeeKind,
    PayeeProof,
    PayeeState,
    Perspective,
    Visibility,
)


class Theme(models.Model):
    """A tag of the theme tree (domain.md 5.3). Matching uses tags alone."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    slug = models.SlugField(max_length=60, unique=True)
    fi = models.CharField(max_length=120)
    sv = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    data_class = models.CharField(max_length=1, choices=DataClass, default=DataClass.PLAIN)
    active = models.BooleanField(default=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["fi"]

    def __str__(self) -> str:
        return str(getattr(self, get_language() or "fi", self.fi))


class Expert(Slugged, Stamped):
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    status = models.CharField(max_length=12, choices=ExpertStatus, default=ExpertStatus.ACTIVE)
    title = models.CharField(_("titteli"), max_length=120, default="koulutettu kokemusasiantuntija")
    bio = models.TextField(_("esittely omin sanoin"), max_length=1200, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, verbose_name=_("kielet"))
    regions = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("alueet"))
    municipality = models.CharField(_("kotikunta"), max_length=60, blank=True)
    travel_radius = models.PositiveIntegerField(_("kuinka kauas matkustan (km)"), null=True, blank=True)
    remote_ok = models.BooleanField(_("teen keikkoja etänä"), default=True)
    share_contact = models.BooleanField(_("tilaaja saa nähdä puhelinnumeroni ja sähköpostini"), default=False)
    weekly_max = models.PositiveSmallIntegerField(null=True, blank=True)
    rest_days = models.PositiveSmallIntegerField(null=True, blank=True)
    paused = DateRangeField(null=True, blank=True)
    check_in_on = models.DateField(null=True, blank=True)
    wishes_until = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="expert_who_left_has_a_leaving_day",
                condition=Q(status__in=["applicant", "onboarding", "active"], left_at=None)
                | Q(status__in=["left", "restricted", "anonymised"], left_at__isnull=False),
                violation_error_message=_("Lopettaneella kokemusasiantuntijalla on oltava lopetuspäivä."),
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    @property
    def is_paused(self) -> bool:
        return self.paused is not None and clock.today() in self.paused

    @property
    def wishes_gigs(self) -> bool:
        """«Toivon keikkoja», until its day. Said to coordinators in words; it moves nobody in any list."""
        return self.wishes_until is not None and clock.today() <= self.wishes_until


class ExpertTheme(Slugged, Stamped):
    """A theme in the expert's own words; the tags link it to the tree. Withdrawing erases the words."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="themes")
    own_words = models.CharField(max_length=200, blank=True)
    tags = models.ManyToManyField(Theme, related_name="expert_themes")
    perspective = models.CharField(max_length=10, choices=Perspective, default=Perspective.OWN)
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.COORDINATOR)
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExpertThemeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="withdrawn_theme_has_no_words",
                condition=Q(withdrawn_at=None) | Q(own_words=""),
                violation_error_message=_("Perutun teeman sanat poistetaan heti."),
            ),
        ]

    def __str__(self) -> str:
        return self.own_words

    @property
    def consent_text(self) -> str | Promise:
        return consents.text(self.consent_version)


class WeeklyAvailability(models.Model):
    """A part of a weekday (0 is Monday) in which the expert can be offered work. No rows: at any time."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="weekly")
    weekday = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=DayPart)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "weekday", "part"],
                name="each_part_of_a_weekday_is_told_once",
                violation_error_message=_("Viikkorytmisi on jo tallennettu. Päivitä sivu."),
            ),
            models.CheckConstraint(
                name="a_week_has_seven_days",
                condition=Q(weekday__lte=6),
                violation_error_message=_("Viikossa on seitsemän päivää."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.part}"


class AvailabilityException(Slugged):
    """Days told apart from the weekly pattern: `free` says which way. No reason is asked or kept."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="exceptions")
    days = DateRangeField()
    free = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_day_is_told_apart_once",
                expressions=[(F("expert"), RangeOperators.EQUAL), (F("days"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Näille päiville on jo merkintä. Poista se ensin, ja merkitse sitten uusi."),
            ),
            models.CheckConstraint(
                name="days_told_apart_have_both_ends",
                condition=Q(days__isempty=False, days__startswith__isnull=False, days__endswith__isnull=False),
                violation_error_message=_("Merkinnällä on oltava ensimmäinen ja viimeinen päivä."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class AvoidedUnit(Slugged):
    """A unit the expert keeps away from: the expert alone knows which; nobody can see who avoids the same one.

    `index` is a blind index of (expert, unit), `unit` the unit's number under the field keys. No time, no history.
    Addresses carry the slug: numbers in a row would tell one expert how often others add a unit.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="avoided_units")
    index = models.CharField(max_length=64, unique=True)
    unit = EncryptedTextField()

    def __str__(self) -> str:
        return f"avoided unit {self.pk}"


class Identity(Stamped):
    """Personal identity code: payroll and the expert alone. A new one is used from `used_from` on."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="identities")
    personal_code = EncryptedTextField()
    used_from = models.DateField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(replaced_at=None),
                name="expert_has_one_personal_code_in_use",
                violation_error_message=_("Henkilötunnus on jo tallennettu. Päivitä sivu."),
            ),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class BankAccount(Stamped):
    """Where fees are sent, from `valid_from` on; the latest valid row counts."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="accounts")
    iban = EncryptedTextField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "valid_from"],
                name="one_new_account_a_day",
                violation_error_message=_("Tältä päivältä on jo tallennettu tili. Yritä huomenna uudelleen."),
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class PayeeChange(Slugged, Stamped):
    """A new account or personal code as it was typed. Nothing is paid by it before it is confirmed (decision 0009).

    `content` moves to its own table on confirmation and is wiped here whatever becomes of it. `call_number` is the
    number known before the change, frozen at typing, so that a number changed afterwards is never called.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="payee_changes")
    kind = models.CharField(max_length=8, choices=PayeeKind)
    content = EncryptedTextField(null=True, blank=True)
    is_first = models.BooleanField(default=False)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    contact_changed = models.BooleanField(default=False)
    call_number = EncryptedTextField(null=True, blank=True)
    due = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PayeeState, default=PayeeState.WAITING)
    proof = models.CharField(max_length=8, choices=PayeeProof, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    used_from = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = PayeeChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "kind"],
                condition=Q(state="waiting"),
                name="one_change_of_a_kind_waits",
                violation_error_message=_("Muutos odottaa jo varmistusta. Päivitä sivu."),
            ),
            models.CheckConstraint(
                name="a_settled_payee_change_keeps_no_content",
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(content=None, decided_at__isnull=False)),
                violation_error_message=_("Ratkaistu muutos ei säilytä tietoa."),
            ),
            models.CheckConstraint(
                name="a_confirmed_payee_change_has_proof_and_day",
                condition=~Q(state="confirmed") | (~Q(proof="") & Q(used_from__isnull=False, decided_by__isnull=False)),
                violation_error_message=_("Varmistetulla muutoksella on oltava varmistustapa ja päivä."),
            ),
            models.CheckConstraint(
                name="nobody_confirms_a_change_they_typed",
                condition=~Q(proof__in=["phone", "met"]) | ~Q(decided_by=F("typed_by")),
                violation_error_message=_("Muutoksen varmistaa toinen ihminen kuin sen kirjoittaja."),
            ),
        ]

    def __str__(self) -> str:
        return f"payee change {self.pk}"


class TaxCard(Stamped):
    """A tax card as the expert gave it.

    `numbers` holds {"base": "17.5", "additional": "36.5", "limit_cents": 1000000 or null, "opening_used_cents": 0},
    encrypted. What counts against the limit is always summed from payslips; `limit_reached_on` only serves estimates.
    """

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="tax_cards")
    kind = models.CharField(max_length=6, choices=CardKind, default=CardKind.WAGE)
    valid = DateRangeField()
    numbers = EncryptedJSONField()
    limit_reached_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="tax_cards_of_one_start_day_replace_each_other",
                expressions=[
                    (F("expert"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (models.Func(F("valid"), function="lower"), RangeOperators.EQUAL),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message=_("Samana päivänä alkava verokortti on jo tallennettu."),
            ),
        ]

    def __str__(self) -> str:
        return f"tax card {self.pk}"
