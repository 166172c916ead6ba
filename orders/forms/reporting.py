"""What happened at a gig: the expert's changes, the orderer's other view, the coordinator's word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import Form, HoursField, OneField
from core.money import euros
from core.templatetags.kp import day, in_hours
from orders import reports
from orders.forms.fields import TextField
from orders.forms.receipts import ReceiptField, ReportTripSet
from orders.models import GigReport
from orders.states import LineKind

NOTE_ERROR = _("Kerro lyhyesti, mikä oli toisin, esimerkiksi: luento kesti puoli tuntia kauemmin.")


class ChangedForm(Form):
    """The agreed lines, filled in; what is left as it was stays as agreed. A ticket takes its receipt."""

    asks_receipts = True

    def __init__(self, *args: Any, report: GigReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = {line["offer_line"].pk: line for line in reports.as_agreed(report)}
        for pk, line in self.agreed.items():
            made = _field(line)
            if made is not None:
                self.fields[f"line-{pk}"] = made
            elif line["kind"] == LineKind.TICKET and self.asks_receipts:
                self.fields[f"receipt-{pk}"] = _receipt(line)
        self.fields["note"] = self._note()

    @property
    def takes_receipts(self) -> bool:
        return any(name.startswith("receipt-") for name in self.fields)

    def _note(self) -> forms.Field:
        return TextField(
            label=_("Mitä tapahtui toisin?"),
            max_length=1000,
            rows=2,
            required=False,
            help_text=_("Esimerkiksi: Kysymyksiä oli paljon, joten jatkoimme puoli tuntia."),
        )

    def deviation(self, trips: ReportTripSet | None = None) -> reports.Deviation:
        minutes: dict[int, int] = {}
        hours: dict[int, Decimal] = {}
        km: dict[int, Decimal] = {}
        for pk, line in self.agreed.items():
            value = self.cleaned_data.get(f"line-{pk}")
            if value is None:
                continue
            if line["kind"] == LineKind.WORK:
                minutes[pk] = int(value * 60) if line["hourly"] else value
            elif line["kind"] == LineKind.KM:
                km[pk] = value
            else:
                hours[pk] = value
        given = {pk: self.cleaned_data.get(f"receipt-{pk}") for pk in self.agreed}
        return reports.Deviation(
            minutes=minutes,
            hours=hours,
            km=km,
            trips=trips.trips() if trips else (),
            receipts={pk: receipt for pk, receipt in given.items() if receipt},
            trip_receipts=trips.receipts() if trips else (),
        )


class ContestForm(ChangedForm):
    """The orderer's version; why is always told."""

    asks_receipts = False

    def _note(self) -> forms.Field:
        return TextField(
            label=_("Mikä ei täsmää?"),
            max_length=1000,
            rows=2,
            help_text=_("Tekijä ja koordinaattori lukevat tämän. Esimerkiksi: Luento päättyi jo klo 14."),
            error_messages={"required": _("Kerro lyhyesti, mikä ei täsmää, esimerkiksi: luento päättyi jo klo 14.")},
        )


def _field(line: dict[str, Any]) -> forms.Field | None:
    """None for a line that is fixed: a ticket or a late cancellation."""
    said = {"day": day(line["date"])}
    if line["kind"] == LineKind.WORK and line["hourly"]:
        return _number(gettext("Tehdyt tunnit"), in_hours(line["minutes"]), 1, 40)
    if line["kind"] == LineKind.WORK:
        return _minutes(gettext("Kesto minuutteina, %(day)s") % said, line["offer_line"].basis.get("minutes"))
    if line["kind"] == LineKind.KM:
        return _number(gettext("Kilometrit, %(day)s") % said, line["km"], 1, 2000)
    if line["kind"] == LineKind.PREPARATION:
        return _number(gettext("Valmistelu tunteina"), line["quantity"], 2, 40)
    if line["kind"] == LineKind.PLANNING_MEETING:
        return _number(gettext("Ennakkotapaaminen tunteina"), line["quantity"], 2, 8)
    return None


def _receipt(line: dict[str, Any]) -> forms.Field:
    said = {"day": day(line["date"]), "sum": euros(line["amount_cents"])}
    return ReceiptField(
        label=gettext("Kuitti matkalipusta %(sum)s, %(day)s") % said,
        help_text=_("PDF tai kuva (JPEG, PNG). Jos liität kuitin, lipusta ei pidätetä veroa."),
    )


def _minutes(label: str, agreed: int | None) -> forms.Field:
    return forms.IntegerField(
        label=label,
        initial=agreed,
        min_value=0,
        max_value=720,
        error_messages={
            "required": _("Kirjoita kesto minuutteina, esimerkiksi 90. Jos kertaa ei pidetty, kirjoita 0."),
            "invalid": _("Kirjoita kesto minuutteina, esimerkiksi 90."),
            "min_value": _("Kesto on vähintään 0 minuuttia."),
            "max_value": _("Yksi kerta on enintään %(limit_value)s minuuttia."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def _number(label: str, agreed: Decimal, places: int, most: int) -> forms.Field:
    return HoursField(
        label=label,
        initial=agreed,
        decimal_places=places,
        max_value=most,
        error_messages={
            "required": _("Kirjoita luku, esimerkiksi 1,5. Jos tätä ei ollut, kirjoita 0."),
            "invalid": _("Kirjoita luku, esimerkiksi 1,5."),
            "max_value": _("Luku on enintään %(limit_value)s."),
        },
    )


class NotHeldForm(Form):
    reason = TextField(
        label=_("Mitä tapahtui?"),
        max_length=1000,
        rows=2,
        help_text=_("Esimerkiksi: Ovet olivat kiinni eikä kukaan ollut paikalla."),
        error_messages={"required": _("Kerro lyhyesti, mitä tapahtui, esimerkiksi: paikalla ei ollut ketään.")},
    )


class DisputeForm(Form):
    note = TextField(
        label=_("Kerro omin sanoin, miten keikka meni"),
        max_length=1000,
        rows=2,
        error_messages={"required": _("Kerro lyhyesti, miten keikka meni.")},
    )


class DecideForm(Form):
    outcome = OneField(
        label=_("Miten ratkaiset?"),
        choices=[
            ("expert", _("Kokemusasiantuntijan ilmoitus on oikea")),
            ("orderer", _("Tilaajan ilmoitus on oikea")),
            ("not_held", _("Keikka ei toteutunut, mitään ei makseta")),
        ],
    )
    reason = TextField(
        label=_("Perustelu molemmille"),
        max_length=1000,
        rows=3,
        help_text=_("Molemmat lukevat tämän. Esimerkiksi: Soitin paikalle, ja luento kesti kaksi tuntia."),
        error_messages={"required": _("Kirjoita molemmille, miksi ratkaisit näin.")},
    )

    def __init__(self, *args: Any, orderer_has_version: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(OneField, self.fields["outcome"])
        if not orderer_has_version:
            field.set_reasons({"orderer": _("Tilaaja ei antanut omia lukuja.")}, {})
