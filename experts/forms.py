from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fi import hetu

from accounts.models import Person
from accounts.roles import Language
from core import policy
from core.forms import Checks, DateField, Form, HoursField, MoneyField, OneField, PhoneField
from experts import actions, consents
from experts.models import BankAccount, Expert, ExpertTheme, Identity, PayeeChange, TaxCard, Theme
from experts.states import PayeeKind, PayeeProof, Perspective, Visibility
from experts.theme_tree import ThemeTree, plant_search

LANGUAGES = [("fi", _("suomi")), ("sv", _("ruotsi")), ("en", _("englanti")), ("se", _("pohjoissaame")),
             ("fse", _("suomalainen viittomakieli"))]  # fmt: skip
REGIONS = [
    ("uusimaa", _("Uusimaa")), ("varsinais-suomi", _("Varsinais-Suomi")),
    ("satakunta", _("Satakunta")), ("kanta-hame", _("Kanta-Häme")),
    ("pirkanmaa", _("Pirkanmaa")), ("paijat-hame", _("Päijät-Häme")),
    ("kymenlaakso", _("Kymenlaakso")), ("etela-karjala", _("Etelä-Karjala")),
    ("etela-savo", _("Etelä-Savo")), ("pohjois-savo", _("Pohjois-Savo")),
    ("pohjois-karjala", _("Pohjois-Karjala")), ("keski-suomi", _("Keski-Suomi")),
    ("etela-pohjanmaa", _("Etelä-Pohjanmaa")), ("pohjanmaa", _("Pohjanmaa")),
    ("keski-pohjanmaa", _("Keski-Pohjanmaa")), ("pohjois-pohjanmaa", _("Pohjois-Pohjanmaa")),
    ("kainuu", _("Kainuu")), ("lappi", _("Lappi")),
    ("ahvenanmaa", _("Ahvenanmaa")),
]  # fmt: skip


SEEN_BY: dict[str, Any] = {
    Visibility.ME: _("Ei vaikuta keikkoihin. Kukaan muu ei näe tätä."),
    Visibility.COORDINATOR: _("Auttaa löytämään sinulle keikkoja. Tilaaja ei näe tätä."),
    Visibility.ORDERER: _("Tilaaja näkee sanasi vasta, kun olet ottanut hänen keikkansa."),
    Visibility.PUBLIC: _("Toistaiseksi sama kuin edellinen: pankilla ei ole julkista luetteloa."),
}


class ProfileForm(Form):
    title = forms.CharField(
        label=_("Titteli"), max_length=120, help_text=_("Näkyy tilaajalle, kun olet hyväksynyt keikan.")
    )
    bio = forms.CharField(
        label=_("Esittely omin sanoin"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Koordinaattori lukee tämän, kun hän etsii sinulle keikkoja. Tilaajalle tätä ei näytetä."),
    )
    languages = forms.MultipleChoiceField(label=_("Kielet, joilla teet keikkoja"), choices=LANGUAGES, widget=Checks)
    municipality = forms.CharField(label=_("Kotikunta"), max_length=60, required=False)
    regions = forms.MultipleChoiceField(label=_("Alueet, joilla teet keikkoja"), choices=REGIONS, widget=Checks)
    remote_ok = forms.BooleanField(label=_("Teen keikkoja myös etänä"), required=False)
    share_contact = forms.BooleanField(
        label=_("Tilaaja saa nähdä puhelinnumeroni ja sähköpostini, kun keikkaan on alle kaksi päivää"),
        required=False,
    )

    def save(self, by: Person, expert: Expert) -> Expert:
        return actions.change_profile(expert.pk, by=by, **self.cleaned_data)


class ThemeForm(Form):
    """A new theme, or `theme` as it stands. A change asks for consent only when it needs a new one."""

    own_words = forms.CharField(
        label=_("Teema omin sanoin"),
        max_length=200,
        help_text=_("Esimerkiksi: arki masennuksen kanssa. Sanat ovat sinun, ja voit perua ne milloin vain."),
    )
    tags = forms.ModelMultipleChoiceField(
        label=_("Mihin teemoihin tämä liittyy?"),
        queryset=Theme.objects.none(),
        widget=ThemeTree,
        help_text=_("Näiden avulla koordinaattori löytää sinulle sopivat keikat."),
    )
    perspective = forms.ChoiceField(
        label=_("Kenen kokemus?"), choices=Perspective, initial=Perspective.OWN, widget=forms.RadioSelect
    )
    visibility = OneField(label=_("Kuka saa nähdä tämän?"), choices=Visibility, hints=SEEN_BY)
    consent = forms.BooleanField(
        label=consents.TEXTS[consents.VERSION],
        help_text=_("Voit perua suostumuksen milloin vain. Silloin sanat poistetaan heti."),
    )

    def __init__(self, *args: Any, theme: ExpertTheme | None = None, **kwargs: Any) -> None:
        initial = _as_it_stands(theme) if theme else {"visibility": policy.get("theme_visibility")}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.theme = theme
        self.fields["tags"].queryset = Theme.objects.in_use()  # type: ignore[attr-defined]
        self.fields["consent"].required = theme is None
        self.fields["consent"].needed_when = _("(vain jos muutit sanoja tai lisäsit teeman tai katsojia)")  # type: ignore[attr-defined]
        plant_search(self, "tags")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.theme is None or self.errors or data["consent"]:
            return data
        given = {name: data[name] for name in ("own_words", "tags", "perspective", "visibility")}
        if consents.needs_new(self.theme, **given):
            self.add_error("consent", _("Muutos tarvitsee uuden suostumuksen. Merkitse tämä, jotta voit tallentaa."))
        return data

    def save(self, by: Person, expert: Expert) -> ExpertTheme:
        data = dict(self.cleaned_data)
        if self.theme is not None:
            return actions.change_theme(self.theme.pk, by=by, **data)
        del data["consent"]
        return actions.add_theme(expert.pk, by=by, **data)


def _as_it_stands(theme: ExpertTheme) -> dict[str, Any]:
    return {
        "own_words": theme.own_words,
        "tags": [tag.pk for tag in theme.tags.all()],
        "perspective": theme.perspective,
        "visibility": theme.visibility,
    }


class AccountForm(Form):
    iban = forms.CharField(
        label=_("Tilinumero (IBAN)"), max_length=42, help_text=_("Esimerkiksi FI21 1234 5600 0007 85.")
    )

    def clean_iban(self) -> str:
        try:
            return str(iban.validate(self.cleaned_data["iban"]))
        except StdnumError:
            raise ValidationError(
                _("Tilinumerossa on virhe. Tarkista se, esimerkiksi FI21 1234 5600 0007 85."), code="iban"
            ) from None

    def save(self, by: Person, expert: Expert, *, proved: bool) -> BankAccount | PayeeChange:
        return actions.save_account(expert.pk, by=by, iban=self.cleaned_data["iban"], proved=proved)


class IdentityForm(Form):
    personal_code = forms.CharField(
        label=_("Henkilötunnus"),
        max_length=14,
        help_text=_("Verottaja ja eläkevakuuttaja tarvitsevat sen. Vain palkanlaskija näkee sen."),
    )

    def clean_personal_code(self) -> str:
        try:
            return str(hetu.validate(self.cleaned_data["personal_code"], allow_temporary=True))
        except StdnumError:
            raise ValidationError(
                _("Henkilötunnuksessa on virhe. Tarkista se, esimerkiksi 131052-308T."), code="personal_code"
            ) from None

    def save(self, by: Person, expert: Expert, *, proved: bool) -> Identity | PayeeChange:
        return actions.save_identity(expert.pk, by=by, personal_code=self.cleaned_data["personal_code"], proved=proved)


class PercentField(HoursField):
    """17,5; a percentage, comma or point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=4,
            decimal_places=1,
            max_value=100,
            error_messages={
                "required": _("Anna prosentti, esimerkiksi 17,5."),
                "invalid": _("Kirjoita prosentti lukuna, esimerkiksi 17,5."),
                "max_value": _("Prosentti on enintään 100."),
                "max_decimal_places": _("Anna prosentti yhdellä desimaalilla, esimerkiksi 17,5."),
            },
            **kwargs,
        )


class TaxCardForm(Form):
    valid_from = DateField(label=_("Voimassa alkaen"), help_text=_("Lue tiedot palkan verokortistasi."))
    valid_to = DateField(label=_("Voimassa asti"))
    base = PercentField(label=_("Perusprosentti"))
    additional = PercentField(label=_("Lisäprosentti"))
    limit_cents = MoneyField(
        label=_("Tuloraja koko vuodelle (€)"),
        required=False,
        max_cents=1_000_000_00,
        help_text=_("Jätä tyhjäksi, jos kortissa ei ole tulorajaa."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Viimeinen päivä on ennen ensimmäistä. Esimerkiksi 31.12.2026."))
        base, more = data.get("base"), data.get("additional")
        if isinstance(base, Decimal) and isinstance(more, Decimal) and more < base:
            self.add_error("additional", _("Lisäprosentti ei voi olla pienempi kuin perusprosentti."))
        return data

    def save(self, by: Person, expert: Expert, *, proved: bool) -> TaxCard:
        """A card moves no money to anybody else, so it needs no proof."""
        del proved
        return actions.save_tax_card(expert.pk, by=by, **self.cleaned_data)


class CallForm(Form):
    """What was checked with the expert. `changes` are those that stand on the page that was read."""

    slugs = forms.MultipleChoiceField(
        label=_("Mitä tarkistit?"),
        widget=Checks,
        error_messages={"required": _("Merkitse, minkä tiedon tarkistit.")},
    )
    proof = forms.ChoiceField(
        label=_("Miten varmistit?"),
        choices=[
            (PayeeProof.PHONE, _("Soitin numeroon, joka näkyy yllä, ja asiantuntija luki tiedon minulle")),
            (PayeeProof.MET, _("Tapasin asiantuntijan tai puhuimme videolla, ja näin henkilöllisyystodistuksen")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Jos tieto ei ole oikea: mitä kävi ilmi?"),
        max_length=300,
        required=False,
        help_text=_("Älä kirjoita tähän tilinumeroa tai henkilötunnusta."),
    )

    def __init__(self, *args: Any, changes: list[PayeeChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slugs"].choices = [(c.slug, _said(c)) for c in changes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refused = self.data.get("outcome") == "refuse"
        if refused and not data.get("reason"):
            self.add_error("reason", _("Kirjoita lyhyesti, mitä kävi ilmi."))
        if not refused and not data.get("proof"):
            self.add_error("proof", _("Valitse, miten varmistit tiedon."))
        return data

    def save(self, by: Person, expert: Expert) -> list[PayeeChange]:
        data = self.cleaned_data
        if self.data.get("outcome") == "refuse":
            return actions.refuse_payee(expert.pk, by=by, slugs=data["slugs"], reason=data["reason"])
        return actions.confirm_payee(expert.pk, by=by, slugs=data["slugs"], proof=data["proof"])


def _said(change: PayeeChange) -> str:
    text = str(change.content)
    shown = " ".join(text[i : i + 4] for i in range(0, len(text), 4)) if change.kind == PayeeKind.ACCOUNT else text
    return f"{change.get_kind_display()} {shown}"


class AddExpertForm(Form):
    first_name = forms.CharField(label=_("Etunimi"), max_length=60)
    last_name = forms.CharField(label=_("Sukunimi"), max_length=60)
    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Tällä osoitteella ihminen kirjautuu."))
    phone = PhoneField(label=_("Puhelinnumero"), required=False)
    language = forms.ChoiceField(label=_("Kieli"), choices=Language, initial=Language.FI, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(label=_("Keikkojen kielet"), choices=LANGUAGES, widget=Checks)
    municipality = forms.CharField(label=_("Kotikunta"), max_length=60, required=False)
    regions = forms.MultipleChoiceField(label=_("Keikkojen alueet"), choices=REGIONS, widget=Checks)

    def save(self, by: Person) -> Expert:
        return actions.enrol_expert(by=by, **self.cleaned_data)
