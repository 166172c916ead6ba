"""One function a message; each only adds an outbox row or a task."""

from __future__ import annotations

import secrets

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, RoleGrant
from accounts.roles import Role
from core import audit, outbox, todo

SECOND_YES = "accounts.second_yes"
todo.word(SECOND_YES, _("Vahvista rooli, jonka toinen pääkäyttäjä antoi"))
audit.word("contact", _("Yhteystietosi ja roolisi"))


def sign_in_code(person: Person, code: str) -> None:
    outbox.mail(
        "sign_in_code",
        person,
        about=person,
        secret={"code": code},
        dedupe=f"sign_in_code:{person.pk}:{secrets.token_hex(8)}",
        path=reverse("account_confirm_login_code"),
    )


def role_given(grant: RoleGrant) -> None:
    outbox.mail(
        "role_given",
        grant.person,
        about=grant,
        context={"role": grant.role, "unit": grant.unit.name if grant.unit else ""},
        dedupe=f"role_given:{grant.pk}",
        path=reverse("account_login"),
    )


def second_yes_wanted(grant: RoleGrant) -> None:
    todo.open(SECOND_YES, grant, role=Role.MAIN_USER)


def second_yes_given(grant: RoleGrant) -> None:
    todo.close(SECOND_YES, grant)
