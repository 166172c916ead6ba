"""What an orderer may change of an order that somebody has agreed to, and what of it is told: differences in words.

A time goes by a proposal, another town or another way to hold it by the coordinator: they need the expert's yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from orders.models import Order
from orders.states import Form

SITE: Final = ("address", "room", "arrival", "step_free")
REMOTE: Final = ("remote_tool", "remote_link")
CONTACT: Final = ("site_contact_name", "site_contact_phone")
TEXT: Final = ("goal", "description")
"""Spelling and clearer words: read on the card, told of in no mail. What was agreed stays as the contract has it."""


@dataclass(frozen=True)
class Difference:
    """`old` and `new` are empty for what a mail, which may be sent on, doesn't say: a number, a link."""

    label: str
    old: str = ""
    new: str = ""


def changeable(order: Order) -> tuple[str, ...]:
    site = SITE if order.form in {Form.SITE, Form.HYBRID} else ()
    joins = order.form in {Form.REMOTE, Form.HYBRID} and order.task_type.asks("remote_tool")
    remote = REMOTE if joins else ()
    return (*site, *remote, *CONTACT, *TEXT)


def values(order: Order) -> dict[str, str]:
    return {name: getattr(order, name) for name in changeable(order)}


def differences(order: Order, before: dict[str, str]) -> list[Difference]:
    """In the language of the moment; only what changes where one goes, whom one meets or how one joins."""
    found = [
        Difference(_("Paikka"), *_both(order, before, "address", "room")),
        Difference(_("Saapuminen"), *_both(order, before, "arrival")),
        Difference(_("Esteettömyys"), *_step_free(order, before)),
        Difference(_("Etäyhteys"), *_both(order, before, "remote_tool")),
        Difference(_("Kuka ottaa vastaan"), *_both(order, before, "site_contact_name")),
    ]
    hidden = {"remote_link": _("Etäyhteyden linkki"), "site_contact_phone": _("Yhteyshenkilön puhelin")}
    told = [row for row in found if row.old != row.new]
    return told + [Difference(words) for name, words in hidden.items() if _changed(order, before, name)]


def _changed(order: Order, before: dict[str, str], name: str) -> bool:
    return name in before and before[name] != getattr(order, name)


def _both(order: Order, before: dict[str, str], *names: str) -> tuple[str, str]:
    """Nothing twice where the spelling alone was mended: letters and spaces count, capitals don't."""
    old, new = ([values.get(name, "") for name in names] for values in (before, vars(order)))
    said = ", ".join(part for part in old if part), ", ".join(part for part in new if part)
    same = not set(names) & before.keys() or _plain(said[0]) == _plain(said[1])
    return ("", "") if same else said


def _step_free(order: Order, before: dict[str, str]) -> tuple[str, str]:
    if not _changed(order, before, "step_free"):
        return "", ""
    words = dict(Order._meta.get_field("step_free").choices or ())
    return str(words.get(before["step_free"], "")), str(words.get(order.step_free, ""))


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")
