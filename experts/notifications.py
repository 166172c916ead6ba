"""One function a message; each only adds an outbox row."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit, clock, outbox
from experts.models import Expert

audit.word("contact_and_themes", _("yhteystietosi ja teemat, jotka annoit koordinaattorin nähdä"))


def welcome(expert: Expert) -> None:
    outbox.mail(
        "experts_welcome",
        expert.person,
        about=expert,
        dedupe=f"experts_welcome:{expert.pk}",
        path=reverse("experts:payee"),
    )


def account_changed(expert: Expert, used_from: date) -> None:
    """To the address on record, so that a stranger's change is seen in time."""
    outbox.mail(
        "experts_account_changed",
        expert.person,
        about=expert,
        context={"used_from": used_from.isoformat()},
        dedupe=f"experts_account_changed:{expert.pk}:{used_from}",
        path=reverse("experts:payee"),
    )


def identity_changed(expert: Expert) -> None:
    outbox.mail(
        "experts_identity_changed",
        expert.person,
        about=expert,
        dedupe=f"experts_identity_changed:{expert.pk}:{clock.now():%Y%m%d%H%M%S}",
        path=reverse("experts:payee"),
    )
