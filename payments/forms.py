"""What people type: cleaned here, judged by the verbs."""

from __future__ import annotations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, Form, MoneyField
from payments.states import ReturnedWhy

AREA = forms.Textarea(attrs={"rows": 3})


class CommentForm(Form):
    text = forms.CharField(
        label=_("Mitä haluat muuttaa?"),
        max_length=2000,
        widget=AREA,
        help_text=_("Esimerkiksi: haluan tauon puolivälissä. Koordinaattori vastaa sinulle."),
    )


class PhoneForm(Form):
    note = forms.CharField(
        label=_("Milloin puhuitte ja mitä sovitte?"),
        max_length=300,
        help_text=_("Esimerkiksi: soitin ma 7.12. klo 10, Aino hyväksyi sopimuksen sellaisenaan."),
    )


class RecomposeForm(Form):
    addition = forms.CharField(
        label=_("Mitä sovitte lisäksi?"),
        max_length=2000,
        required=False,
        widget=AREA,
        help_text=_("Tämä tulee sopimuksen loppuun. Jätä tyhjäksi, jos sopimus säilyy ennallaan."),
    )


class PayDayForm(Form):
    pay_date = DateField(label=_("Maksupäivä"), help_text=_("Pankkipäivä, esimerkiksi 15.12.2026."))

    @property
    def helper(self) -> FormHelper:
        """A question by GET: no token into the address."""
        made = super().helper
        made.disable_csrf = True
        return made


class ReasonForm(Form):
    reason = forms.CharField(label=_("Miksi?"), max_length=300)


class RefusedForm(Form):
    reason = forms.CharField(label=_("Mitä pankki vastasi?"), max_length=300)


class SettleForm(Form):
    settled_on = DateField(
        label=_("Pankin maksupäivä"), help_text=_("Päivä, jona maksut näkyvät tiliotteella, esimerkiksi 15.12.2026.")
    )


class CardChoiceForm(Form):
    pay_day = DateField(label=_("Maksupäivä"))
    wait = forms.TypedChoiceField(choices=[("0", ""), ("1", "")], coerce=lambda value: value == "1")


class ReturnedForm(Form):
    returned_on = DateField(
        label=_("Milloin pankki palautti maksun?"), help_text=_("Päivä tiliotteella, esimerkiksi 17.12.2026.")
    )
    why = forms.ChoiceField(
        label=_("Miksi?"),
        choices=[(why.value, why.label) for why in ReturnedWhy if why != ReturnedWhy.NOT_SENT],
        widget=forms.RadioSelect,
        error_messages={"required": _("Valitse, mitä pankki ilmoitti.")},
    )


class HoldForm(Form):
    reason = forms.CharField(
        label=_("Miksi palkkio pidetään?"),
        max_length=300,
        help_text=_("Vain palkanlaskentaa varten. Asiantuntija ei näe tätä."),
    )
    told = forms.CharField(
        label=_("Mitä asiantuntijalle kerrotaan?"),
        max_length=300,
        required=False,
        help_text=_("Jos jätät tyhjäksi: ”Tarkistamme palkkion tiedot, ennen kuin maksamme sen.”"),
    )
    review_by = DateField(
        label=_("Milloin se tarkistetaan?"), help_text=_("Asiantuntija näkee päivän. Saat siitä silloin tehtävän.")
    )


class CorrectForm(Form):
    amount_cents = MoneyField(
        label=_("Kuinka paljon maksettiin liian vähän?"), min_cents=1, help_text=_("Euroina, esimerkiksi 25,00.")
    )
    reason = forms.CharField(label=_("Miksi palkkiota korjataan?"), max_length=300)
