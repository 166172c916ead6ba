"""Every part of the interface in every state, to copy from. Not in git; only under DEBUG or in the demo."""

from datetime import datetime, timedelta
from types import SimpleNamespace as Row
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from core import clock
from core.forms import DateField, Form, HoursField, MoneyField, OneField, PhoneField, SeveralField, TimeField
from core.status import ALERT, OK, PLAIN, WAIT, YOU, Status


class Sample(Form):
    day = DateField(label="Päivä", help_text="Aikaisintaan 8.12.: etsimme sopivan ihmisen rauhassa.")
    starts = TimeField(label="Alkaa")
    where = OneField(
        label="Missä?",
        choices=[("here", "Paikan päällä"), ("remote", "Etänä"), ("both", "Molemmat")],
        impossible={"both": "Yhtä aikaa molemmat onnistuu vasta, kun tekijöitä on kaksi."},
        hints={"remote": "Saat linkin kalenterikutsussa."},
    )
    themes = SeveralField(label="Kenen kokemusta?", choices=[("a", "Oma kokemus"), ("b", "Läheisen kokemus")])
    place = forms.CharField(label="Osoite ja tila", initial="Microkatu 1 B, 2. kerros, sali B2024")
    arrival = forms.CharField(label="Saapuminen", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    phone = PhoneField(label="Puhelin", help_text="Esimerkiksi 040 123 4567")
    limit = MoneyField(label="Enintään, euroa")
    hours = HoursField(label="Tunnit")
    unit = forms.ChoiceField(label="Yksikkö", choices=[("", "Valitse"), ("1", "Aikuissosiaalityö")])
    email = forms.EmailField(label="Sähköposti")
    agree = forms.BooleanField(label="Olen lukenut ehdot")


BAD = {"day": "ensi viikolla", "starts": "", "phone": "en muista", "limit": "paljon", "email": "aino", "hours": "x"}
LINES = [
    Row(label="Luento, 1 kerta", cents=20000, note=""),
    Row(label="Valmistelu 2 h", cents=5000, note="2 h × 25,00 €"),
    Row(label="Matka-arvio (juna)", cents=3800, note=""),
    Row(label="Työnantajan kulut", cents=5528, note="arvio"),
]
STEPS = [
    ("Mitä", "done", "#"),
    ("Kenen kokemusta", "done", "#"),
    ("Aika ja paikka", "now", ""),
    ("Maksaja ja lähetys", "next", ""),
]
LIFE = [
    ("Tilattu", "done", "20.11."),
    ("Kustannuspaikka hyväksyi", "done", "23.11."),
    ("Etsitään tekijää", "now", "Minna K. kertoo ma 30.11. mennessä"),
    ("Sopimus", "next", ""),
    ("Keikka", "next", "8.12."),
    ("Kuittaus ja palaute", "next", ""),
]
FACTS = [
    ("Aika", "ti 8.12. klo 13.00–14.30"),
    ("Paikka", "Savonia, Microkatu 1 B\nsali B2024, Kuopio"),
    ("Tavoite", "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmiselle, joka hakee apua."),
    ("Tyhjä jää pois", ""),
]
ROWS = [["Aino E.", "ti 8.12. klo 13.00", "vahvistettu"], ["Kalle V.", "ke 9.12. klo 9.00", "odottaa"]]


def statuses(soon: datetime) -> list[Status]:
    return [
        Status("Odottaa vastaustasi", YOU, soon, WAIT, "Voit vastata myös suoraan sähköpostista."),
        Status("Etsimme tekijää", "koordinaattori Minna K.", soon, WAIT),
        Status("Keikka on vahvistettu", "", None, OK),
        Status("Tilaus on hylätty", "", None, ALERT, "Syy: aika ehti kulua."),
        Status("Luonnos", YOU, None, PLAIN),
    ]


def context(request: HttpRequest) -> dict[str, Any]:
    soon = clock.local(clock.now()).replace(hour=13, minute=0) + timedelta(days=14)
    return {
        "session": Row(starts=soon, ends=soon + timedelta(minutes=90)),
        "lines": LINES,
        "sum_cents": sum(line.cents for line in LINES),
        "good": Sample(),
        "bad": Sample({f"bad-{key}": value for key, value in BAD.items()}, prefix="bad"),
        "statuses": statuses(soon),
        "steps": STEPS,
        "life": LIFE,
        "life_stopped": [("Tilattu", "done", "20.11."), ("Peruttu", "stopped", "tilaaja perui 22.11.")],
        "facts": FACTS,
        "heads": ["Tekijä", "Aika", "Tila"],
        "rows": ROWS,
        "now": clock.now(),
    }


def page(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Tarjous on lähetetty Ainolle. Aino vastaa viimeistään to 26.11. klo 12.")
    messages.error(request, "Tilanne ehti muuttua: Aino on jo vastannut.")
    return render(request, "portal/styleguide.html", context(request))


urlpatterns = [path("tyyli/", page, name="styleguide")]
