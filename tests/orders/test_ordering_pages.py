"""List, status page, question, cancelling: as the orderer sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Person
from accounts.roles import Role
from core import clock, outbox, policy
from core.errors import DomainError
from core.models import AuditEntry, OutboxMessage
from orders import actions, brief, consequences, shown
from orders.models import Order
from orders.states import ORDER_MOVES, OrderState
from payments import actions as payments
from payments.models import Contract, Fee
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World
from tests.orders.ordering import inside, step_4

Queries = Callable[..., Any]
LIST, LIST_STAFFED, DETAIL, DETAIL_STAFFED = 6, 11, 23, 24


@pytest.fixture
def orderer(w: World) -> Client:
    return inside(w.orderer)


def page(client: Client, order: Order) -> str:
    answer = client.get(reverse("portal:order", args=[order.slug]))
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_own_draft_waits_on_the_front_page(w: World, orderer: Client) -> None:
    draft = make.draft(w)
    home = reverse("portal:home", args=["orderer"])
    text = orderer.get(home).content.decode()
    assert "Yksi asia odottaa sinua." in text
    assert "Jatka luonnosta" in text
    assert reverse("orders:step", args=[draft.slug, draft.step]) in text
    make.submitted(w)
    assert orderer.get(home).content.decode().count("Jatka luonnosta") == 1


def test_an_empty_list_teaches(orderer: Client) -> None:
    text = orderer.get(reverse("orders:list")).content.decode()
    assert "Ei vielä tilauksia" in text
    assert reverse("orders:new") in text


@pytest.mark.row("A13")
def test_the_list_says_who_acts_next_and_by_when(w: World, orderer: Client) -> None:
    make.draft(w)
    make.submitted(w)
    asked = make.staffing(w)
    actions.ask_question(asked.pk, by=w.coordinator, text="Tallennetaanko?")
    text = orderer.get(reverse("orders:list")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Seuraavaksi: Eero Hyväksyjä, pe 4.9. klo 16.00" in text
    assert "Pankki kysyy sinulta lisää" in text
    assert "Sinun vuorosi" in text
    assert "viimeistään ti 8.9. klo 16.00" in text


@pytest.mark.row("A13")
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_of_one_row_as_of_three(
    w: World, orderer: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for n in range(number):
        make.submitted(w, DAY + timedelta(days=n))
    with django_assert_num_queries(LIST):
        orderer.get(reverse("orders:list"))


@pytest.mark.row("A13")
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_of_one_found_expert_as_of_three(
    w: World, orderer: Client, django_assert_num_queries: Queries, number: int
) -> None:
    for n in range(number):
        make.agreed(w, DAY + timedelta(days=n))
    outbox.drain()
    with django_assert_num_queries(LIST_STAFFED):
        orderer.get(reverse("orders:list"))


@pytest.mark.row("A13")
def test_the_list_and_the_front_page_say_what_the_status_page_says(w: World, orderer: Client) -> None:
    """From «tekijä löytyi» on: who acts next and by when, whatever it is that waits."""
    gig = make.agreed(w)
    outbox.drain()
    contract = Contract.objects.get(gig=gig)

    def told() -> str:
        row = orderer.get(reverse("orders:list")).context["open"][0].status
        front = orderer.get(reverse("portal:home", args=["orderer"])).context["orders"][0][1]
        own = orderer.get(reverse("portal:order", args=[gig.order.slug])).context["status"]
        assert row == front == own
        return f"{own.words}: {own.who}"

    signing = "Tekijä on löytynyt, sopimus on tulossa: %s allekirjoittaa sopimuksen"
    assert told() == signing % "kokemusasiantuntija"
    assert "Seuraavaksi: kokemusasiantuntija allekirjoittaa" in orderer.get(reverse("orders:list")).content.decode()
    payments.sign(contract.pk, by=w.expert.person)
    assert told() == signing % "pankki"
    payments.sign_for_bank(contract.pk, by=w.coordinator)
    assert told().startswith("Kaikki on sovittu: keikka ti")
    with clock.at(DAY + timedelta(hours=2)):
        make.sweeps.sweep_all()
        outbox.drain()
        assert told().startswith("Toteumaa ei ole vielä ilmoitettu")
        actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
        assert told() == "Odottaa kuittaustasi: you"


@pytest.mark.row("A13")
@pytest.mark.parametrize("number", [1, 3])
def test_the_status_page_asks_as_much_of_one_session_as_of_three(
    w: World, orderer: Client, django_assert_num_queries: Queries, number: int
) -> None:
    order = make.submitted(w, sessions=number)
    with django_assert_num_queries(DETAIL):
        page(orderer, order)


@pytest.mark.row("A13")
@pytest.mark.parametrize("number", [1, 3])
def test_the_status_page_asks_as_much_of_one_expert_as_of_three(
    w: World, orderer: Client, django_assert_num_queries: Queries, number: int
) -> None:
    order = make.staffing(w, experts_needed=number)
    for expert in (w.expert, w.expert2, make.an_expert(w.main_user, "Kolmas", 2))[:number]:
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=expert)
        actions.accept_offer(offer.pk, by=expert.person)
    outbox.drain()
    with django_assert_num_queries(DETAIL_STAFFED):
        text = page(orderer, order)
    assert text.count("koulutettu kokemusasiantuntija") == number


def situations(w: World) -> dict[str, Order]:
    """An order in each state of ORDER_MOVES, made by the verbs."""
    refused = make.submitted(w)
    actions.decide_approval(refused.approvals.get().pk, by=w.approver, approve=False, note="Raha on käytetty.")
    cancelled = make.submitted(w)
    actions.cancel(cancelled.pk, by=w.orderer, reason="need")
    done = make.approved(w, DAY + timedelta(days=9)).gig.order
    found = {
        OrderState.DRAFT: make.draft(w),
        OrderState.AWAITING_APPROVER: make.submitted(w),
        OrderState.AWAITING_BANK: make.at_the_bank(w),
        OrderState.STAFFING: make.staffing(w),
        OrderState.STAFFED: make.agreed(w).order,
        OrderState.REJECTED: refused,
        OrderState.CANCELLED: cancelled,
    }
    Order.objects.filter(pk=done.pk).update(state=OrderState.DONE, done_at=clock.now(), due=None)
    found[OrderState.DONE] = done
    return {str(state): Order.objects.for_list().get(pk=order.pk) for state, order in found.items()}


@pytest.mark.row("A13")
def test_every_state_says_what_is_so_and_who_acts_next_by_when(w: World) -> None:
    found = situations(w)
    assert set(found) == set(ORDER_MOVES)
    ended = {state for state, to in ORDER_MOVES.items() if not to}
    for state, order in found.items():
        said = shown.rows(Order.objects.for_list().filter(pk=order.pk), w.orderer)[0].status
        assert str(said.words)
        if state not in ended:
            assert said.who, state
            assert said.by or "klo" in str(said.who), state


MAILED = {
    "draft": "orders_draft",
    "awaiting_approver": "orders_received",
    "awaiting_bank": "orders_cost_centre_approved",
    "staffing": "orders_approved",
    "staffed": "orders_expert_found",
    "rejected": "orders_rejected",
    "cancelled": "orders_cancelled",
}


@pytest.mark.row("A13")
def test_no_state_without_an_email_to_the_orderer(w: World) -> None:
    found = situations(w)
    with clock.at(NOW + timedelta(days=8)):
        make.sweeps.sweep_all()
    for state, template in MAILED.items():
        sent = OutboxMessage.objects.filter(person=w.orderer, template=template, object_id=found[state].pk)
        assert sent.count() == 1, state


@pytest.mark.row("A13")
def test_the_status_page_follows_the_order(w: World, orderer: Client) -> None:
    waits = make.submitted(w)
    assert "Odottaa kustannuspaikan hyväksyntää" in page(orderer, waits)
    assert "viimeistään pe 4.9. klo 16.00" in page(orderer, waits)
    gig = make.agreed(w)
    text = page(orderer, gig.order)
    assert "Tekijä on löytynyt, sopimus on tulossa" in text
    assert "Aino Esimerkki" in text


@pytest.mark.row("A10")
def test_no_name_before_the_acceptance(w: World, orderer: Client) -> None:
    offer = make.offered(w)
    text = page(orderer, offer.order)
    assert "Yhdellä ihmisellä on nyt tarjous" in text
    assert "Aino" not in text
    actions.decline_offer(offer.pk, by=w.expert.person)
    after = page(orderer, offer.order)
    assert "Aino" not in after
    assert "Ei tällä kertaa" not in after


@pytest.mark.row("L6")
def test_a_theme_is_shown_by_the_acceptance_alone_and_the_look_is_written(w: World, orderer: Client) -> None:
    offer = make.offered(w)
    assert "asiointi aikuissosiaalityössä" not in page(orderer, offer.order)
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    assert "asiointi aikuissosiaalityössä" in page(orderer, gig.order)
    look = AuditEntry.objects.views_of(w.expert.person).get(by=w.orderer)
    assert look.verb.endswith("themes")


def test_contact_data_is_shown_two_days_before_if_the_expert_chose_so(w: World, orderer: Client) -> None:
    gig = make.agreed(w)
    number = w.expert.person.phone
    w.expert.share_contact = True
    w.expert.save()
    assert f"tel:{number}" not in page(orderer, gig.order)
    with clock.at(DAY - timedelta(hours=47)):
        assert f"tel:{number}" in page(inside(w.orderer), gig.order)
        w.expert.person.protected = True
        w.expert.person.save()
        assert f"tel:{number}" not in page(inside(w.orderer), gig.order)


def test_each_role_sees_its_own(w: World) -> None:
    order = make.submitted(w)
    url = reverse("portal:order", args=[order.slug])
    assert inside(w.coordinator).get(url).status_code == 200
    lean = inside(w.main_user).get(url).content.decode()
    assert order.title not in lean
    assert order.goal not in lean
    assert "Teemat" not in lean
    to_approver = inside(w.approver).get(url)
    assert to_approver.headers["Location"] == reverse("orders:approval", args=[order.approvals.get().slug])
    for stranger in (w.expert.person, w.payroll):
        assert inside(stranger).get(url).status_code == 404


def test_a_question_is_answered(w: World, orderer: Client) -> None:
    order = make.staffing(w)
    question = actions.ask_question(order.pk, by=w.coordinator, text="Tallennetaanko luento?")
    url = reverse("orders:answer-question", args=[question.slug])
    assert url in page(orderer, order)
    assert "Tallennetaanko luento?" in orderer.get(url).content.decode()
    bad = orderer.post(url, {"answer": "Liisa, 010190-123A"})
    assert bad.status_code == 422
    assert "henkilötunnus" in bad.content.decode()
    assert "Liisa" in bad.content.decode()
    assert orderer.post(url, {"answer": "Ei tallenneta."}).status_code == 302
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Ei tallenneta.", w.orderer)
    assert inside(w.approver).get(url).status_code == 404


@pytest.mark.row("A14")
def test_early_cancelling_is_free_and_says_so_first(w: World, orderer: Client) -> None:
    gig = make.agreed(w)
    url = reverse("orders:cancel", args=[gig.order.slug])
    text = orderer.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Viesti tekijälle" in text
    assert "Ei mitään." in text
    assert "ma 28.9. klo 13.00 asti" in text
    assert "Aino Esimerkki" in text
    assert "käsittely kesti liian kauan" in text
    assert orderer.post(url, {"words": "Hups"}).status_code == 422
    gig.refresh_from_db()
    assert gig.state == "agreed"
    assert orderer.post(url, {"reason": "slow", "words": ""}).status_code == 302
    gig.refresh_from_db()
    assert (gig.state, gig.order.state, gig.reports.count()) == ("cancelled", "cancelled", 0)


@pytest.mark.row("A14")
@pytest.mark.parametrize("sessions", [1, 2])
def test_the_fee_shown_is_the_fee_booked(w: World, sessions: int) -> None:
    gig = make.agreed(w, sessions=sessions)
    with clock.at(DAY - timedelta(hours=5)):
        orderer = inside(w.orderer)
        url = reverse("orders:cancel", args=[gig.order.slug])
        shown = orderer.get(url).context["total_cents"]
        text = orderer.get(url).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "<b>Palkkio 275,00 € ja työnantajan kulut noin 60 €" in text
        assert "Peru tilaus: palkkio 275,00 € ja työnantajan kulut noin 60 €" in text
        assert orderer.post(url, {"reason": "need", "words": ""}).status_code == 302
        after = page(orderer, gig.order)
    assert "maksetaan 275,00 €" in after
    report = gig.reports.get()
    final = report.lines.filter(version="final")
    assert report.state == "approved"
    assert sum(line.amount_cents for line in final) == shown == 27500


@pytest.mark.row("A14")
def test_a_month_that_was_held_does_not_hide_a_late_cancellation_of_the_next(w: World) -> None:
    gig = make.agreed(w, DAY, sessions=2)
    with clock.at(DAY + timedelta(hours=2)):
        make.sweeps.sweep_all()
    second = gig.bookings.order_by("starts")[1]
    with clock.at(second.starts - timedelta(hours=3)):
        cost = consequences.of_gig(gig, now=clock.now())
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
    october = gig.reports.get(period=second.starts.date().replace(day=1))
    assert october.state == "approved"
    assert sum(line.amount_cents for line in october.lines.filter(version="final")) == cost.total_cents == 20000


@pytest.mark.row("A14")
def test_what_the_bank_has_not_decided_is_told_to_its_own_staff_alone(w: World) -> None:
    """The planning meeting's pay at a late cancellation: «vahvistettava» until the main user decides the rule."""
    gig = make.agreed(w)
    unsure = "Ennakkotapaamisesta maksetaan myöhään perutussa keikassa sama osuus kuin työstä"
    card, cancel = reverse("portal:gig", args=[gig.slug]), reverse("orders:cancel", args=[gig.order.slug])

    def told(who: Person, url: str) -> bool:
        text = inside(who).get(url).content.decode()
        return unsure in text and "vahvistettava" in text

    assert not told(w.coordinator, cancel), "free still"
    with clock.at(DAY - timedelta(hours=5)):
        assert told(w.coordinator, cancel)
        assert not told(w.orderer, cancel)
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
        outbox.drain()
        fee = reverse("payments:fee", args=[Fee.objects.get(gig=gig).slug])
        readers = [told(w.coordinator, card), told(w.payroll, fee), told(w.orderer, card), told(w.expert.person, card)]
        assert readers == [True, True, False, False]
        rule = inside(w.main_user).get(reverse("accounts:rule", args=["cancel_late_percent"])).content.decode()
        assert "työstä ja sovitusta ennakkotapaamisesta" in rule
        assert "vahvistettava" in rule
        assert "vahvistettava" not in inside(w.expert.person).get(reverse("accounts:rules")).content.decode()
        tomorrow = clock.today() + timedelta(days=1)
        policy.change(w.main_user, "cancel_late_percent", 90, starts=tomorrow, why="Päätetty johtoryhmässä")
    with clock.at(DAY + timedelta(days=1)):
        assert not told(w.payroll, fee), "decided"


def test_cancelling_needs_the_unit_or_the_bank(w: World) -> None:
    order = make.submitted(w)
    url = reverse("orders:cancel", args=[order.slug])
    alone = inside(w.coordinator).get(url).content.decode()
    assert "<dd>Sinä ja pankin koordinaattori." in alone
    assert "Viesti tekijälle" not in alone
    assert inside(w.main_user).get(url).status_code == 403
    assert inside(w.expert.person).get(url).status_code == 404


def test_going_on_with_fewer(w: World, orderer: Client) -> None:
    order = make.staffing(w, experts_needed=2)
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(offer.pk, by=w.expert.person)
    assert "Jatketaan jo löydetyillä" in page(orderer, order)
    assert orderer.post(reverse("orders:fewer", args=[order.slug])).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.experts_needed) == (OrderState.STAFFED, 1)


@pytest.mark.row("A13")
def test_the_price_is_an_estimate_then_what_was_agreed_then_what_is_paid(w: World, orderer: Client) -> None:
    order = make.submitted(w)
    text = page(orderer, order)
    assert "Hinta-arvio" in text
    assert "Kustannuspaikalta pyydetty lupa" in text
    actions.decide_approval(order.approvals.get().pk, by=w.approver, approve=True)
    assert "Kustannuspaikka on hyväksynyt enintään" in page(orderer, order)
    report = make.reported(w, DAY + timedelta(days=9))
    url = reverse("portal:order", args=[report.gig.order.slug])
    agreed = orderer.get(url)
    assert "Sovittu hinta" in agreed.content.decode()
    with clock.at(DAY + timedelta(days=9, hours=5)):
        line = report.lines.filter(version="expert").first()
        assert line is not None
        report.lines.filter(pk=line.pk).update(amount_cents=line.amount_cents - 5000)
        actions.confirm_report(report.pk, by=w.orderer)
        real = inside(w.orderer).get(url)
    assert "Toteutunut hinta" in real.content.decode()
    final = sum(line.amount_cents for line in report.lines.filter(version="final"))
    said = agreed.context["price"], real.context["price"]
    fees = [sum(row.cents for row in panel.rows if row.label != "Työnantajan kulut") for panel in said]
    assert fees == [report.gig.offer.total_cents, final]
    assert final == report.gig.offer.total_cents - 5000
    assert said[1].total_cents > final


@pytest.mark.row("A13")
def test_after_the_gig_the_page_leads_to_what_is_left(w: World, orderer: Client) -> None:
    gig = make.over(w)
    with clock.at(DAY + timedelta(hours=2)):
        outbox.drain()
        text = page(inside(w.orderer), gig.order)
        assert "Toteumaa ei ole vielä ilmoitettu" in text
        give = gig.feedback_requests.get(direction="to_expert")
        assert reverse("evaluation:give", args=[give.slug]) in text
        report = actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
        text = page(inside(w.orderer), gig.order)
        assert "Odottaa kuittaustasi" in text
        assert "Jos et vastaa, ilmoitus vahvistuu itsestään." in text
        assert "Seuraavaksi on sinun vuorosi" in text
        assert reverse("orders:report-confirm", args=[report.slug]) in text
        actions.confirm_report(report.pk, by=w.orderer)
        text = page(inside(w.orderer), gig.order)
        assert "Palautetta odotetaan" in text
        assert "Keikka pidetty" in text


def test_when_the_expert_says_not_held_the_orderer_is_asked(w: World) -> None:
    gig = make.over(w)
    with clock.at(DAY + timedelta(hours=2)):
        actions.claim_not_held(gig.reports.get().pk, by=w.expert.person, reason="Ovi oli kiinni.")
        text = page(inside(w.orderer), gig.order)
    assert "ilmoitti, että keikka ei toteutunut" in text
    assert "Seuraavaksi on sinun vuorosi" in text


def test_the_name_is_shown_for_a_month_after_closing(w: World) -> None:
    gig = make.approved(w).gig
    with clock.at(DAY + timedelta(days=1)):
        now = clock.now()
    type(gig).objects.filter(pk=gig.pk).update(
        state="closed", closed_at=now, fee_settled_at=now, feedback_settled_at=now
    )
    for days, named in ((29, True), (31, False)):
        with clock.at(now + timedelta(days=days)):
            assert ("Aino Esimerkki" in page(inside(w.orderer), gig.order)) == named


def ordered_again(client: Client, old: Order) -> Order:
    answer = client.post(reverse("orders:again", args=[old.slug]))
    new = Order.objects.latest("pk")
    assert answer.headers["Location"] == reverse("orders:step", args=[new.slug, 1])
    return new


def test_an_ended_order_is_ordered_again_with_its_answers(w: World, orderer: Client) -> None:
    """Everything but the days, the meeting's own link and the promises, which are made anew."""
    old = make.submitted(w, requested_expert="Aino", remote_link="https://kokous.invalid/1", reference="T-1")
    Order.objects.filter(pk=old.pk).update(answers={"speaking_minutes": "45", "terms": True, "commitments": ["equal"]})
    assert "Tilaa uudelleen" not in page(orderer, old)
    actions.cancel(old.pk, by=w.orderer, reason="need")
    assert "Tilaa uudelleen" in page(orderer, old)
    new = ordered_again(orderer, old)
    old.refresh_from_db()
    for name in (
        "title",
        "goal",
        "description",
        "requested_expert",
        "address",
        "cost_centre",
        "reference",
        "site_contact_name",
    ):
        assert getattr(new, name) == getattr(old, name), name
    assert list(new.themes.all()) == list(old.themes.all())
    assert (new.state, new.orderer, new.unit, new.task_type) == ("draft", w.orderer, old.unit, old.task_type)
    assert new.answers == {"speaking_minutes": "45"}
    assert (new.sessions.count(), new.remote_link, new.approved_max_cents, new.end_reason) == (0, "", None, "")
    step = orderer.get(reverse("orders:step", args=[new.slug, 1])).content.decode()
    assert old.title in step
    assert all(orderer.get(reverse("orders:step", args=[new.slug, number])).status_code == 200 for number in (2, 3, 4))
    assert brief.gaps(new) == ["sessions"]


def test_a_colleague_orders_again_in_the_own_name(w: World) -> None:
    old = make.submitted(w, orderer_title="lehtori")
    actions.cancel(old.pk, by=w.orderer, reason="need")
    mate = make.holding(w.main_user, w.main_user2, "Sanna", "Tilaaja", Role.ORDERER, w.unit)
    new = ordered_again(inside(mate), old)
    assert (new.orderer, new.orderer_title, new.site_contact_name) == (mate, "", mate.name)


def test_an_open_order_is_not_ordered_again(w: World, orderer: Client) -> None:
    order = make.submitted(w)
    answer = orderer.post(reverse("orders:again", args=[order.slug]))
    assert answer.headers["Location"] == reverse("portal:order", args=[order.slug])
    assert Order.objects.count() == 1


@pytest.mark.row("A3")
@pytest.mark.parametrize("ended", ["unit", "centre"])
def test_a_draft_whose_unit_or_payer_ended_meanwhile_is_not_sent_and_keeps_its_answers(
    w: World, orderer: Client, ended: str
) -> None:
    draft, gone = make.draft(w), getattr(w, ended)
    type(gone).objects.filter(pk=gone.pk).update(ended_on=NOW.date())
    with clock.at(NOW + timedelta(days=1)):
        typed = step_4(w, reference="Kevään luennot")
        answer = orderer.post(reverse("orders:submit", args=[draft.slug]), typed)
        said = "ei enää tilaa keikkoja. Vastauksesi ovat tallessa" if ended == "unit" else "ei ole enää käytössä"
        assert said in answer.content.decode()
        assert 'value="Kevään luennot"' in answer.content.decode()
        with pytest.raises(DomainError, match=said):
            actions.submit(draft.pk, by=w.orderer)
    draft.refresh_from_db()
    assert (draft.state, draft.title) == (OrderState.DRAFT, make.WHOLE["title"])
