"""Answering a question, cancelling an order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, OneField
from orders import states
from orders.forms.fields import LineField, TextField


class AnswerForm(Form):
    answer = TextField(
        label=_("Vastauksesi"),
        max_length=2000,
        help_text=_("Älä kirjoita asiakkaiden tai muiden ihmisten henkilötietoja."),
        error_messages={"required": _("Kirjoita vastaus, esimerkiksi: Luentoa ei tallenneta.")},
    )


class CancelForm(Form):
    reason = OneField(
        label=_("Miksi peruutat?"),
        choices=states.CancelReason.choices,
        help_text=_("Vastaus auttaa pankkia parantamaan työtään."),
    )
    words = LineField(
        label=_("Viesti tekijälle ja pankille"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, somebody: bool, **kwargs: Any) -> None:
        """`somebody`: is there anyone on the order, or asked, to write to."""
        super().__init__(*args, **kwargs)
        if not somebody:
            del self.fields["words"]
