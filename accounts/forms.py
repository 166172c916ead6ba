from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import CostCentre, Organisation, Person, RoleGrant, Unit
from accounts.querysets import units_below
from accounts.roles import GRANTED, Language, Role
from core import policy
from core.forms import DateField, Form, MoneyField, PhoneField, prepare
from core.models import PolicyValue
from core.policy_words import Rule

GRANT_CHOICES = [("", _("Valitse")), *[(role.value, role.label) for role in Role if role in GRANTED]]


class WhyField(forms.CharField):
    """Kept in the history; who reads it years later was not there."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(**{"label": _("Miksi?"), "max_length": 500, "widget": widget, **kwargs})


class MeForm(Form):
    language = forms.ChoiceField(label=_("Kieli"), choices=Language, widget=forms.RadioSelect)
    phone = PhoneField(
        label=_("Puhelinnumero"), required=False, help_text=_("Koordinaattori soittaa, jos jokin on kesken.")
    )
    reminders = forms.BooleanField(
        label=_("Lähetä minulle muistutuksia sähköpostiin"),
        required=False,
        help_text=_("Tarjoukset, sopimukset ja muutokset tulevat aina."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        start = {"language": person.language, "phone": person.phone, "reminders": person.wants("reminders")}
        super().__init__(*args, initial=start, **kwargs)

    def save(self) -> Person:
        return actions.save_own(self.person, **self.cleaned_data)


class PersonForm(Form):
    first_name = forms.CharField(label=_("Etunimi"), max_length=60)
    last_name = forms.CharField(label=_("Sukunimi"), max_length=60)
    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Tällä osoitteella ihminen kirjautuu."))
    phone = PhoneField(label=_("Puhelinnumero"), required=False)
    language = forms.ChoiceField(label=_("Kieli"), choices=Language, initial=Language.FI, widget=forms.RadioSelect)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Tällä sähköpostilla on jo henkilö."))
        return email

    def save(self, by: Person) -> Person:
        return actions.add_person(by, **self.cleaned_data)


class PersonDetailsForm(Form):
    """The main user changes somebody's details; the person hears of it."""

    first_name = forms.CharField(label=_("Etunimi"), max_length=60)
    last_name = forms.CharField(label=_("Sukunimi"), max_length=60)
    email = forms.EmailField(label=_("Sähköposti"), help_text=_("Muutoksesta lähtee viesti myös vanhaan osoitteeseen."))
    phone = PhoneField(label=_("Puhelinnumero"), required=False)
    language = forms.ChoiceField(label=_("Kieli"), choices=Language, widget=forms.RadioSelect)
    why = WhyField(help_text=_("Kuka pyysi muutosta ja milloin."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        names = ("first_name", "last_name", "email", "phone", "language")
        super().__init__(*args, initial={name: getattr(person, name) for name in names}, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.get_queryset().filter(email=email).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError(_("Tällä sähköpostilla on jo henkilö."))
        return email

    def save(self, by: Person) -> Person:
        return actions.change_person(self.person.pk, by, **self.cleaned_data)


class GrantForm(Form):
    role = forms.ChoiceField(label=_("Rooli"), choices=GRANT_CHOICES)
    unit = forms.ModelChoiceField(
        label=_("Yksikkö"),
        queryset=Unit.objects.none(),
        empty_label=_("Valitse"),
        required=False,
        help_text=_("Tilaajalle aina. Muille tyhjä tarkoittaa koko pankkia."),
    )
    starts = DateField(label=_("Ensimmäinen päivä"), required=False, help_text=_("Tyhjä tarkoittaa tätä päivää."))
    ends = DateField(label=_("Viimeinen päivä"), required=False, help_text=_("Tyhjä tarkoittaa toistaiseksi."))
    reason = forms.CharField(
        label=_("Perustelu"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kirjoita tämä, jos sama ihminen on sekä koordinaattori että palkanlaskija."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = place  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.ORDERER and not cleaned.get("unit"):
            self.add_error("unit", _("Valitse yksikkö, jolle tilataan."))
        return cleaned

    def save(self, by: Person, person: Person) -> RoleGrant:
        unit = self.cleaned_data["unit"]
        return actions.grant_role(
            by,
            person_id=person.pk,
            role=self.cleaned_data["role"],
            unit_id=unit.pk if unit else None,
            starts=self.cleaned_data["starts"],
            ends=self.cleaned_data["ends"],
            reason=self.cleaned_data["reason"],
        )


class UnitForm(Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisaatio"), queryset=Organisation.objects.none(), empty_label=_("Valitse"), required=False
    )
    new_organisation = forms.CharField(
        label=_("Uusi organisaatio"),
        required=False,
        max_length=160,
        help_text=_("Kirjoita nimi, jos organisaatio ei ole luettelossa. Esimerkiksi Esimerkkilän hyvinvointialue."),
    )
    parent = forms.ModelChoiceField(
        label=_("Kuuluu yksikköön"),
        queryset=Unit.objects.none(),
        empty_label=_("Valitse"),
        required=False,
        help_text=_("Tyhjä, jos yksikkö on suoraan organisaation alla."),
    )
    name = forms.CharField(label=_("Yksikön nimi"), max_length=160)
    municipality = forms.CharField(label=_("Kunta"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["parent"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]
        self.fields["parent"].label_from_instance = place  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("organisation", "new_organisation", "parent")):
            self.add_error("organisation", _("Valitse organisaatio tai kirjoita uuden nimi."))
        return cleaned

    def save(self, by: Person) -> Unit:
        chosen, parent = self.cleaned_data["organisation"], self.cleaned_data["parent"]
        return actions.add_unit(
            by,
            name=self.cleaned_data["name"],
            municipality=self.cleaned_data["municipality"],
            organisation=self.cleaned_data["new_organisation"],
            organisation_id=chosen.pk if chosen else None,
            parent_id=parent.pk if parent else None,
        )


class ApproversForm(Form):
    approver = forms.ModelChoiceField(label=_("Hyväksyjä"), queryset=Person.objects.none(), empty_label=_("Valitse"))
    deputy = forms.ModelChoiceField(
        label=_("Varahenkilö"),
        queryset=Person.objects.none(),
        empty_label=_("Valitse"),
        required=False,
        help_text=_("Saa pyynnön, jos hyväksyjä ei vastaa kolmessa arkipäivässä."),
    )
    limit_cents = MoneyField(
        label=_("Raja, jonka yli kysytään toiselta"), required=False, max_cents=20_000_000_00, help_text=_("Euroina.")
    )
    second_approver = forms.ModelChoiceField(
        label=_("Toinen hyväksyjä"), queryset=Person.objects.none(), empty_label=_("Valitse"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("approver", "deputy", "second_approver"):
            self.fields[name].queryset = Person.objects.active().by_name()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        approver, deputy, second = (cleaned.get(name) for name in ("approver", "deputy", "second_approver"))
        if approver and approver == deputy:
            self.add_error("deputy", _("Varahenkilön on oltava joku muu kuin hyväksyjä."))
        if approver and approver == second:
            self.add_error("second_approver", _("Toisen hyväksyjän on oltava joku muu kuin hyväksyjä."))
        if cleaned.get("limit_cents") is not None and not second:
            self.add_error("second_approver", _("Nimeä toinen hyväksyjä rajan ylittäville summille."))
        return cleaned

    @property
    def deciders(self) -> dict[str, Any]:
        people = {name: self.cleaned_data[name] for name in ("approver", "deputy", "second_approver")}
        ids = {f"{name}_id": person.pk if person else None for name, person in people.items()}
        return {**ids, "limit_cents": self.cleaned_data["limit_cents"]}


class ChangeCentreForm(ApproversForm):
    code = forms.CharField(label=_("Kustannuspaikan tunnus"), max_length=40)
    name = forms.CharField(label=_("Nimi"), required=False, max_length=160)
    ended_on = DateField(
        label=_("Viimeinen päivä"),
        required=False,
        help_text=_("Sen jälkeen uusi tilaus ei voi valita tätä maksajaksi."),
    )
    why = WhyField()
    field_order = ("code", "name", "approver", "deputy", "limit_cents", "second_approver", "ended_on", "why")

    def save_to(self, by: Person, centre: CostCentre) -> CostCentre:
        plain = {name: self.cleaned_data[name] for name in ("code", "name", "ended_on", "why")}
        return actions.change_cost_centre(centre.pk, by, **plain, **self.deciders)


class ChangeUnitForm(Form):
    name = forms.CharField(label=_("Yksikön nimi"), max_length=160)
    municipality = forms.CharField(label=_("Kunta"), required=False, max_length=60)
    parent = forms.ModelChoiceField(
        label=_("Kuuluu yksikköön"), queryset=Unit.objects.none(), empty_label=_("Suoraan organisaation alla"),
        required=False,
    )  # fmt: skip
    ended_on = DateField(
        label=_("Viimeinen päivä"), required=False, help_text=_("Sen jälkeen yksikkö ei tilaa. Mitään ei poisteta.")
    )
    knowing = forms.BooleanField(label=_("Avoimet tilaukset hoidetaan loppuun, vaikka yksikkö päättyy"), required=False)
    why = WhyField()

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        self.unit = unit
        names = ("name", "municipality", "parent", "ended_on")
        super().__init__(*args, initial={name: getattr(unit, name) for name in names}, **kwargs)
        others = Unit.objects.by_name().filter(organisation=unit.organisation_id).exclude(pk__in=units_below([unit.pk]))
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]

    def save(self, by: Person) -> Unit:
        plain = {name: self.cleaned_data[name] for name in ("name", "municipality", "ended_on", "knowing", "why")}
        parent = self.cleaned_data["parent"]
        return actions.change_unit(self.unit.pk, by, parent_id=parent.pk if parent else None, **plain)


class OrganisationForm(Form):
    name = forms.CharField(label=_("Organisaation nimi"), max_length=160)
    why = WhyField()

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        self.organisation = organisation
        super().__init__(*args, initial={"name": organisation.name}, **kwargs)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Organisation.objects.filter(name=name).exclude(pk=self.organisation.pk).exists():
            raise forms.ValidationError(_("Tämän niminen organisaatio on jo."))
        return name

    def save(self, by: Person) -> Organisation:
        return actions.change_organisation(self.organisation.pk, by, **self.cleaned_data)


class CostCentreForm(ApproversForm):
    unit = forms.ModelChoiceField(label=_("Yksikkö"), queryset=Unit.objects.none(), empty_label=_("Valitse"))
    code = forms.CharField(label=_("Kustannuspaikan tunnus"), max_length=40, help_text=_("Esimerkiksi 4120."))
    name = forms.CharField(label=_("Nimi"), required=False, max_length=160)
    field_order = ("unit", "code", "name", "approver", "deputy", "limit_cents", "second_approver")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = place  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        unit, code = cleaned.get("unit"), str(cleaned.get("code", "")).strip()
        if unit and code and CostCentre.objects.filter(unit=unit, code=code).exists():
            self.add_error("code", _("Yksiköllä on jo tämä kustannuspaikka."))
        return cleaned

    def save(self, by: Person) -> CostCentre:
        fields = {name: self.cleaned_data[name] for name in ("code", "name")}
        return actions.add_cost_centre(by, unit_id=self.cleaned_data["unit"].pk, **fields, **self.deciders)


class WhyForm(Form):
    """To take back a coming value of a rule."""

    starts = DateField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Miksi perut tulevan arvon?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class RuleForm(Form):
    """A new value of one rule, typed by its kind; its own fields are named `value…`."""

    def __init__(self, *args: Any, key: str, rule: Rule, now: Any, **kwargs: Any) -> None:
        self.key, self.rule, self.now = key, rule, now
        super().__init__(*args, **kwargs)
        if rule.kind:
            self.fields.update(rule.kind.fields("value", _("Uusi arvo"), now))
        first = rule.first_day()
        self.fields["starts"] = DateField(
            label=_("Alkaa"),
            initial=first,
            help_text=_("Aikaisintaan %(day)s. Mennyttä ei muuteta.") % {"day": f"{first:%-d.%-m.%Y}"},
        )
        self.fields["why"] = forms.CharField(
            label=_("Miksi?"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Kuka päätti ja missä. Perustelu näkyy historiassa."),
        )
        prepare(self)

    def save(self, by: Person) -> PolicyValue:
        assert self.rule.kind
        value = self.rule.kind.read("value", self.cleaned_data, self.now)
        cleaned = self.cleaned_data
        return policy.change(by, self.key, value, starts=cleaned["starts"], why=cleaned["why"])


class ResetForm(Form):
    reason = WhyField(help_text=_("Kirjoita myös, miten varmistit, kuka pyytää."))


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("Miksi?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


def place(unit: Unit) -> str:
    return f"{unit.organisation.name}: {unit.name}"
