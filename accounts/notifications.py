"""One function a message; each only adds an outbox row or a task."""

from __future__ import annotations

import secrets

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import FactorReset, Person, RoleGrant
from accounts.roles import Role
from core import audit, outbox, todo

SECOND_YES = "accounts.second_yes"
todo.word(SECOND_YES, _("Vahvista rooli, jonka toinen pääkäyttäjä antoi"))
RESET = "accounts.factor_reset"
todo.word(RESET, _("Vahvista kirjautumisen nollaus, jonka toinen pääkäyttäjä pyysi"))
audit.word("contact", _("Yhteystietosi ja roolisi"), of_others=_("Yhteystiedot ja roolit"))


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


def contact_changed(person: Person, old_email: str, changed: list[str]) -> None:
    """To where the person reads mail now, and to the old address too, so that nobody is moved away unseen."""
    if not {"email", "phone"} & set(changed):
        return
    for address in {"", old_email if "email" in changed else ""}:
        outbox.mail(
            "accounts_contact_changed",
            person,
            about=person,
            context={"fields": [name for name in changed if name in {"email", "phone"}]},
            dedupe=f"contact_changed:{person.pk}:{secrets.token_hex(8)}",
            path=reverse("accounts:me"),
            address=address,
        )


def second_yes_wanted(grant: RoleGrant) -> None:
    todo.open(SECOND_YES, grant, role=Role.MAIN_USER)


def second_yes_given(grant: RoleGrant) -> None:
    todo.close(SECOND_YES, grant)


def factor_reset_asked(row: FactorReset) -> None:
    todo.open(RESET, row, role=Role.MAIN_USER)
    _factor_reset(row, "accounts_factor_reset_asked")


def factor_reset_settled(row: FactorReset) -> None:
    todo.close(RESET, row)


def factor_reset_done(row: FactorReset) -> None:
    _factor_reset(row, "accounts_factor_reset_done")


def _factor_reset(row: FactorReset, template: str) -> None:
    outbox.mail(template, row.person, about=row, dedupe=f"{template}:{row.pk}", path=reverse("account_login"))
