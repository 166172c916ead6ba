"""The expert's own limits and the units kept away from: for the expert's eyes alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Unit
from core.forms import Form
from experts import actions
from experts.models import AvoidedUnit, Expert


class CountField(forms.IntegerField):
    """A small whole number; empty sets no limit."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        wrong = _("Kirjoita luku 1–%(most)s, esimerkiksi 2, tai jätä tyhjäksi.") % {"most": most}
        messages = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        super().__init__(required=False, min_value=1, max_value=most, error_messages=messages, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "num"})


class LimitsForm(Form):
    weekly_max = CountField(
        label=_("Montako keikkaa viikossa enintään?"),
        most=20,
        help_text=_("Jätä tyhjäksi, jos et halua rajaa. Jokainen kerta lasketaan, maanantaista sunnuntaihin."),
    )
    rest_days = CountField(
        label=_("Montako lepopäivää vaativan keikan jälkeen?"),
        most=60,
        help_text=_(
            "Vaativa on keikka, jonka jälkeen sinulle tarjotaan purkua, tai josta tilaaja on sanonut, että "
            "se kuormittaa."
        ),
    )

    def save(self, by: Person, expert: Expert) -> Expert:
        return actions.set_limits(expert.pk, by=by, **self.cleaned_data)


class AvoidForm(Form):
    unit = forms.ModelChoiceField(
        label=_("Yksikkö"),
        queryset=Unit.objects.none(),
        empty_label=_("Valitse yksikkö"),
        error_messages={"required": _("Valitse yksikkö listasta.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = _named  # type: ignore[attr-defined]

    def save(self, by: Person, expert: Expert) -> AvoidedUnit:
        return actions.avoid_unit(expert.pk, by=by, unit=self.cleaned_data["unit"])


def _named(unit: Unit) -> str:
    return f"{unit.organisation}: {unit.name}"
