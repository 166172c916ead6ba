"""The session died while the form was open: the answers that were on their way wait behind the sign-in (A3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Person
from core import clock
from orders.models import Order
from tests.accounts.people import mailed_code
from tests.factories import world as make
from tests.factories.world import World
from tests.orders.ordering import STEP_1

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "vastauksesi ovat tallessa"


def a_draft(w: World) -> Order:
    return make.orders.start_draft(by=w.orderer, unit=w.unit, task_type=w.task_type)


def sign_in(client: Client, who: Person, next_page: str) -> str:
    client.post("/kirjaudu/", {"email": who.email, "next": next_page})
    answer = client.post("/kirjaudu/koodi/", {"code": mailed_code(), "next": next_page})
    return str(answer["Location"])


@pytest.mark.row("A3")
def test_a_post_that_met_an_expired_session_loses_nothing() -> None:
    w = make.world()
    draft, client = a_draft(w), Client()
    step = reverse("orders:step", args=[draft.slug, 1])
    answer = client.post(step, {**STEP_1, "title": "Kesken jäänyt"})
    assert answer["Location"] == f"/kirjaudu/?next={step}"
    assert "Kesken" not in str(Session.objects.get().session_data), "kept encrypted"
    assert sign_in(client, w.orderer, step) == step
    page = client.get(step).content.decode()
    assert "Kesken jäänyt" in page and STEP_1["goal"] in page and SAID in page
    draft.refresh_from_db()
    assert draft.title == "", "shown, and not saved by itself"
    assert client.session.get_expiry_age() > 10 * 24 * 3600, "the sign-in lasts as any other"
    assert client.post(step, {**STEP_1, "title": "Kesken jäänyt"}).status_code == 302
    assert SAID not in client.get(step).content.decode()


@pytest.mark.row("A3")
def test_another_person_at_the_same_machine_sees_nothing_of_it() -> None:
    w = make.world()
    draft, client = a_draft(w), Client()
    step = reverse("orders:step", args=[draft.slug, 1])
    client.post(step, {**STEP_1, "title": "Kesken jäänyt"})
    sign_in(client, w.expert.person, step)
    assert client.get(step).status_code == 404
    assert "Kesken jäänyt" not in client.get(reverse("portal:front"), follow=True).content.decode()


@pytest.mark.row("A3")
def test_the_last_step_comes_back_too_and_old_answers_do_not() -> None:
    w = make.world()
    draft, client = a_draft(w), Client()
    last = reverse("orders:step", args=[draft.slug, 4])
    answer = client.post(reverse("orders:submit", args=[draft.slug]), {"reference": "viite 77"})
    assert answer["Location"] == f"/kirjaudu/?next={last}"
    sign_in(client, w.orderer, last)
    assert SAID in client.get(last).content.decode()
    session = client.session
    session["held_answers"] = {**session["held_answers"], "at": (clock.real() - timedelta(hours=2)).timestamp()}
    session.save()
    assert SAID not in client.get(last).content.decode()


@pytest.mark.system
@pytest.mark.row("A3")
def test_in_a_browser_without_javascript_the_session_is_killed_in_the_middle(
    browser: Browser, live_server: LiveServer
) -> None:
    w = make.world()
    draft = a_draft(w)
    page = browser.new_context(java_script_enabled=False, locale="fi-FI").new_page()
    step = live_server.url + reverse("orders:step", args=[draft.slug, 1])

    def enter() -> None:
        page.get_by_label("Sähköpostiosoitteesi").fill(str(w.orderer.email))
        page.locator("main button.btn-primary").click()
        page.get_by_label("Koodi sähköpostistasi").fill(mailed_code())
        page.locator("main button.btn-primary").click()

    page.goto(step)
    enter()
    page.locator("[name=title]").fill("Luento, joka jäi kesken")
    page.locator("[name=goal]").fill(STEP_1["goal"])
    Session.objects.all().delete()
    page.locator("main form button.btn-primary").last.click()
    enter()
    expect(page.get_by_text(SAID)).to_be_visible()
    assert page.url == step
    expect(page.locator("[name=title]")).to_have_value("Luento, joka jäi kesken")
    expect(page.locator("[name=goal]")).to_have_value(STEP_1["goal"])
    page.context.close()
