"""Is the brief whole? An expert must know what is asked before an offer can be sent (A11)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import Order
from orders.states import TextVia

REQUIRED: dict[str, str | Promise] = {
    "title": _("Otsikko"),
    "goal": _("Tavoite"),
    "description": _("Mitä kokemusasiantuntija tekee"),
    "audience_type": _("Kohderyhmä"),
    "audience_size": _("Osallistujamäärä"),
    "audience_age": _("Osallistujien ikä"),
    "works_with_vulnerable": _("Vuorovaikutus alaikäisen, iäkkään tai vammaisen kanssa"),
    "perspective": _("Näkökulma"),
    "other_experts": _("Muut puhujat"),
    "language": _("Kieli"),
    "sensitive_content": _("Voiko tilanne kuormittaa"),
    "recording": _("Tallennus"),
    "form": _("Toteutustapa"),
    "planning": _("Ennakkotapaaminen"),
    "site_contact_name": _("Yhteyshenkilö paikan päällä"),
    "site_contact_phone": _("Yhteyshenkilön puhelin"),
}


OWN: dict[str, str | Promise] = {
    "own_pair": _("Ammattilainen työparina"),
    "client_asked": _("Palvelun käyttäjältä kysytään etukäteen"),
    "text_via": _("Miten teksti tulee tekijälle"),
}


def gaps(order: Order) -> list[str]:
    """Names of the fields that still lack an answer, in the form's order."""
    kind = order.task_type
    missing = [name for name in REQUIRED if kind.asks(name) and not getattr(order, name)]
    missing += [name for name in OWN if name in kind.form_fields and not order.answers.get(name)]
    if order.form in {"site", "hybrid"}:
        missing += [name for name in ("address", "arrival", "step_free") if not getattr(order, name)]
    if order.answers.get("text_via") == TextVia.LINK and not order.answers.get("text_link"):
        missing.append("text_link")
    if order.form in {"remote", "hybrid"} and kind.asks("remote_tool") and not order.remote_tool:
        missing.append("remote_tool")
    if order.sensitive_content in {"maybe", "yes"} and not order.support_on_site:
        missing.append("support_on_site")
    if order.wishes and not order.wishes_reason:
        missing.append("wishes_reason")
    if not order.cost_centre_id:
        missing.append("cost_centre")
    if not order.sessions.exists() or order.answers.get("typed_sessions"):
        missing.append("sessions")
    if not order.themes.exists():
        missing.append("themes")
    return missing


LABELS: dict[str, str | Promise] = {
    **REQUIRED,
    **OWN,
    "address": _("Osoite"),
    "arrival": _("Saapumisohje"),
    "step_free": _("Esteettömyys paikalla"),
    "remote_tool": _("Etäyhteys"),
    "text_link": _("Tekstin linkki"),
    "support_on_site": _("Kuka tukee paikalla ja jälkikäteen"),
    "wishes_reason": _("Toiveen perustelu"),
    "cost_centre": _("Kustannuspaikka"),
    "sessions": _("Ajankohta"),
    "themes": _("Kokemusteema"),
}


def sentences(order: Order) -> list[str]:
    return [str(LABELS[name]) for name in gaps(order)]
