"""The four-step form through the interface."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from orders.forms.ordering import STEPS
from orders.models import Order
from orders.states import OrderState
from tests.factories.world import NOW, World
from tests.orders.ordering import STEP_1, STEP_3, address, errors, fill, inside, order_by_form, start, step_2, step_4


@pytest.fixture
def orderer(w: World) -> Client:
    return inside(w.orderer)


def test_four_steps_make_an_order(w: World, orderer: Client) -> None:
    order = order_by_form(orderer, w)
    assert order.state == OrderState.AWAITING_APPROVER
    assert order.answers["speaking_minutes"] == 45
    assert sorted(order.answers["commitments"]) == sorted(["equal", "privacy", "informs", "feedback", "safe"])
    assert [clock.local(s.starts).hour for s in order.sessions.all()] == [13]


QUESTIONS = {
    1: ["title", "goal", "description", "expectations", "audience_type", "audience_size", "audience_age",
        "works_with_vulnerable", "speaking_minutes", "audience_prepares", "questions_via_host", "materials"],
    2: ["themes", "perspective", "theme_detail", "experts_needed", "other_experts", "language", "sensitive_content",
        "support_on_site", "recording", "requested_expert", "wishes", "wishes_reason"],
    3: ["flexible", "planning", "preparation_hours", "form", "address", "municipality", "region", "arrival",
        "step_free", "remote_tool", "equipment"],
    4: ["cost_centre", "reference", "project_code", "orderer_title", "orderer_phone", "site_contact_name",
        "site_contact_phone", "remote_link", "commitments", "terms"],
}  # fmt: skip


@pytest.mark.row("A2")
@pytest.mark.parametrize("number", QUESTIONS)
def test_a_lectures_questions_by_step(w: World, orderer: Client, number: int) -> None:
    order = start(orderer, w)
    asked = list(STEPS[number - 1](order=order).fields)
    assert asked == QUESTIONS[number]
    assert len(asked) + (number == 3) <= 12, "the sessions are one question more"
    page = orderer.get(address(order, number))
    assert page.status_code == 200
    for name in asked:
        assert f'name="{name}"' in page.content.decode()


@pytest.mark.row("A2")
def test_a_field_of_another_step_or_type_is_not_kept(w: World, orderer: Client) -> None:
    order = start(orderer, w)
    foreign = {"address": "Muualla 1", "state": "staffed", "approved_max_cents": "1"}
    assert orderer.post(address(order, 1), STEP_1 | foreign).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.address, order.approved_max_cents) == ("draft", "", None)


@pytest.mark.row("A2")
@pytest.mark.parametrize("later", [{}, {"later": "1"}])
def test_another_types_field_is_refused_with_a_sentence(w: World, orderer: Client, later: dict[str, str]) -> None:
    order = start(orderer, w)
    page = orderer.post(address(order, 1), STEP_1 | {"own_pair": "Liisa"} | later)
    assert page.status_code == 422
    assert "jota tässä tehtävässä ei kysytä" in page.content.decode()
    order.refresh_from_db()
    assert (order.title, order.answers) == ("", {})


@pytest.mark.row("A2")
def test_another_task_types_own_questions_are_not_asked(w: World, orderer: Client) -> None:
    order = start(orderer, w)
    order.task_type.form_fields = []
    order.task_type.save()
    assert "speaking_minutes" not in STEPS[0](order=Order.objects.get(pk=order.pk)).fields


@pytest.mark.row("A3")
def test_a_broken_session_returns_to_the_same_step_with_the_answers(w: World, orderer: Client) -> None:
    order = fill(orderer, w, last=2)
    again = inside(w.orderer)
    page = again.get(reverse("orders:new")).content.decode()
    assert address(order, 3) in page, "the draft is offered at the step where it was left"
    kept = again.get(address(order, 2)).content.decode()
    assert "ei muita puhujia" in kept


@pytest.mark.row("A3")
def test_a_step_is_kept_half_done(w: World, orderer: Client) -> None:
    order = start(orderer, w)
    half = {"title": "Luento", "goal": "Kesken", "later": "1"}
    page = orderer.post(address(order, 1), half)
    assert page.status_code == 422, "a goal of one word is told of, and kept on the page"
    assert "Kesken" in page.content.decode()
    assert orderer.post(address(order, 1), {"title": "Luento", "later": "1"}).status_code == 302
    order.refresh_from_db()
    assert (order.title, order.step, order.state) == ("Luento", 1, "draft")


@pytest.mark.row("A3")
def test_sessions_half_typed_are_kept_as_they_were(w: World, orderer: Client) -> None:
    order = fill(orderer, w, last=2)
    assert orderer.post(address(order, 3), STEP_3 | {"kerta-0-starts": "", "later": "1"}).status_code == 302
    page = orderer.get(address(order, 3)).content.decode()
    assert 'value="29.9.2026"' in page
    assert 'value="14.30"' in page


@pytest.mark.row("A3")
@pytest.mark.usefixtures("w")
def test_nobody_else_sees_a_draft(w: World, orderer: Client) -> None:
    order = fill(orderer, w)
    for other in (w.coordinator, w.approver, w.main_user, w.expert.person):
        assert inside(other).get(address(order, 1)).status_code == 404
        assert inside(other).get(reverse("portal:order", args=[order.slug])).status_code == 404


WRONG = [
    (1, {"title": ""}, "title", "Tämä kohta on vielä tyhjä"),
    (1, {"goal": "Lyhyt"}, "goal", "ainakin 30 merkkiä"),
    (1, {"description": "Asiakas 010190-123A tulee"}, "description", "henkilötunnus"),
    (1, {"audience_type": "kaikki"}, "audience_type", ""),
    (1, {"speaking_minutes": "vartti"}, "speaking_minutes", "numeroina, esimerkiksi 30"),
    (2, {"themes": []}, "themes", "Valitse 1–5 teemaa, esimerkiksi"),
    (2, {"other_experts": ""}, "other_experts", "kirjoita: ei muita puhujia"),
    (2, {"sensitive_content": "yes"}, "support_on_site", "esimerkiksi: opettaja Liisa"),
    (2, {"wishes": "mies"}, "wishes_reason", "esimerkiksi: kyse on miesten ryhmästä"),
    (3, {"form": "remote"}, "remote_tool", "esimerkiksi Teams"),
    (3, {"address": ""}, "address", "esimerkiksi Microkatu"),
    (3, {"preparation_hours": "pari"}, "preparation_hours", "esimerkiksi 1,5"),
    (4, {"site_contact_phone": "puhelin"}, "site_contact_phone", "esimerkiksi 040 123 4567"),
    (4, {"commitments": ["equal"]}, "commitments", "kaikki viisi"),
    (4, {"terms": ""}, "terms", "hyväksyt peruutusehdot"),
    (4, {"cost_centre": "9999"}, "cost_centre", ""),
]


@pytest.mark.parametrize(("number", "change", "field", "said"), WRONG)
def test_a_wrong_answer_is_told_and_everything_typed_is_kept(
    w: World, orderer: Client, number: int, change: dict[str, object], field: str, said: str
) -> None:
    order = fill(orderer, w)
    given = {1: STEP_1, 2: step_2(), 3: STEP_3, 4: step_4(w)}[number] | {"reference": "VIITE-7"} | change
    url = reverse("orders:submit", args=[order.slug]) if number == 4 else address(order, number)
    page = orderer.post(url, given)
    text = page.content.decode()
    assert page.status_code == 422
    assert page.context["form"].has_error(field), errors(page)
    assert 'class="errors"' in text
    assert said in text
    for kept in ("Microkatu 1, B2024",) if number == 3 and "address" not in change else ():
        assert kept in text
    if number == 4:
        assert "VIITE-7" in text
    if number == 1 and "goal" not in change:
        assert STEP_1["goal"] in text
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


TIMES = [
    ({"kerta-0-date": "eilen"}, "muodossa 8.12.2026"),
    ({"kerta-0-date": ""}, "esimerkiksi 8.12.2026"),
    ({"kerta-0-date": "31.8.2026"}, "31.8.2026 on jo mennyt"),
    ({"kerta-0-starts": "yksi"}, "muodossa 13.00"),
    ({"kerta-0-ends": "12.00"}, "alkamisajan jälkeen, esimerkiksi 14.30"),
    ({"kerta-0-date": "1.9.2026", "kerta-0-starts": "8.00"}, "jo mennyt"),
    (
        {"kerta-TOTAL_FORMS": "2", "kerta-1-date": "29.9.2026", "kerta-1-starts": "14.00", "kerta-1-ends": "15.00"},
        "Kaksi kertaa on samaan aikaan",
    ),
]


@pytest.mark.parametrize(("change", "said"), TIMES)
def test_a_wrong_time_is_told_at_once(w: World, orderer: Client, change: dict[str, str], said: str) -> None:
    order = fill(orderer, w, last=2)
    page = orderer.post(address(order, 3), STEP_3 | change)
    assert page.status_code == 422
    text = page.content.decode()
    assert said in text
    assert "Microkatu 1, B2024" in text
    assert not order.sessions.exists()


def test_sessions_are_added_removed_and_picked_without_javascript(w: World, orderer: Client) -> None:
    order = fill(orderer, w, last=2)
    more = orderer.post(address(order, 3), STEP_3 | {"add": "1"}).content.decode()
    assert 'name="kerta-1-date"' in more
    assert "29.9.2026" in more
    assert 'class="errors"' not in more
    two = STEP_3 | {"kerta-TOTAL_FORMS": "2", "kerta-1-date": "6.10.2026", "kerta-1-starts": "9", "kerta-1-ends": "10"}
    less = orderer.post(address(order, 3), two | {"remove": "0"}).content.decode()
    assert "6.10.2026" in less
    assert 'name="kerta-1-date"' not in less
    picked = orderer.post(address(order, 3), STEP_3 | {"kerta-0-date": "", "pick": "30.9.2026"}).content.decode()
    assert 'value="30.9.2026"' in picked
    assert orderer.post(address(order, 3), two).status_code == 302
    assert order.sessions.count() == 2


@pytest.mark.row("A7")
def test_days_that_have_passed_are_disabled_with_the_reason(w: World, orderer: Client) -> None:
    order = fill(orderer, w, last=2)
    with clock.at(NOW.replace(day=3)):
        page = orderer.get(address(order, 3)).content.decode()
    assert 'value="2.9.2026" disabled' in page
    assert 'value="3.9.2026" disabled' not in page
    assert "mennyt" in page
    assert "lyhyt varoitusaika" in page


@pytest.mark.row("A7")
@pytest.mark.parametrize("day", ["1.9.2026", "2.9.2026", "14.9.2026", "21.9.2026", "24.12.2026", "27.9.2026"])
def test_any_day_that_the_form_takes_can_be_sent(w: World, orderer: Client, day: str) -> None:
    order = fill(orderer, w, last=2)
    assert orderer.post(address(order, 3), STEP_3 | {"kerta-0-date": day}).status_code == 302
    page = orderer.get(address(order, 4))
    hurried = "Aika on lähellä" in page.content.decode()
    assert hurried == (day in {"1.9.2026", "2.9.2026", "14.9.2026", "21.9.2026"}), "warned of below 15 working days"
    assert orderer.post(reverse("orders:submit", args=[order.slug]), step_4(w)).status_code == 302
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_APPROVER


@pytest.mark.row("A7")
def test_a_time_that_passed_while_the_draft_waited_is_said_before_sending(w: World, orderer: Client) -> None:
    order = fill(orderer, w)
    with clock.at(NOW.replace(month=10)):
        page = orderer.get(address(order, 4)).content.decode()
    assert "ensimmäinen kerta on jo alkanut" in page
    assert "formaction" not in page, "the button is disabled and says why"


@pytest.mark.row("A11")
def test_a_brief_with_gaps_cannot_be_sent(w: World, orderer: Client) -> None:
    order = fill(orderer, w, last=1)
    page = orderer.get(address(order, 4)).content.decode()
    for missing in ("Kokemusteema", "Ajankohta", "Toteutustapa", "Muut puhujat"):
        assert missing in page
    answer = orderer.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert answer.status_code == 422
    assert "Tilauksesta puuttuu vielä" in answer.content.decode()
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT


@pytest.mark.row("A4")
def test_the_price_stands_beside_the_form_with_its_parts(w: World, orderer: Client) -> None:
    order = fill(orderer, w)
    page = orderer.get(address(order, 4)).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for said in ("200,00 €", "Valmistelu 2 h", "50,00 €", "Ennakkotapaaminen 1 h", "25,00 €", "Matka-arvio",
                 "Työnantajan kulut", "Yhteensä enintään", "kustannuspaikka 4312", "28.9. klo 13.00 asti"):  # fmt: skip
        assert said in page


@pytest.mark.row("A4")
def test_the_live_price_keeps_nothing(w: World, orderer: Client) -> None:
    order = fill(orderer, w)
    longer = STEP_3 | {"kerta-0-ends": "16.00", "planning": "no"}
    page = orderer.post(reverse("orders:price", args=[order.slug]), longer).content.decode()
    assert "250,00" in page, "ninety minutes, and two started hours more"
    assert "Ennakkotapaaminen" not in page
    order.refresh_from_db()
    assert (order.planning, order.sessions.get().minutes) == ("meeting", 90)


def test_a_second_click_finds_the_order_sent(w: World, orderer: Client) -> None:
    order = order_by_form(orderer, w)
    again = orderer.post(reverse("orders:submit", args=[order.slug]), step_4(w))
    assert again.headers["Location"] == reverse("portal:order", args=[order.slug])
    assert order.approvals.count() == 1
    stale = orderer.post(address(order, 1), STEP_1 | {"title": "Toinen"})
    assert stale.status_code == 409
    order.refresh_from_db()
    assert order.title == STEP_1["title"]


def test_a_draft_is_thrown_away_by_its_writer_alone(w: World, orderer: Client) -> None:
    order = start(orderer, w)
    url = reverse("orders:discard", args=[order.slug])
    assert inside(w.coordinator).post(url).status_code == 404
    assert orderer.get(url).status_code == 405
    assert orderer.post(url).status_code == 302
    assert not Order.objects.filter(pk=order.pk).exists()


def test_only_orderers_order(w: World) -> None:
    for person in (w.approver, w.coordinator, w.expert.person, w.payroll):
        assert inside(person).get(reverse("orders:new")).status_code == 403
    assert Client().get(reverse("orders:new")).status_code == 302


@pytest.mark.parametrize("count", ["", "x", "²", "-3", "999999999999999999999"])
@pytest.mark.parametrize("button", ["add", "remove", "pick", "later"])
def test_a_form_bent_by_hand_breaks_nothing(w: World, orderer: Client, count: str, button: str) -> None:
    order = fill(orderer, w, last=2)
    bent = STEP_3 | {"kerta-TOTAL_FORMS": count, button: "x²"}
    assert orderer.post(address(order, 3), bent).status_code in {200, 302, 422}
    assert orderer.post(reverse("orders:price", args=[order.slug]), bent).status_code == 200
    assert orderer.get(reverse("orders:list"), {"ennen": "²"}).status_code == 200
    assert orderer.get(address(order, 9)).status_code == 302
