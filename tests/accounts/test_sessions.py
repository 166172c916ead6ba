"""Sessions of staff are short, also on a machine that others use; limits of asking go by person and by address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from accounts.roles import Role
from core.models import OutboxMessage
from tests.accounts.people import entered, grant, holding, mailed_code, person
from tests.factories import world as make
from tests.orders.ordering import STEP_1

pytestmark = pytest.mark.django_db
HOME = "/omat-tiedot/"


def signed_in(who: Person) -> Client:
    client = Client()
    client.post("/kirjaudu/", {"email": who.email})
    client.post("/kirjaudu/koodi/", {"code": mailed_code()})
    return client


def pass_time(client: Client, minutes: int, *names: str) -> None:
    session = client.session
    kept = dict(session["kp_session"])
    for name in names:
        kept[name] -= timedelta(minutes=minutes).total_seconds()
    session["kp_session"] = kept
    session.save()


@pytest.mark.row("L8")
def test_staff_left_alone_for_half_an_hour_are_signed_out() -> None:
    client = entered(holding(Role.COORDINATOR))
    pass_time(client, 29, "seen")
    page = client.get(HOME)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store", "nothing to go back to on a shared machine"
    pass_time(client, 29, "seen")
    assert client.get(HOME).status_code == 200, "opening a page counts"
    pass_time(client, 31, "seen")
    answer = client.get(HOME, follow=True)
    assert answer.redirect_chain[0][0] == f"/kirjaudu/?next={HOME}"
    assert "Kirjasimme sinut ulos" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.row("L8")
def test_a_staff_session_ends_with_the_working_day_however_busy() -> None:
    client = entered(holding(Role.COORDINATOR))
    pass_time(client, 61, "until")
    assert client.get(HOME)["Location"].startswith("/kirjaudu/")


@pytest.mark.row("L8")
def test_a_role_given_in_mid_session_shortens_it_from_its_own_beginning() -> None:
    """An orderer's two weeks would else become a coordinator's."""
    for minutes in (60, 9 * 60):
        who = person()
        client = signed_in(who)
        assert client.session.get_expiry_age() > 13 * 86400
        pass_time(client, 10 * 60, "seen")
        pass_time(client, minutes, "began")
        grant(who, Role.COORDINATOR)
        answer = client.get(HOME)
        assert answer.status_code == 302
        kept = "/tunnistus/" if minutes < 8 * 60 else "/kirjaudu/"
        assert answer["Location"].startswith(kept)
        assert client.session.get_expiry_age() <= 7 * 3600 or "_auth_user_id" not in client.session


def test_an_expert_or_orderer_is_not_hurried() -> None:
    client = signed_in(person())
    pass_time(client, 5 * 24 * 60, "seen", "began")
    assert client.get(HOME).status_code == 200


@pytest.mark.row("L8")
def test_signing_out_everywhere_ends_every_session() -> None:
    who = person()
    here, there = entered(who), entered(who)
    assert "kaikilta laitteilta" in here.get(HOME).content.decode()
    assert "kaikilta laitteilta" in here.post("/omat-tiedot/ulos-kaikkialta/", follow=True).content.decode()
    for client in (here, there):
        assert client.get(HOME)["Location"].startswith("/kirjaudu/")


def test_asking_for_codes_is_limited_by_person_from_everywhere_and_by_address_for_everybody() -> None:
    who = person()
    for number in range(8):
        Client(REMOTE_ADDR=f"192.0.2.{number + 1}").post("/kirjaudu/", {"email": who.email})
    assert OutboxMessage.objects.filter(person=who).count() == 5, "one person, many machines"
    for _number in range(30):
        Client(REMOTE_ADDR="198.51.100.1").post("/kirjaudu/", {"email": person().email})
    assert OutboxMessage.objects.exclude(person=who).count() == 20, "one machine, many people"


def test_behind_our_proxy_the_address_is_the_visitors(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(25):
        seen = f"203.0.113.9, 192.0.2.{number + 1}"
        Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": seen}).post("/kirjaudu/", {"email": person().email})
    assert OutboxMessage.objects.count() == 25, "what a visitor claims counts for nothing; the proxy's own word does"


def test_strangers_leave_no_more_than_so_many_forms_waiting() -> None:
    w = make.world()
    step = reverse(
        "orders:step", args=[make.orders.start_draft(by=w.orderer, unit=w.unit, task_type=w.task_type).slug, 1]
    )
    for _number in range(25):
        Client(REMOTE_ADDR="198.51.100.7").post(step, {**STEP_1, "goal": "x" * 50_000})
    assert Session.objects.count() == 20
    Client(REMOTE_ADDR="198.51.100.8").post(step, STEP_1)
    assert Session.objects.count() == 21
