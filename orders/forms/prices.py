from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.forms import DateField, Form, MoneyField
from orders.actions import schedules
from orders.models import FeeRule, FeeSchedule, TaskType

MINUTES: dict[str, Any] = {
    "min_value": 1,
    "max_value": 1440,
    "widget": forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}),
}


class RuleForm(Form):
    """What one session of a task type pays. Emptied altogether: the task type has no price in the new table."""

    base_cents = MoneyField(label=_("Palkkio"), help_text=_("Euroina ennen veroa."))
    base_minutes = forms.IntegerField(label=_("Sisältää minuutteja"), **MINUTES)
    extra_cents = MoneyField(label=_("Lisäaika"), help_text=_("Euroina jokaiselta alkavalta jaksolta."))
    extra_step_minutes = forms.IntegerField(label=_("Lisäajan jakso minuutteina"), **MINUTES)
    hour_cents = MoneyField(label=_("Valmistelu tunnilta"), help_text=_("Myös etukäteen pidettävä tapaaminen."))
    min_cents = MoneyField(label=_("Vähintään"))
    max_cents = MoneyField(label=_("Enintään"))
    source = forms.CharField(label=_("Mihin summa perustuu"), max_length=200)

    def __init__(self, *args: Any, task_type: TaskType, rule: FeeRule | None, **kwargs: Any) -> None:
        self.task_type = task_type
        names = list(self.base_fields)
        initial = {name: getattr(rule, name) for name in names} if rule else None
        super().__init__(*args, initial=initial, prefix=task_type.slug, **kwargs)

    def clean(self) -> None:
        sums: list[Any] = [self.cleaned_data.get(name) for name in ("min_cents", "base_cents", "max_cents")]
        if None not in sums and sums != sorted(sums):
            self.add_error("base_cents", _("Palkkion on oltava vähimmäis- ja enimmäismäärän välissä."))

    def full_clean(self) -> None:
        """A row emptied altogether is no mistake: it is left out."""
        super().full_clean()
        if self.is_bound and self.is_left_out:
            self.errors.clear()

    @property
    def is_left_out(self) -> bool:
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class ScheduleForm(Form):
    name = forms.CharField(label=_("Taulukon nimi"), max_length=120)
    starts = DateField(label=_("Alkaa"))
    why = forms.CharField(
        label=_("Miksi?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kuka päätti ja missä. Perustelu näkyy historiassa."),
    )

    def __init__(self, *args: Any, now: FeeSchedule | None, **kwargs: Any) -> None:
        first = schedules.first_day()
        super().__init__(*args, initial={"starts": first, "name": now.name if now else ""}, **kwargs)
        said = _("Aikaisintaan %(day)s. Hinta on sen taulukon mukaan, joka on voimassa keikan päivänä.")
        self.fields["starts"].help_text = said % {"day": f"{first:%-d.%-m.%Y}"}
        known = {rule.task_type_id: rule for rule in now.rules.all()} if now else {}
        types = TaskType.objects.filter(active=True).order_by("fi", "pk")
        data = args[0] if args else None
        self.rules = [RuleForm(data, task_type=one, rule=known.get(one.pk)) for one in types]

    @property
    def everything(self) -> list[Form]:
        """For one summary of what is wrong."""
        return [self, *(form for form in self.rules if not form.is_left_out)] if self.is_bound else []

    def is_valid(self) -> bool:
        rows = [form.is_valid() for form in self.rules if not form.is_left_out]
        own = super().is_valid()
        if own and not rows:
            self.add_error(None, _("Anna ainakin yhden tehtävän palkkio."))
            return False
        return own and all(rows)

    def save(self, by: Person) -> FeeSchedule:
        rows = {form.task_type.pk: form.cleaned_data for form in self.rules if not form.is_left_out}
        return schedules.new_schedule(by, rules=rows, **self.cleaned_data)


class TakeBackForm(Form):
    why = forms.CharField(
        label=_("Miksi perut tulevan taulukon?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
