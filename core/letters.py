"""From an outbox row to a letter: plain text and the same in HTML, in the person's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import BlockNode
from django.utils import translation
from django.utils.text import normalize_newlines

from core import links
from core.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


class InLanguages(dict[str, str]):
    """A name kept in fi, sv and en; written as it is, it speaks the language of the letter."""

    def __str__(self) -> str:
        return self.get(translation.get_language() or "fi") or self["fi"]


def render(message: OutboxMessage) -> Letter:
    """Reads only; may be asked at any time, though a wiped code is gone for good."""
    with translation.override(message.language):
        context = {"person": message.person, "url": address(message), **_values(message)}
        template = get_template(f"mail/{message.template}.txt").template  # type: ignore[attr-defined]
        subject, body, action = (_block(template, name, context) for name in ("subject", "body", "action"))
        shown = {"subject": subject, "body": body, "action": action, "url": context["url"]}
        text = render_to_string("mail/_wrap.txt", shown)
        html = render_to_string("mail/_wrap.html", {**shown, "paragraphs": _paragraphs(body)})
    return Letter(subject=" ".join(subject.split()), text=text, html=html)


def address(message: OutboxMessage) -> str:
    """Absolute; a link's token is made here and nowhere kept."""
    path = links.path(message.link) if message.link else message.path
    return settings.KP_PUBLIC_URL.rstrip("/") + path if path else ""


def build(message: OutboxMessage, to: str) -> EmailMultiAlternatives:
    letter = render(message)
    mail = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [to])
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    mail.extra_headers["Message-ID"] = f"<kp-{message.pk}@{domain}>"
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.extra_headers["Content-Language"] = message.language
    mail.attach_alternative(letter.html, "text/html")
    for attachment in message.attachments:
        mail.attach(attachment["name"], attachment["content"], attachment["mime"])
    return mail


def _values(message: OutboxMessage) -> dict[str, Any]:
    values: Mapping[str, Any] = {**message.context, **(message.secret or {})}
    return {name: _value(value) for name, value in values.items()}


ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?")


def _value(value: Any) -> Any:
    """Names in three languages speak the letter's; moments kept as ISO text are moments again."""
    if _in_languages(value):
        return InLanguages(value)
    if isinstance(value, str) and (found := ISO.fullmatch(value)):
        return datetime.fromisoformat(value) if found[1] else date.fromisoformat(value)
    return value


def _in_languages(value: Any) -> bool:
    return isinstance(value, dict) and "fi" in value and value.keys() <= {"fi", "sv", "en"}


def _block(template: Template, name: str, values: Mapping[str, Any]) -> str:
    """One block of a plain mail template (which extends nothing)."""
    for node in template.nodelist.get_nodes_by_type(BlockNode):
        if isinstance(node, BlockNode) and node.name == name:
            context = Context(dict(values), autoescape=False)
            with context.render_context.push_state(template), context.bind_template(template):
                return normalize_newlines(str(node.render(context))).strip()
    return ""


def _paragraphs(body: str) -> list[str]:
    return [part.strip() for part in body.split("\n\n") if part.strip()]
