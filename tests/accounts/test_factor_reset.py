"""Phone and recovery codes lost: two main users bring somebody back, through the pages."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from accounts.models import FactorReset, Person
from accounts.roles import Role
from core import outbox
from core.models import AuditEntry
from tests.accounts.people import entered, holding, mailed_code

pytestmark = [pytest.mark.django_db, pytest.mark.row("L8")]


def enrolled(role: str = Role.COORDINATOR) -> Person:
    who = holding(role, "Katri")
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(who)
    return who


def test_two_main_users_reset_a_lost_factor_and_the_person_enrols_anew() -> None:
    first, second, lost = holding(Role.MAIN_USER, "Minna"), holding(Role.MAIN_USER, "Matti"), enrolled()
    thief, one, two = entered(lost), entered(first), entered(second)
    page = f"/ihmiset/{lost.slug}/nollaa/"
    assert "Puhelin ja varakoodit" in one.get(f"/ihmiset/{lost.slug}/").content.decode()
    assert one.post(page, {"reason": ""}).status_code == 422
    said = one.post(page, {"reason": "Soitti, tunnistin äänestä"}, follow=True).content.decode()
    assert "odottaa toista pääkäyttäjää" in said
    assert Authenticator.objects.filter(user=lost).count() == 2, "asking alone takes nothing away"
    row = FactorReset.objects.get()
    yes = f"/nollaukset/{row.slug}/vahvista/"
    assert one.post(yes).status_code == 403, "not by who asked"
    waiting = two.get("/ihmiset/vahvistettavat/").content.decode()
    assert "tunnistin äänestä" in waiting and yes in waiting
    assert yes not in one.get("/ihmiset/vahvistettavat/").content.decode()
    two.post(yes)
    two.post(yes)
    assert not Authenticator.objects.filter(user=lost).exists()
    assert thief.get("/omat-tiedot/")["Location"].startswith("/kirjaudu/"), "every session ended"
    outbox.send_mail()
    subjects = [letter.subject for letter in mail.outbox if lost.email in letter.to]
    assert subjects == ["Vahvaa kirjautumistasi ollaan nollaamassa", "Vahva kirjautumisesi on nollattu"]
    verbs = list(
        AuditEntry.objects.filter(about=lost, verb__startswith="accounts.factor")
        .order_by("pk")
        .values_list("verb", "by", "reason")
    )
    assert verbs[-2:] == [
        ("accounts.factor_reset_asked", first.pk, "Soitti, tunnistin äänestä"),
        ("accounts.factor_reset_done", second.pk, "Soitti, tunnistin äänestä"),
    ]
    client = Client()
    client.post("/kirjaudu/", {"email": lost.email})
    client.post("/kirjaudu/koodi/", {"code": mailed_code()})
    assert client.get("/etusivu/coordinator/")["Location"].startswith("/tunnistus/sovellus/")


def test_a_reset_may_be_taken_back_and_nobody_resets_oneself() -> None:
    first, second, lost = holding(Role.MAIN_USER, "Minna"), holding(Role.MAIN_USER, "Matti"), enrolled()
    one = entered(first)
    assert one.post(f"/ihmiset/{first.slug}/nollaa/", {"reason": "oma"}).status_code == 403
    one.post(f"/ihmiset/{lost.slug}/nollaa/", {"reason": "väärä ihminen"})
    assert one.post(f"/ihmiset/{lost.slug}/nollaa/", {"reason": "toistamiseen"}).status_code == 422
    row = FactorReset.objects.get()
    entered(second).post(f"/nollaukset/{row.slug}/peru/")
    entered(second).post(f"/nollaukset/{row.slug}/vahvista/")
    row.refresh_from_db()
    assert row.settled_at and not row.done
    assert Authenticator.objects.filter(user=lost).count() == 2


def test_one_main_user_alone_helps_at_once_as_with_roles() -> None:
    first, lost = holding(Role.MAIN_USER, "Minna"), enrolled()
    said = entered(first).post(f"/ihmiset/{lost.slug}/nollaa/", {"reason": "puhelin"}, follow=True).content.decode()
    assert "Nollaus on tehty" in said
    assert not Authenticator.objects.filter(user=lost).exists()
