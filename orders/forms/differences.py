"""The coordinator's decision of what an approved report left open."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CostCentre
from core.forms import Form, OneField
from orders.forms.fields import TextField
from orders.models import ReportDifference
from orders.states import DifferenceState


class DifferenceForm(Form):
    outcome = OneField(label=_("Miten ratkaiset?"), choices=[])
    cost_centre = forms.ModelChoiceField(
        label=_("Mikä kustannuspaikka maksaa?"),
        queryset=CostCentre.objects.order_by("code", "pk"),
        required=False,
        empty_label=_("Valitse kustannuspaikka"),
        help_text=_("Esimerkiksi pankin oma kustannuspaikka. Päätös kirjataan sinun nimelläsi."),
    )
    reason = TextField(
        label=_("Perustelu"),
        max_length=300,
        rows=3,
        help_text=_("Kokemusasiantuntija lukee tämän. Esimerkiksi: Yleisöllä oli paljon kysyttävää, ja työ on tehty."),
        error_messages={"required": _("Kirjoita, miksi ratkaisit näin.")},
    )

    def __init__(self, *args: Any, difference: ReportDifference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refused = difference.state == DifferenceState.REFUSED
        choices = [
            ("pay", _("Kokemusasiantuntijan ilmoitus on oikea: erotus maksetaan")),
            ("drop", _("Tilaajan ilmoitus on oikea: erotusta ei makseta")),
        ]
        if refused:
            choices = [
                ("bank", _("Pankki maksaa erotuksen toiselta kustannuspaikalta")),
                ("drop", _("Sovin kokemusasiantuntijan kanssa, että erotusta ei makseta")),
            ]
        else:
            del self.fields["cost_centre"]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = choices
