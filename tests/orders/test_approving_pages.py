"""The approver: mail → summary → one POST. The deputy, the limit, and the main user when nobody is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, links
from core.models import OutboxMessage, PurposeLink, Task
from orders import actions, sweeps
from orders.models import Approval, Order
from orders.reports import Deviation
from orders.states import OrderState
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World
from tests.orders.ordering import inside

Queries = Callable[..., Any]
LIST, SUMMARY, DONE = 5, 17, 16
LATER = NOW + timedelta(days=4)
"""Saturday: the three working days of the first approver have passed."""


def waiting(order: Order) -> Approval:
    return Approval.objects.get(order=order, outcome="")


def mailed(approval: Approval) -> str:
    link = PurposeLink.objects.get(purpose="approval", object_id=approval.pk, person=approval.asked_of)
    return reverse("orders:link-approval", args=[links.token(link)])


def state(order: Order) -> str:
    order.refresh_from_db()
    return str(order.state)


@pytest.mark.row("A5")
def test_from_the_mail_in_one_post_without_signing_in(w: World) -> None:
    order = make.submitted(w)
    url = mailed(waiting(order))
    client = Client()
    for _turn in range(10):
        page = client.get(url)
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for said in (order.title, "Aikuissosiaalityö", "Päivi Tilaaja", "390,35 €", "ma 28.9. klo 13.00 asti"):
        assert said in text
    assert state(order) == OrderState.AWAITING_APPROVER, "looking changes nothing, however often"
    done = client.post(url, {"decision": "approve"})
    assert "Kiitos, asia on hoidettu" in done.content.decode()
    assert state(order) == OrderState.AWAITING_BANK
    assert client.get(url).status_code == 410
    assert client.post(url, {"decision": "refuse", "note": "Ei sittenkään."}).status_code == 410
    assert state(order) == OrderState.AWAITING_BANK


def test_an_old_or_foreign_link_is_a_calm_page(w: World) -> None:
    order = make.submitted(w)
    url = mailed(waiting(order))
    with clock.at(NOW + timedelta(days=60)):
        assert Client().get(url).status_code == 410
    assert Client().get(reverse("orders:link-approval", args=["1-abc"])).status_code == 404


@pytest.mark.row("A5")
def test_a_no_needs_a_reason_which_the_orderer_reads(w: World) -> None:
    order = make.submitted(w)
    client = inside(w.approver)
    url = reverse("orders:approval", args=[waiting(order).slug])
    bad = client.post(url, {"decision": "refuse", "note": ""})
    assert bad.status_code == 422
    assert "esimerkiksi: raha on käytetty" in bad.content.decode()
    assert state(order) == OrderState.AWAITING_APPROVER
    assert client.post(url, {"decision": "refuse", "note": "Raha on käytetty."}).status_code == 302
    assert state(order) == OrderState.REJECTED
    page = inside(w.orderer).get(reverse("portal:order", args=[order.slug])).content.decode()
    assert "Raha on käytetty." in page


@pytest.mark.row("A5")
def test_get_never_approves(w: World) -> None:
    order = make.submitted(w)
    client = inside(w.approver)
    for url in (reverse("orders:approvals"), reverse("orders:approval", args=[waiting(order).slug])):
        assert client.get(url, {"decision": "approve"}).status_code == 200
    assert state(order) == OrderState.AWAITING_APPROVER


def test_a_second_click_is_calm_and_the_opposite_one_is_told(w: World) -> None:
    order = make.submitted(w)
    client = inside(w.approver)
    url = reverse("orders:approval", args=[waiting(order).slug])
    assert client.post(url, {"decision": "approve"}).status_code == 302
    assert client.post(url, {"decision": "approve"}).status_code == 302
    no = client.post(url, {"decision": "refuse", "note": "Ei sittenkään."})
    assert no.status_code in {409, 422}
    assert state(order) == OrderState.AWAITING_BANK


@pytest.mark.row("A5")
def test_after_three_working_days_the_deputy_is_asked_and_both_may_decide(w: World) -> None:
    order = make.submitted(w)
    first = waiting(order)
    old = mailed(first)
    with clock.at(LATER):
        sweeps.sweep_all()
        sweeps.sweep_all()
        second = waiting(order)
        assert (second.asked_of, second.deputised) == (w.deputy, True)
        assert OutboxMessage.objects.filter(template="orders_approval").count() == 2
        text = inside(w.deputy).get(reverse("orders:approvals")).content.decode()
        assert order.title in text
        assert order.title in inside(w.approver).get(reverse("orders:approvals")).content.decode()
        assert "Hyväksy, enintään" in Client().get(old).content.decode()
        assert Client().post(old, {"decision": "approve"}).status_code == 200
    second.refresh_from_db()
    assert second.decided_by == w.approver
    assert state(order) == OrderState.AWAITING_BANK


@pytest.mark.row("A5")
def test_when_the_deputy_is_silent_too_the_main_user_names_another(w: World) -> None:
    order = make.submitted(w)
    with clock.at(LATER):
        sweeps.sweep_all()
    with clock.at(NOW + timedelta(days=14)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        assert Task.objects.open().filter(what="name_approver").count() == 1
        assert OutboxMessage.objects.filter(template="orders_name_approver", person=w.main_user).count() == 1
        client = inside(w.main_user)
        url = reverse("orders:name-approver", args=[order.slug])
        page = client.get(url)
        choices = list(page.context["form"].fields["person"].queryset)
        assert w.orderer not in choices
        assert client.post(url, {"person": ""}).status_code == 422
        assert client.post(url, {"person": str(w.main_user2.pk)}).status_code == 302
        assert not Task.objects.open().filter(what="name_approver").exists()
        inside(w.main_user2).post(reverse("orders:approval", args=[waiting(order).slug]), {"decision": "approve"})
    assert state(order) == OrderState.AWAITING_BANK
    assert inside(w.coordinator).get(url).status_code == 403


def limit(w: World, cents: int = 30000) -> None:
    w.centre.limit_cents, w.centre.second_approver = cents, w.main_user2
    w.centre.save()


@pytest.mark.row("A5")
def test_over_the_limit_the_second_approver_decides_too(w: World) -> None:
    limit(w)
    order = make.submitted(w)
    client = inside(w.approver)
    url = reverse("orders:approval", args=[waiting(order).slug])
    assert "Antti Pääkäyttäjä" in client.get(url).content.decode(), "said before the click"
    client.post(url, {"decision": "approve"})
    assert state(order) == OrderState.AWAITING_APPROVER
    second = waiting(order)
    assert (second.asked_of, second.stage) == (w.main_user2, "second")
    assert client.post(reverse("orders:approval", args=[second.slug]), {"decision": "approve"}).status_code == 403
    Client().post(mailed(second), {"decision": "approve"})
    assert state(order) == OrderState.AWAITING_BANK


@pytest.mark.row("A5")
def test_within_the_limit_one_is_enough(w: World) -> None:
    limit(w, 100000)
    order = make.submitted(w)
    Client().post(mailed(waiting(order)), {"decision": "approve"})
    assert state(order) == OrderState.AWAITING_BANK


@pytest.mark.row("A5")
def test_the_second_pair_of_eyes_is_never_the_first(w: World) -> None:
    limit(w)
    order = make.submitted(w)
    with clock.at(LATER):
        sweeps.sweep_all()
        inside(w.deputy).post(reverse("orders:approval", args=[waiting(order).slug]), {"decision": "approve"})
        second = waiting(order)
    with clock.at(NOW + timedelta(days=20)):
        sweeps.sweep_all()
        assert waiting(order) == second, "the deputy has said yes already and is not asked again"
        assert inside(w.approver).get(reverse("orders:approval", args=[second.slug])).status_code == 403
        inside(w.main_user).post(reverse("orders:name-approver", args=[order.slug]), {"person": str(w.main_user.pk)})
        third = waiting(order)
        assert third.stage == "second"
        Client().post(mailed(third), {"decision": "approve"})
    assert state(order) == OrderState.AWAITING_BANK


def test_nobody_approves_an_own_order(w: World) -> None:
    w.centre.approver = w.orderer
    w.centre.save()
    order = make.submitted(w)
    assert waiting(order).asked_of == w.deputy
    assert inside(w.orderer).get(reverse("orders:approval", args=[waiting(order).slug])).status_code == 403


def test_with_nobody_to_ask_the_main_user_hears_at_once(w: World) -> None:
    w.centre.approver, w.centre.deputy = w.orderer, None
    w.centre.save()
    order = make.submitted(w)
    assert order.approvals.get().asked_of is None
    assert OutboxMessage.objects.filter(template="orders_name_approver").count() == 2
    page = inside(w.main_user).get(reverse("portal:order", args=[order.slug])).content.decode()
    assert reverse("orders:name-approver", args=[order.slug]) in page


def test_others_see_nothing_of_it(w: World) -> None:
    order = make.submitted(w)
    url = reverse("orders:approval", args=[waiting(order).slug])
    for person in (w.coordinator, w.orderer, w.deputy, w.expert.person):
        assert inside(person).get(url).status_code == 403
        assert inside(person).post(url, {"decision": "approve"}).status_code == 403
    assert inside(w.coordinator).get(reverse("orders:approvals")).status_code == 403
    assert Client().get(url).status_code == 302


def test_an_empty_list_teaches(w: World) -> None:
    assert "Mikään ei odota sinua" in inside(w.approver).get(reverse("orders:approvals")).content.decode()


def test_a_cancelled_order_waits_no_more(w: World) -> None:
    order = make.submitted(w)
    approval = waiting(order)
    url = mailed(approval)
    make.orders.cancel(order.pk, by=w.orderer, reason="need")
    assert "ei odota enää päätöstä" in Client().get(url).content.decode()
    assert Client().post(url, {"decision": "approve"}).status_code == 409
    assert state(order) == OrderState.CANCELLED


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_list_and_summary(w: World, django_assert_num_queries: Queries, number: int) -> None:
    made = [make.submitted(w, DAY + timedelta(days=n), sessions=number) for n in range(number)]
    client = inside(w.approver)
    with django_assert_num_queries(LIST):
        client.get(reverse("orders:approvals"))
    with django_assert_num_queries(SUMMARY):
        client.get(reverse("orders:approval", args=[waiting(made[0]).slug]))


@pytest.mark.row("A5")
@pytest.mark.row("D8")
def test_the_approver_reads_what_was_paid_and_nobody_s_hours(w: World) -> None:
    report = make.approved(w)
    asked = Approval.objects.get(order=report.gig.order)
    with clock.at(DAY + timedelta(hours=3)):
        approver = inside(w.approver)
        text = approver.get(reverse("portal:order", args=[report.gig.order.slug]), follow=True).content.decode()
    final = sum(line.amount_cents for line in report.lines.filter(version="final"))
    assert (final, asked.order_id) == (27500, report.gig.order_id)
    said = text.partition("Mitä toteutui")[2].partition("Mistä summa tulee")[0].replace("\N{NO-BREAK SPACE}", " ")
    assert f"{report.gig.number}, ti 29.9." in said
    assert "vahvistettu" in said
    assert said.count("275,00 €") == 2
    for hidden in ("Aino", "minuuttia", "tunti", "Valmistelu"):
        assert hidden not in said


def test_the_sum_of_a_report_in_dispute_is_told_when_it_is_decided(w: World) -> None:
    report = make.reported(w)
    with clock.at(DAY + timedelta(hours=3)):
        actions.contest_report(report.pk, by=w.orderer, deviation=Deviation(), note="Loppui aiemmin.")
        asked = Approval.objects.get(order=report.gig.order)
        text = inside(w.approver).get(reverse("orders:approval", args=[asked.slug])).content.decode()
    said = text.partition("Mitä toteutui")[2].partition("Mistä summa tulee")[0]
    assert "Summa selviää, kun asia on ratkaistu." in said
    assert "€" not in said
    assert "Loppui aiemmin" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_sums_of_reports_are_one_query_more(w: World, django_assert_num_queries: Queries, number: int) -> None:
    gig = make.over(w, DAY, sessions=1 if number == 1 else 9)
    assert gig.reports.count() == number
    with clock.at(DAY + timedelta(weeks=9)):
        for report in gig.reports.all():
            actions.report_as_agreed(report.pk, by=gig.expert.person)
        client = inside(w.approver)
        client.get(reverse("orders:approvals"))
        with django_assert_num_queries(DONE):
            client.get(reverse("orders:approval", args=[Approval.objects.get(order=gig.order).slug]))
