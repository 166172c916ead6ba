"""What may be changed of an order after it was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, OneField, PhoneField
from orders import changes, states
from orders.forms.fields import LineField, TextField
from orders.models import Order


class ChangeForm(Form):
    address = LineField(label=_("Osoite ja tila"), max_length=200)
    room = LineField(label=_("Huone"), max_length=120, required=False)
    arrival = TextField(label=_("Miten perille pääsee?"), max_length=600, rows=3)
    step_free = OneField(label=_("Onko paikka esteetön?"), choices=states.StepFree.choices)
    remote_tool = LineField(label=_("Mikä etäyhteys?"), max_length=60, help_text=_("Esimerkiksi: Teams."))
    remote_link = forms.URLField(
        label=_("Etäyhteyden linkki"),
        max_length=400,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Kirjoita linkki kokonaan, esimerkiksi https://teams.microsoft.com/…")},
    )
    site_contact_name = LineField(label=_("Kuka ottaa vastaan?"), max_length=120)
    site_contact_phone = PhoneField(label=_("Hänen puhelinnumeronsa"))
    goal = TextField(label=_("Tavoite"), max_length=600, least=30, rows=3)
    description = TextField(
        label=_("Mitä kokemusasiantuntija tekee"),
        max_length=2000,
        least=30,
        help_text=_("Voit korjata ja selventää. Jos tehtävä muuttuu, soita koordinaattorille: siihen tarvitaan lupa."),
    )

    def __init__(self, data: Any = None, *, order: Order) -> None:
        super().__init__(data, initial=changes.values(order))
        kept = set(changes.changeable(order)) - ({"room"} if not order.room else set())
        for name in set(self.fields) - kept:
            del self.fields[name]
