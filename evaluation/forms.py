from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.forms import Form
from core.models import PurposeLink
from evaluation import actions
from evaluation.models import FeedbackRequest
from evaluation.states import Direction

AGREE = [(5, _("täysin samaa mieltä")), (4, _("melko samaa mieltä")), (3, _("siltä väliltä")),
         (2, _("melko eri mieltä")), (1, _("täysin eri mieltä"))]  # fmt: skip


class FeedbackForm(Form):
    """Three questions, a minute. The words differ by who is asked."""

    scale = forms.TypedChoiceField(choices=AGREE, coerce=int, widget=forms.RadioSelect)
    good = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    wish = forms.CharField(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    talk_first = forms.BooleanField(
        label=_("Haluan, että pankin koordinaattori käy tämän läpi kanssamme ensin"), required=False
    )

    def __init__(self, *args: Any, request: FeedbackRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["good"].help_text = _("Älä kirjoita kenenkään asiakkaan nimeä tai tunnistettavia tietoja.")
        if request.direction == Direction.TO_EXPERT:
            self.fields["scale"].label = _("Työstä oli meille hyötyä")
            self.fields["good"].label = _("Mikä työssä oli hyvää? Kirjoita suoraan kokemusasiantuntijalle.")
            self.fields["wish"].label = _("Mitä teette toisin tämän jälkeen?")
        else:
            self.fields["scale"].label = _("Minua kohdeltiin tasavertaisena kehittäjänä")
            self.fields["good"].label = _("Mikä yhteistyössä toimi?")
            self.fields["wish"].label = _("Mitä yksikkö voisi tehdä toisin?")

    def save(self, by: Person, link: PurposeLink | None = None) -> FeedbackRequest:
        return actions.give(self.request.pk, by=by, link=link, **self.cleaned_data)


class WordForm(Form):
    """What the coordinator tells the expert; needed when the orderer spoke by phone or was not reached twice."""

    word = forms.CharField(
        label=_("Sanasi kokemusasiantuntijalle"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mitä tilaaja sanoi, tai oma kiitoksesi, jos häntä ei tavoitettu."),
    )
