"""Links in mails. A GET shows, a POST uses; the token is made anew when the mail is sent and stored nowhere."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.crypto import mac
from core.db import lock
from core.errors import Expired, Missing, Used
from core.models import PurposeLink
from core.querysets import label

if TYPE_CHECKING:
    from accounts.models import Person

UNKNOWN: Final = _("Linkki on vajaa tai väärä. Avaa se uudelleen viestistä: joskus se katkeaa kahdelle riville.")

_routes: Final[dict[str, str]] = {}


def route(purpose: str, url_name: str) -> None:
    """The room that owns the purpose says which address (with `token`) serves it."""
    _routes[purpose] = url_name


def make(purpose: str, person: Person, obj: models.Model, *, expires_at: datetime) -> PurposeLink:
    """A live link for the same thing is used again, its life lengthened when asked for longer."""
    found = PurposeLink.objects.live(clock.now()).about(obj).filter(purpose=purpose, person=person.pk).first()
    if found is None:
        return PurposeLink.objects.create(
            purpose=purpose, person_id=person.pk, object_label=label(obj), object_id=obj.pk, expires_at=expires_at
        )
    if expires_at > found.expires_at:
        found.expires_at = expires_at
        found.save(update_fields=["expires_at"])
    return found


def token(link: PurposeLink) -> str:
    return f"{link.pk:x}-{_signature(link.pk, link.purpose)}"


def path(link: PurposeLink) -> str:
    return reverse(_routes[link.purpose], args=[token(link)])


def resolve(given: str, purpose: str, *, thanked: bool = False) -> PurposeLink:
    """The link behind a token. Raises Missing for one never made here, Used and Expired for one whose time went by.

    `thanked`: the page has its own thanks for a used one, so that one is returned too.
    """
    number, _dash, signature = given.partition("-")
    pk = int(number, 16) if number.isalnum() and number.isascii() and _is_hex(number) else 0
    if not hmac.compare_digest(_signature(pk, purpose).encode(), signature.encode()):
        raise Missing(UNKNOWN, "link")
    found = PurposeLink.objects.select_related("person").filter(pk=pk, purpose=purpose, person__is_active=True).first()
    if found is None:
        raise Missing(UNKNOWN, "link")
    if not (thanked and found.used_at):
        _judge(found)
    return found


def use(link: PurposeLink) -> PurposeLink:
    """Inside the verb's transaction: the second of two simultaneous uses gets Used."""
    row = lock(PurposeLink.objects.filter(pk=link.pk)).get()
    _judge(row)
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    return row


def _judge(link: PurposeLink) -> None:
    if link.used_at is not None:
        raise Used(code="link_used")
    if link.expires_at <= clock.now():
        raise Expired(code="link_expired")


def _is_hex(text: str) -> bool:
    return len(text) <= 15 and all(letter in "0123456789abcdef" for letter in text)


def _signature(pk: int, purpose: str) -> str:
    return base64.urlsafe_b64encode(mac(settings.KP_LINK_KEY, "link", str(pk), purpose)[:24]).decode()
