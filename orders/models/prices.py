from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import clock, past
from core.models import Stamped
from core.querysets import DatedQuerySet
from orders.states import Phase, Tier


class TaskType(models.Model):
    """A kind of work (domain.md 5.2): data, with its own questions on the order form."""

    slug = models.SlugField(max_length=40, unique=True)
    fi = models.CharField(max_length=120)
    sv = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    phase = models.CharField(max_length=12, choices=Phase)
    tier = models.CharField(max_length=10, choices=Tier)
    preparation_hours = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    clearance = models.BooleanField(default=False)
    debrief = models.BooleanField(default=False)
    income_code = models.CharField(max_length=3, help_text="Incomes Register code of its fee (payroll.md 4.5)")
    form_fields = ArrayField(models.CharField(max_length=40), default=list)
    about = models.JSONField(default=dict, blank=True, help_text="in a sentence: fi, sv, en")
    questions = models.JSONField(
        default=dict, blank=True, help_text="a question's own label and help in fi, sv, en; null: it is not asked"
    )
    sessions_at_most = models.PositiveSmallIntegerField(default=12)
    by_deadline = models.BooleanField(default=False, help_text="done by oneself by a day, not held at a time")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["fi"]

    def __str__(self) -> str:
        return str(getattr(self, get_language() or "fi", self.fi))

    def asks(self, name: str) -> bool:
        """Of a question that all kinds share: unless left out. Those of some kinds alone are in `form_fields`."""
        return name in self.form_fields or self.questions.get(name, {}) is not None

    def words(self, name: str, part: str) -> str:
        """This kind's own label or help for a question; empty when the common one stands."""
        return in_own_language((self.questions.get(name) or {}).get(part) or {})

    @property
    def about_words(self) -> str:
        return in_own_language(self.about)


def in_own_language(texts: dict[str, str]) -> str:
    return str(texts.get(get_language() or "fi") or texts.get("fi", ""))


class FeeSchedule(Stamped):
    """A dated fee table. Never edited: a change is a new version, and what was valid stays so for its days."""

    name = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(unique=True)
    valid = DateRangeField()
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet["FeeSchedule"].as_manager()

    class Meta:
        verbose_name = _("palkkiotaulukko")
        verbose_name_plural = _("palkkiotaulukot")
        triggers = [past.keeps("a_fee_schedule_keeps_its_past")]
        constraints = [
            models.CheckConstraint(
                name="a_fee_schedule_never_begins_in_the_past",
                condition=past.begins("approved_by"),
                violation_error_message=_("Taulukko ei voi alkaa taaksepäin. Valitse tuleva päivä."),
            ),
            models.CheckConstraint(
                name="a_fee_schedule_never_ends_in_the_past",
                condition=past.ends(),
                violation_error_message=_("Taulukko ei voi päättyä taaksepäin. Valitse tuleva päivä."),
            ),
            ExclusionConstraint(
                name="one_fee_schedule_at_a_time",
                expressions=[(F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Tälle ajalle on jo palkkiotaulukko."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        return None if self.valid.isempty or self.valid.upper is None else self.valid.upper - timedelta(days=1)

    @property
    def decided(self) -> date:
        return clock.local(self.created_at).date()

    @property
    def sorted_rules(self) -> list[FeeRule]:
        return sorted(self.rules.all(), key=lambda rule: (str(rule.task_type), rule.pk))


class FeeRule(models.Model):
    """What one session of a task type costs. Cents; minutes. Source: domain.md 4.1, model.md §5."""

    schedule = models.ForeignKey(FeeSchedule, on_delete=models.PROTECT, related_name="rules")
    task_type = models.ForeignKey(TaskType, on_delete=models.PROTECT, related_name="fee_rules")
    base_cents = models.PositiveIntegerField()
    base_minutes = models.PositiveSmallIntegerField(help_text="what the base covers")
    extra_cents = models.PositiveIntegerField(default=0, help_text="for each started step beyond the base")
    extra_step_minutes = models.PositiveSmallIntegerField(default=60)
    hour_cents = models.PositiveIntegerField(help_text="preparation and planning meeting, an hour")
    min_cents = models.PositiveIntegerField()
    max_cents = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("palkkiosääntö")
        verbose_name_plural = _("palkkiosäännöt")
        triggers = [pgtrigger.Protect(name="a_fee_rule_is_never_edited", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "task_type"],
                name="one_fee_rule_for_a_task_type_in_a_schedule",
                violation_error_message=_("Tehtävätyypillä on jo sääntö tässä taulukossa."),
            ),
            models.CheckConstraint(
                name="fee_stays_between_floor_and_ceiling",
                condition=Q(base_cents__gte=F("min_cents")) & Q(base_cents__lte=F("max_cents")),
                violation_error_message=_("Palkkion on oltava vähimmäis- ja enimmäismäärän välissä."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_type} {self.schedule}"

    @property
    def base_hours(self) -> Decimal:
        return Decimal(self.base_minutes) / 60
