"""People as the tests of this room need them, made without the verbs that the tests are about."""

from __future__ import annotations

import itertools
import re
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from accounts.models import CostCentre, Organisation, Person, RoleGrant, Unit
from accounts.roles import Role
from core import clock, outbox

_numbers = itertools.count(1)


def person(first_name: str = "Aino", last_name: str = "Esimerkki", **fields: Any) -> Person:
    email = fields.pop("email", f"{first_name.lower()}.{next(_numbers)}@esimerkki.invalid")
    return Person.objects.create_user(email, first_name=first_name, last_name=last_name, **fields)


def unit(name: str = "Aikuissosiaalityö", parent: Unit | None = None) -> Unit:
    organisation, _made = Organisation.objects.get_or_create(name="Saarenrannan hyvinvointialue")
    return Unit.objects.create(organisation=organisation, name=name, parent=parent)


def centre(at: Unit, approver: Person, **fields: Any) -> CostCentre:
    return CostCentre.objects.create(unit=at, code=f"4{next(_numbers)}", approver=approver, **fields)


def grant(to: Person, role: str, at: Unit | None = None, **fields: Any) -> RoleGrant:
    valid = fields.pop("valid", DateRange(clock.today(), None))
    return RoleGrant.objects.create(person=to, role=role, unit=at, valid=valid, **fields)


def holding(role: str, first_name: str = "Minna", at: Unit | None = None, **fields: Any) -> Person:
    """Somebody with one role; approvers and experts are not grants."""
    who = person(first_name, **fields)
    grant(who, role, at or (unit(f"Yksikkö {next(_numbers)}") if role == Role.ORDERER else None))
    return who


def entered(who: Person, *, second_factor: bool = True, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    now = clock.real().timestamp()
    session["kp_session"] = {"began": now, "seen": now, "until": now + 3600, "idle": 1800}
    session.save()
    if second_factor:
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": clock.real().timestamp(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(who.pk)
        session.save()
    return client


def mailed_code() -> str:
    outbox.send_mail()
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def app_code(secret: str, steps: int = 0) -> str:
    counter = int(clock.real().timestamp()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
