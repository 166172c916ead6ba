"""The expert's own time on a form that works on a phone without JavaScript: the week, single days, tauko."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.forms import DateField, Form
from experts import actions
from experts.models import AvailabilityException, Expert
from experts.states import DayPart

Words = str | Promise
WEEKDAYS: Final[list[Words]] = [
    _("maanantai"), _("tiistai"), _("keskiviikko"), _("torstai"), _("perjantai"), _("lauantai"), _("sunnuntai"),
]  # fmt: skip
SHORT: Final[list[Words]] = [_("ma"), _("ti"), _("ke"), _("to"), _("pe"), _("la"), _("su")]
HOURS: Final = {DayPart.MORNING: _("ennen 12"), DayPart.AFTERNOON: "12–17", DayPart.EVENING: _("17 jälkeen")}
PARTS: Final = [f"{day}-{part}" for day in range(7) for part in DayPart]


@dataclass(frozen=True)
class Box:
    value: str
    label: str
    checked: bool


class Week(forms.SelectMultiple):
    """Seven days and three parts of each, as a table of boxes."""

    template_name = "experts/_week.html"
    use_fieldset = True

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = forms.Widget.get_context(self, name, value, attrs)
        chosen = set(value or [])
        context["widget"]["heads"] = [(part.label, HOURS[part]) for part in DayPart]
        context["widget"]["days"] = [(day, SHORT[n], _boxes(n, day, chosen)) for n, day in enumerate(WEEKDAYS)]
        return context


def _boxes(number: int, day: Words, chosen: set[str]) -> list[Box]:
    return [Box(f"{number}-{part}", f"{day} {part.label}", f"{number}-{part}" in chosen) for part in DayPart]


class WeekForm(Form):
    """A page that nobody has touched shows every box marked: any time."""

    parts = forms.MultipleChoiceField(
        label=_("Milloin keikkoja voi tarjota?"),
        choices=[(value, value) for value in PARTS],
        widget=Week,
        help_text=_("Ota rasti pois ajoista, jolloin et halua tehdä keikkoja. Voit muuttaa tätä milloin vain."),
        error_messages={
            "required": _("Jätä ainakin yksi rasti. Jos et nyt halua keikkoja lainkaan, pidä tauko."),
        },
    )

    def save(self, by: Person, expert: Expert) -> bool:
        found = [value.split("-") for value in self.cleaned_data["parts"]]
        actions.save_week(expert.pk, by=by, parts=[(int(day), part) for day, part in found])
        return True


class DaysForm(Form):
    free = forms.ChoiceField(
        label=_("Mitä haluat kertoa?"),
        choices=[("no", _("En pääse silloin")), ("yes", _("Pääsen silloin, vaikka viikkorytmini sanoo muuta"))],
        initial="no",
        widget=forms.RadioSelect,
    )
    first = DateField(label=_("Ensimmäinen päivä"), help_text=_("Esimerkiksi 8.12.2026."))
    last = DateField(
        label=_("Viimeinen päivä"), required=False, help_text=_("Jätä tyhjäksi, jos kyse on yhdestä päivästä.")
    )

    def save(self, by: Person, expert: Expert) -> AvailabilityException:
        data = self.cleaned_data
        first, last = data["first"], data["last"] or data["first"]
        return actions.tell_days(expert.pk, by=by, first=first, last=last, free=data["free"] == "yes")


class PauseForm(Form):
    back_on = DateField(
        label=_("Milloin keikkoja saa taas tarjota?"),
        required=False,
        help_text=_("Voit jättää tyhjäksi: tauko kestää, kunnes itse palaat."),
    )
    check_in_on = DateField(
        label=_("Milloin koordinaattori saa kysyä kuulumisia?"),
        required=False,
        help_text=_("Jätä tyhjäksi, jos haluat olla rauhassa. Hän ei saa tietää, miksi päivä on valittu."),
    )

    def save(self, by: Person, expert: Expert) -> Expert:
        return actions.pause(expert.pk, by=by, **self.cleaned_data)
