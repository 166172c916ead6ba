"""The order form in four steps. A lecture's questions; other task types add theirs as `form_fields` (domain.md 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Bank, CostCentre, Person
from core import clock
from core.forms import Checks, HoursField, OneField, PhoneField
from experts.forms import REGIONS
from experts.models import Theme
from experts.theme_tree import ThemeTree, plant_search
from orders import actions, states
from orders.forms.fields import LineField, TextField
from orders.forms.sessions import SessionSet
from orders.forms.step import StepForm
from orders.models import Order, TaskType

THEMES_AT_MOST = 5


class WhatForm(StepForm):
    step = 1
    words = _("Mitä")

    title = LineField(
        label=_("Tehtävän otsikko"),
        max_length=80,
        help_text=_("Esimerkiksi: Luento sosionomiopiskelijoille. Älä kirjoita kenenkään nimeä."),
    )
    goal = TextField(
        label=_("Tavoite: mitä pitää muuttua tai syntyä?"),
        max_length=600,
        least=30,
        rows=3,
        help_text=_("Esimerkiksi: Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle, joka hakee apua."),
    )
    description = TextField(
        label=_("Mitä kokemusasiantuntija tekee?"),
        max_length=2000,
        help_text=_("Esimerkiksi: Pitää 45 minuutin puheenvuoron ja vastaa sen jälkeen kysymyksiin."),
    )
    expectations = TextField(
        label=_("Mitä odotat, ja mitä et?"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Esimerkiksi: Omaa tarinaa saa kertoa sen verran kuin itse haluaa."),
    )
    audience_type = OneField(label=_("Kenelle luento on?"), choices=states.Audience.choices)
    audience_size = OneField(label=_("Kuinka monta osallistujaa?"), choices=states.AudienceSize.choices)
    audience_age = OneField(label=_("Minkä ikäisiä osallistujat ovat?"), choices=states.AudienceAge.choices)
    works_with_vulnerable = OneField(
        label=_("Onko kokemusasiantuntija henkilökohtaisessa vuorovaikutuksessa alaikäisen, iäkkään tai vammaisen "
                "ihmisen kanssa?"),
        choices=states.Vulnerable.choices,
        help_text=_("Luento ryhmälle ei yleensä ole tällaista."),
    )  # fmt: skip
    text_length = LineField(
        label=_("Kuinka pitkä teksti on?"),
        max_length=80,
        required=False,
        help_text=_("Esimerkiksi: 4 sivua, tai 12 kysymyksen lomake."),
    )
    text_via = OneField(label=_("Miten teksti tulee tekijälle?"), choices=states.TextVia.choices)
    text_link = forms.URLField(
        label=_("Tekstin linkki"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Tekijä avaa tekstin tästä. Tarkista, että linkki aukeaa ilman tunnuksia."),
        error_messages={"invalid": _("Kirjoita linkki kokonaan, esimerkiksi https://esimerkki.fi/esite.pdf")},
    )
    own_pair = LineField(label=_("Ammattilainen työparina"), max_length=160)
    client_asked = forms.BooleanField(label=_("Palvelun käyttäjältä kysytään etukäteen"))
    speaking_minutes = forms.IntegerField(
        label=_("Kuinka monta minuuttia on hänen omaa osuuttaan?"),
        min_value=5,
        max_value=480,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        help_text=_("Esimerkiksi 45. Kysymyksiin vastaaminen kuuluu mukaan."),
    )
    audience_prepares = TextField(label=_("Miten osallistujat valmistautuvat?"), max_length=300, rows=2, required=False)
    questions_via_host = forms.BooleanField(label=_("Yleisön kysymykset kulkevat järjestäjän kautta"), required=False)
    materials = TextField(
        label=_("Ennakkoaineisto tai sen osoite"),
        max_length=600,
        rows=2,
        required=False,
        help_text=_("Esimerkiksi linkki ohjelmaan. Voit lähettää aineiston myöhemminkin."),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        via = self.fields.get("text_via")
        if isinstance(via, OneField):
            said = _("Osoitteeseen %(email)s. Kerro viestissä tilauksen numero %(number)s.")
            sent = {"bank": said % {"email": Bank.objects.the().email, "number": order.number}}
            via.set_reasons({}, sent)
            via.help_text = _("Tekstissä ei saa olla asiakkaiden tietoja. Lomake lähetetään tyhjänä.")
            self.fields["text_link"].needed_when = _("(jos annat linkin)")  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("text_via") == states.TextVia.LINK:
            self.need("text_link", _("Anna tekstin linkki, esimerkiksi https://esimerkki.fi/esite.pdf"))


class WhoseForm(StepForm):
    step = 2
    words = _("Kenen kokemusta")

    themes = forms.ModelMultipleChoiceField(
        label=_("Minkä kokemuksesta haluat kuulla?"),
        queryset=Theme.objects.in_use(),
        widget=ThemeTree,
        help_text=_("Valitse 1–5 teemaa."),
        error_messages={"required": _("Valitse 1–5 teemaa, esimerkiksi Mielenterveys.")},
    )
    perspective = OneField(label=_("Kenen näkökulma?"), choices=states.WantedPerspective.choices)
    theme_detail = LineField(
        label=_("Tarkennus teemaan"),
        max_length=300,
        required=False,
        help_text=_("Esimerkiksi: erityisesti nuorena saatu apu. Ei asiakkaiden tietoja."),
    )
    experts_needed = forms.TypedChoiceField(
        label=_("Kuinka monta kokemusasiantuntijaa?"),
        choices=[(n, str(n)) for n in range(1, 11)],
        coerce=int,
        empty_value=None,
    )
    other_experts = LineField(
        label=_("Onko paikalla muita puhujia?"),
        max_length=300,
        help_text=_("Jos ei ole, kirjoita: ei muita puhujia."),
        error_messages={"required": _("Kerro muut puhujat tai kirjoita: ei muita puhujia.")},
    )
    language = forms.ChoiceField(label=_("Millä kielellä?"), choices=states.Language.choices)
    sensitive_content = OneField(
        label=_("Voiko tilanne olla kokemusasiantuntijalle erityisen kuormittava?"), choices=states.Burden.choices
    )
    support_on_site = LineField(
        label=_("Kuka tukee paikalla ja jälkikäteen?"),
        max_length=300,
        required=False,
        help_text=_("Kerro tämä, jos tilanne voi kuormittaa. Esimerkiksi: opettaja Liisa on mukana ja juttelee "
                    "luennon jälkeen."),
    )  # fmt: skip
    recording = OneField(label=_("Tallennetaanko luento?"), choices=states.Recording.choices)
    requested_expert = LineField(
        label=_("Toivotko tiettyä ihmistä?"),
        max_length=120,
        required=False,
        help_text=_("Voit toivoa, mutta emme voi luvata. Toive näkyy vain pankin koordinaattorille."),
    )
    wishes = LineField(
        label=_("Muita toiveita tekijästä"), max_length=300, required=False, help_text=_("Esimerkiksi: mies.")
    )
    wishes_reason = LineField(
        label=_("Miksi toive on tarpeen?"),
        max_length=300,
        required=False,
        help_text=_("Yhdenvertaisuuslaki edellyttää perustelua. Esimerkiksi: kyse on miesten ryhmästä."),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.initial["themes"] = list(order.themes.all())
        plant_search(self, "themes")
        self.fields["support_on_site"].needed_when = _("(jos tilanne voi kuormittaa)")  # type: ignore[attr-defined]
        self.fields["wishes_reason"].needed_when = _("(jos esität toiveen)")  # type: ignore[attr-defined]

    def clean_themes(self) -> Any:
        chosen = self.cleaned_data["themes"]
        if len(chosen) > THEMES_AT_MOST:
            raise ValidationError(_("Valitse enintään viisi teemaa. Nyt niitä on %(n)s."), params={"n": len(chosen)})
        return chosen

    def clean(self) -> None:
        if self.cleaned_data.get("sensitive_content") in {"maybe", "yes"}:
            self.need("support_on_site", _("Kerro, kuka tukee, esimerkiksi: opettaja Liisa on mukana koko ajan."))
        if self.cleaned_data.get("wishes"):
            self.need("wishes_reason", _("Perustele toive, esimerkiksi: kyse on miesten ryhmästä."))

    def save(self, by: Person, reached: int) -> Order:
        return actions.save_step(
            self.order.pk, by=by, step=reached, fields=self.columns(), themes=self.cleaned_data["themes"]
        )


class WhereForm(StepForm):
    """The sessions are a formset of their own; both are judged and saved together."""

    step = 3
    words = _("Aika ja paikka")

    flexible = forms.BooleanField(
        label=_("Aika on sovittavissa"), required=False, help_text=_("Koordinaattori voi ehdottaa toista aikaa.")
    )
    planning = OneField(
        label=_("Miten tapaatte etukäteen?"),
        choices=states.Planning.choices,
        help_text=_("Suosittelemme tapaamista: silloin luento onnistuu varmemmin."),
    )
    preparation_hours = HoursField(
        label=_("Kuinka monta tuntia hän valmistautuu?"),
        max_digits=4,
        max_value=20,
        help_text=_("Luentoon riittää yleensä 2 tuntia. Valmistautumisesta maksetaan."),
    )
    form = OneField(label=_("Missä luento pidetään?"), choices=states.Form.choices)
    address = LineField(
        label=_("Osoite ja tila"),
        max_length=200,
        required=False,
        help_text=_("Esimerkiksi: Microkatu 1 B, 2. kerros, sali B2024"),
    )
    municipality = LineField(label=_("Kunta"), max_length=60, required=False, help_text=_("Esimerkiksi: Kuopio"))
    region = forms.ChoiceField(label=_("Alue"), choices=[("", _("Valitse alue")), *REGIONS], required=False)
    arrival = TextField(
        label=_("Miten perille pääsee?"),
        max_length=600,
        rows=3,
        required=False,
        help_text=_(
            "Esimerkiksi: Pääovesta sisään, aulassa odottaa Päivi. Lähin bussipysäkki on oven edessä, autopaikat "
            "takapihalla. Ennen alkua voi odottaa rauhassa huoneessa 3."
        ),
    )
    step_free = OneField(label=_("Onko paikka esteetön?"), choices=states.StepFree.choices, required=False)
    remote_tool = LineField(
        label=_("Mikä etäyhteys?"),
        max_length=60,
        required=False,
        help_text=_("Esimerkiksi: Teams. Linkin voit antaa seuraavassa vaiheessa tai myöhemmin."),
    )
    equipment = LineField(
        label=_("Mitä laitteita on käytössä?"),
        max_length=300,
        required=False,
        help_text=_("Esimerkiksi: tietokone, videotykki ja mikrofoni."),
    )

    def __init__(self, data: Any = None, *, order: Order, partial: bool = False) -> None:
        super().__init__(data, order=order, partial=partial)
        if not order.municipality:
            self.initial["municipality"] = order.unit.municipality
        needed = dict.fromkeys(
            ("address", "municipality", "region", "arrival", "step_free"), _("(kun luento on paikan päällä)")
        )
        for name, when in (needed | {"remote_tool": _("(kun luento on etänä)")}).items():
            if name in self.fields:
                self.fields[name].needed_when = when  # type: ignore[attr-defined]
        self.sessions = SessionSet.of(order, data, partial=partial)

    @classmethod
    def called(cls, task_type: TaskType) -> Any:
        return _("Määräpäivä") if task_type.by_deadline else cls.words

    def is_valid(self) -> bool:
        own = super().is_valid()
        return (self.sessions.is_valid() or self.partial) and own

    def quiet(self) -> None:
        super().quiet()
        self.sessions.quiet()

    def clean(self) -> None:
        where = self.cleaned_data.get("form")
        if where in {"site", "hybrid"}:
            self.need("address", _("Anna osoite ja tila, esimerkiksi Microkatu 1 B, sali B2024."))
            self.need("municipality", _("Anna kunta, esimerkiksi Kuopio."))
            self.need("region", _("Valitse alue, esimerkiksi Pohjois-Savo."))
            self.need("arrival", _("Kerro, miten perille pääsee, esimerkiksi: aulassa odottaa Päivi."))
            self.need("step_free", _("Valitse yksi. Jos et tiedä, valitse: ei tiedossa."))
        if where in {"remote", "hybrid"}:
            self.need("remote_tool", _("Kerro etäyhteys, esimerkiksi Teams."))

    def columns(self) -> dict[str, Any]:
        fields = super().columns()
        answers = {**self.order.answers, **fields.pop("answers", {})}
        answers.pop("typed_sessions", None)
        if not self.sessions.is_valid():
            answers["typed_sessions"] = self.sessions.typed()
        return {**fields, "answers": answers}

    def save(self, by: Person, reached: int) -> Order:
        times = self.sessions.times() if self.sessions.is_valid() else None
        return actions.save_step(
            self.order.pk,
            by=by,
            step=reached,
            fields=self.columns(),
            sessions=times,
            work_minutes=self.sessions.work_minutes() if times else None,
        )


COMMITMENTS: Mapping[str, Any] = {
    "equal": _("Kohtelen kokemusasiantuntijaa tasavertaisena kollegana."),
    "privacy": _("En kysy hänen sairauksistaan tai hoidostaan."),
    "informs": _("Kerron hyvissä ajoin tavoitteen, kuulijat ja käytännön asiat."),
    "feedback": _("Annan palautetta ja kerron, mitä muuttui."),
    "safe": _("Järjestän turvallisen tilanteen ja yhteyshenkilön."),
}


class PayerForm(StepForm):
    step = 4
    words = _("Maksaja ja lähetys")

    cost_centre = forms.ModelChoiceField(
        label=_("Kustannuspaikka, joka maksaa"),
        queryset=CostCentre.objects.none(),
        empty_label=_("Valitse maksaja"),
        error_messages={"invalid_choice": _("Tämä kustannuspaikka ei ole enää käytössä. Valitse toinen maksaja.")},
    )
    reference = LineField(label=_("Viite tai tilausnumero"), max_length=60, required=False)
    project_code = LineField(label=_("Hankekoodi"), max_length=40, required=False)
    orderer_title = LineField(label=_("Nimikkeesi"), max_length=80, required=False, help_text=_("Esimerkiksi: lehtori"))
    orderer_phone = PhoneField(
        label=_("Puhelinnumerosi"), help_text=_("Koordinaattori soittaa, jos jokin jää epäselväksi.")
    )
    site_contact_name = LineField(
        label=_("Yhteyshenkilö paikan päällä"),
        max_length=120,
        error_messages={"required": _("Kerro, kuka ottaa vastaan, esimerkiksi Päivi Virtanen.")},
    )
    site_contact_phone = PhoneField(
        label=_("Yhteyshenkilön puhelin"), help_text=_("Kokemusasiantuntija näkee tämän keikkakortissaan.")
    )
    remote_link = forms.URLField(
        label=_("Etäyhteyden linkki"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Esimerkiksi: https://teams.microsoft.com/… Voit antaa linkin myöhemminkin."),
        error_messages={"invalid": _("Kirjoita linkki kokonaan, esimerkiksi https://teams.microsoft.com/…")},
    )
    commitments = forms.MultipleChoiceField(
        label=_("Sitoudun tilaajana näihin"),
        choices=list(COMMITMENTS.items()),
        widget=Checks,
        help_text=_("Kokemusasiantuntija sitoutuu samoihin asioihin."),
        error_messages={"required": _("Merkitse kaikki viisi kohtaa, jotta voit lähettää tilauksen.")},
    )
    terms = forms.BooleanField(
        label=_("Hyväksyn peruutusehdot"),
        error_messages={"required": _("Merkitse, että hyväksyt peruutusehdot.")},
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        centres = CostCentre.objects.filter(Q(unit=order.unit_id) | Q(unit__children=order.unit_id))
        centres = centres.in_use(clock.today()).order_by("code", "pk").distinct()
        self.fields["cost_centre"].queryset = centres  # type: ignore[attr-defined]
        found = list(centres[:2])
        self.only_centre = found[0] if len(found) == 1 else None
        if order.cost_centre_id is None and self.only_centre:
            self.initial["cost_centre"] = self.only_centre.pk
        if order.form == "site":
            self.fields.pop("remote_link", None)

    def clean_commitments(self) -> list[str]:
        given: list[str] = self.cleaned_data["commitments"]
        missing = len(COMMITMENTS) - len(given)
        if missing and not self.partial:
            raise ValidationError(_("Merkitse kaikki viisi kohtaa, jotta voit lähettää tilauksen."))
        return given

    def columns(self) -> dict[str, Any]:
        fields = super().columns()
        kept = {name: self.cleaned_data.get(name) for name in ("commitments", "terms")}
        return {**fields, "answers": {**self.order.answers, **kept}}


STEPS: tuple[type[StepForm], ...] = (WhatForm, WhoseForm, WhereForm, PayerForm)
