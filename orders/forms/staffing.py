"""The coordinator's forms: taking an order, asking, rejecting, an offer and its journeys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import DateField, Form, HoursField, MomentField, MoneyField, OneField
from core.pay import profiles
from orders import estimates, permissions, pricing
from orders.forms.fields import LineField, TextField
from orders.forms.sessions import number
from orders.models import Order

CHECKLISTS: dict[str, Any] = {
    "A": _(
        "Tarkista ennen hyväksymistä: työnantaja johtaa ja valvoo työtä, työsopimus tehdään kirjallisesti, "
        "sairausajan palkka ja vuosiloma kertyvät."
    ),
    "B": _("Tarkista: yhdistys johtaa ja valvoo työtä, vakuutukset ovat voimassa."),
    "C": _("Tarkista: henkilö sopii tehtävän sisällöstä itse."),
    "D": _("Tarkista: kertaluonteinen tehtävä, henkilö saa kieltäytyä, kukaan ei johda eikä valvo työtä."),
    "H": _("Tarkista: tehtävästä ei makseta palkkiota."),
}


class ApproveForm(Form):
    profile = OneField(label=_("Miten palkkio maksetaan?"), choices=[])

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"profile": order.profile or estimates.default_profile(order.task_type)})
        super().__init__(*args, **kwargs)
        field = cast(OneField, self.fields["profile"])
        letters = permissions.allowed_profiles()
        field.choices = [(letter, profiles.profile(letter).words) for letter in letters]
        unready = {
            letter: _("Pankki ei vielä osaa maksaa tällä tavalla.")
            for letter in letters
            if not profiles.profile(letter).in_batch
        }
        field.set_reasons(unready, {letter: CHECKLISTS.get(letter, "") for letter in letters})


class RejectForm(Form):
    reason = TextField(
        label=_("Miksi tilausta ei oteta?"),
        max_length=600,
        rows=3,
        help_text=_("Tilaaja lukee tämän. Kerro myös, mitä hän voi tehdä seuraavaksi."),
        error_messages={"required": _("Kerro tilaajalle, miksi tilausta ei oteta.")},
    )


class QuestionForm(Form):
    text = TextField(
        label=_("Mitä haluat kysyä tilaajalta?"),
        max_length=1000,
        rows=3,
        help_text=_("Esimerkiksi: Saako luennosta tehdä tallenteen opiskelijoille?"),
        error_messages={"required": _("Kirjoita kysymys, esimerkiksi: Tallennetaanko luento?")},
    )


WHEN = _("Anna matkan päivä, esimerkiksi 8.12.2026.")
AROUND = dt.timedelta(days=14)


class TripForm(Form):
    """One journey: kilometres by own car or a ticket. A row left wholly empty counts for nothing.

    `days` of the gig: a journey belongs to them, two weeks before or after at most.
    """

    date = DateField(label=_("Päivä"), required=False)
    from_place = LineField(label=_("Mistä"), max_length=120, required=False)
    to_place = LineField(label=_("Minne"), max_length=120, required=False)
    km = HoursField(
        label=_("Kilometrit omalla autolla"),
        required=False,
        max_digits=7,
        decimal_places=1,
        max_value=2000,
        error_messages={
            "invalid": _("Kirjoita kilometrit lukuna, esimerkiksi 84,5."),
            "max_decimal_places": _("Anna kilometrit enintään yhdellä desimaalilla, esimerkiksi 84,5."),
            "max_value": _("Kilometrejä on enintään %(limit_value)s yhdellä rivillä."),
        },
    )
    ticket_cents = MoneyField(label=_("tai matkalipun hinta, euroa"), required=False, max_cents=100_000)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.is_filled or self.errors:
            return data
        if data.get("date") and not self.first <= data["date"] <= self.last:
            self.add_error("date", ValidationError(WHEN, code="far"))
        for name, words in (
            ("date", WHEN),
            ("from_place", _("Kirjoita, mistä matka alkaa, esimerkiksi Iisalmi.")),
            ("to_place", _("Kirjoita, minne matka päättyy, esimerkiksi Kuopio.")),
        ):
            if not data.get(name):
                self.add_error(name, words)
        if bool(data.get("km")) == bool(data.get("ticket_cents")):
            self.add_error("km", ValidationError(_("Anna joko kilometrit tai matkalipun hinta."), code="one"))
        return data

    def __init__(self, *args: Any, days: Sequence[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = min(days, default=clock.today()) - AROUND
        self.last = max(days, default=clock.today()) + AROUND
        for name, field in self.fields.items():
            either = name in {"km", "ticket_cents"}
            field.needed_when = _("(jompikumpi)") if either else _("(jos matka on)")  # type: ignore[attr-defined]

    @property
    def is_filled(self) -> bool:
        return any(self[name].value() for name in self.fields)

    def trip(self) -> pricing.Trip:
        data = self.cleaned_data
        return pricing.Trip(data["date"], data["from_place"], data["to_place"], data["km"], data["ticket_cents"])


class TripSet(forms.BaseFormSet[TripForm]):
    def trips(self) -> tuple[pricing.Trip, ...]:
        return tuple(form.trip() for form in self.forms if form.is_filled)


TRIPS: Any = forms.formset_factory(TripForm, formset=TripSet, extra=1, max_num=12, validate_max=True)


def trip_rows(data: Any = None, *, days: Sequence[dt.date]) -> TripSet:
    made: TripSet = TRIPS(data, prefix="trip", form_kwargs={"days": days})
    return made


def one_more(data: Any) -> Any:
    """What was typed, with room for one journey more."""
    changed = data.copy()
    changed["trip-TOTAL_FORMS"] = str(min(number(data.get("trip-TOTAL_FORMS", "1")) + 1, 12))
    return changed


class OfferForm(Form):
    greeting = TextField(
        label=_("Tervehdys"),
        max_length=1000,
        rows=3,
        required=False,
        help_text=_("Esimerkiksi: Hei! Tilaaja toivoo juuri asioinnin kokemusta, siksi ajattelin sinua."),
    )
    answer_by = MomentField(
        label=_("Vastausaika päättyy"), required=False, help_text=_("Jätä ennalleen, ellei ole syytä muuttaa.")
    )


class MoneyForm(Form):
    amount_cents = MoneyField(label=_("Uusi enimmäissumma, euroa"), min_cents=1)
    reason = LineField(
        label=_("Miksi summa kasvaa?"),
        max_length=300,
        help_text=_("Hyväksyjä lukee tämän. Esimerkiksi: tekijä matkustaa Iisalmesta."),
        error_messages={"required": _("Kerro hyväksyjälle, miksi summa kasvaa, esimerkiksi: matka on pidempi.")},
    )
