"""The whole brief in words, as pairs: for the expert who weighs an offer, for the gig card, for the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import Bank
from core import clock, policy
from core.forms import PhoneField
from orders.models import Order
from orders.states import Burden, Form, Planning, TextVia

Facts = list[tuple[str, Any]]


def place(order: Order) -> str:
    """Where, in one line."""
    if order.task_type.by_deadline:
        return _("omaan tahtiin, missä vain")
    if order.form == Form.REMOTE:
        return _("etänä (%(tool)s)") % {"tool": order.remote_tool} if order.remote_tool else _("etänä")
    site = ", ".join(part for part in (order.address, order.room, order.municipality) if part)
    return _("%(site)s, ja etänä") % {"site": site} if order.form == Form.HYBRID else site


def phone(number: str) -> str:
    """As people read it: 040 123 4567."""
    return str(PhoneField().prepare_value(number))


@dataclass(frozen=True)
class Call:
    """Whom to phone about a gig. `near`: so soon that a call is asked for beside the button."""

    name: str
    number: str
    near: bool


def call(order: Order, first_start: datetime | None) -> Call:
    """The order's coordinator, or the bank while there is none or the coordinator has no number."""
    who = order.coordinator
    hours = timedelta(hours=int(policy.get("phone_first_hours")))
    near = first_start is not None and first_start - clock.now() <= hours
    if who is not None and who.phone:
        return Call(who.name, phone(who.phone), near)
    bank = Bank.objects.the()
    return Call(bank.name, phone(bank.phone), near)


def what(order: Order, *, comes: bool) -> Facts:
    """What is asked and of whom. `comes`: told to the expert who would do it, else of that expert."""
    audience = [str(order.get_audience_type_display()), order.get_audience_size_display()]
    return [
        (_("Tavoite"), order.goal),
        (_("Mitä teet") if comes else _("Mitä tekijä tekee"), order.description),
        (_("Mitä odotetaan"), order.expectations),
        (
            _("Kenelle teksti on") if order.task_type.by_deadline else _("Kuulijat"),
            ", ".join(part for part in [*audience, str(order.get_audience_age_display())] if part),
        ),
        (_("Muut arvioijat") if order.task_type.by_deadline else _("Muut puhujat"), order.other_experts),
        (_("Kieli"), order.get_language_display()),
        (_("Tallennus"), order.get_recording_display() if order.task_type.asks("recording") else ""),
        (_("Voiko kuormittaa"), _burden(order)),
        *_own(order),
        (
            _("Ennakkokeskustelu") if order.task_type.by_deadline else _("Ennakkotapaaminen"),
            "" if order.planning in {"", Planning.NO} else order.get_planning_display(),
        ),
    ]


def _own(order: Order) -> Facts:
    """What was asked of this task type alone."""
    given = order.answers
    minutes = given.get("speaking_minutes")
    via_host = _("kulkevat järjestäjän kautta") if given.get("questions_via_host") else ""
    return [
        (_("Tekstin pituus"), given.get("text_length", "")),
        (_("Ammattilainen työparina"), given.get("own_pair", "")),
        (_("Omaa osuutta"), _("%(n)s minuuttia") % {"n": minutes} if minutes else ""),
        (_("Yleisön kysymykset"), via_host),
        (_("Osallistujat valmistautuvat"), given.get("audience_prepares", "")),
        (_("Ennakkoaineisto"), given.get("materials", "")),
        (_("Laitteet"), given.get("equipment", "")),
    ]


def _burden(order: Order) -> str:
    said = str(order.get_sensitive_content_display())
    if order.sensitive_content in {"", Burden.NO} or not order.support_on_site:
        return said
    return _("%(said)s. Tukena: %(who)s") % {"said": said, "who": order.support_on_site}


def text(order: Order, *, link: bool = True) -> str:
    """How the text to review reaches the expert. `link`: the address itself, which a mail's page does not tell."""
    if order.answers.get("text_via") == TextVia.BANK:
        return _("Tilaaja lähettää tekstin pankille, ja koordinaattori välittää sen tekijälle.")
    address = order.answers.get("text_link", "")
    if not link:
        return _("Linkki näkyy, kun kirjaudut.") if address else ""
    return format_html('<a href="{0}" rel="noreferrer">{0}</a>', address) if address else ""


def where(order: Order, *, contact: bool = True) -> Facts:
    """How to get there. `contact`: who meets, with the number; left out of pages opened by a mail's link."""
    who = f"{order.site_contact_name}\n{phone(order.site_contact_phone)}" if contact else ""
    if order.task_type.by_deadline:
        return [(_("Teksti"), text(order, link=contact)), (_("Kuka vastaa kysymyksiin"), who)]
    return [
        (_("Paikka"), place(order)),
        (_("Kuka ottaa vastaan"), who),
        (_("Saapuminen"), order.arrival),
        (_("Esteettömyys"), order.get_step_free_display()),
        (_("Etäyhteys"), order.remote_link if contact else ""),
    ]
