"""Nobody found: the orderer is asked in good time, once, and each choice does what it says (A15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEntry, OutboxMessage, Task
from orders import actions, sweeps
from orders.models import Offer, Order
from orders.states import OfferState, OrderState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

pytestmark = pytest.mark.row("A15")
TEN_DAYS = DAY - timedelta(days=10)
CARD = "Tekijää ei ole vielä löytynyt. Mitä tehdään?"


def mails(template: str) -> int:
    return OutboxMessage.objects.filter(template=template).count()


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def order_page(w: World, order: Order) -> str:
    return said(entered(w.orderer).get(reverse("portal:order", args=[order.slug])))


def choose(w: World, order: Order, **data: str) -> str:
    return said(entered(w.orderer).post(reverse("orders:options", args=[order.slug]), data, follow=True))


def asked(w: World, **kwargs: Any) -> Order:
    order = make.staffing(w, **kwargs)
    with clock.at(TEN_DAYS):
        sweeps.sweep_all()
    return order


def test_ten_days_before_exactly_one_mail_and_one_card(w: World) -> None:
    order = make.staffing(w)
    with clock.at(TEN_DAYS - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert mails("orders_options") == 0
        assert sweeps.next_moment() == TEN_DAYS
        assert CARD not in order_page(w, order)
    for days in (0, 1, 3):
        with clock.at(TEN_DAYS + timedelta(days=days)):
            sweeps.sweep_all()
            sweeps.sweep_all()
            assert CARD in order_page(w, order)
    assert mails("orders_options") == 1


def test_what_came_late_is_searched_for_half_of_its_time_first(w: World) -> None:
    with clock.at(DAY - timedelta(days=6)):
        make.staffing(w)
        sweeps.sweep_all()
        assert mails("orders_options") == 0
    with clock.at(DAY - timedelta(days=3)):
        sweeps.sweep_all()
        assert mails("orders_options") == 1


def test_a_found_expert_asks_nothing(w: World) -> None:
    make.agreed(w)
    with clock.at(TEN_DAYS):
        sweeps.sweep_all()
    assert mails("orders_options") == 0


def test_going_on_with_the_search(w: World) -> None:
    order = asked(w)
    with clock.at(TEN_DAYS + timedelta(hours=1)):
        page = choose(w, order, choice="keep")
        assert "Jatkamme etsimistä" in page
        assert CARD not in page
        sweeps.sweep_all()
    assert mails("orders_options") == 1
    assert AuditEntry.objects.get(verb="options_answered").data == {"choice": "keep"}
    assert OutboxMessage.objects.get(template="orders_options_answered").person == w.coordinator


def test_remote_thanks_whoever_was_asked_and_searches_anew(w: World) -> None:
    offer = make.offered(w)
    order = offer.order
    with clock.at(make.NOW + timedelta(hours=1)):
        assert "Kerro etäyhteys" in choose(w, order, choice="remote", remote_tool="")
        page = choose(w, order, choice="remote", remote_tool="Teams")
        assert "Keikka pidetään etänä" in page
        assert "Microkatu" not in page
    order.refresh_from_db()
    assert (order.form, order.remote_tool) == ("remote", "Teams")
    assert Offer.objects.get(pk=offer.pk).state == OfferState.WITHDRAWN
    assert OutboxMessage.objects.get(template="orders_offer_outdated").person == w.expert.person
    assert Task.objects.open().filter(what="staff_order").exists()


def times(day: str, starts: str = "10.00", ends: str = "11.30") -> dict[str, str]:
    rows = {"kerta-TOTAL_FORMS": "1", "kerta-INITIAL_FORMS": "1"}
    return {**rows, "kerta-0-date": day, "kerta-0-starts": starts, "kerta-0-ends": ends}


def test_another_date_is_checked_and_asks_again_for_its_own_ten_days(w: World) -> None:
    order = asked(w)
    with clock.at(TEN_DAYS + timedelta(hours=1)):
        assert "on jo mennyt" in choose(w, order, choice="date", **times("1.9.2026"))
        too_long = choose(w, order, choice="date", **times("20.10.2026", "8.00", "20.00"))
        assert "enemmän kuin kustannuspaikka on hyväksynyt" in too_long
        assert "Aika on vaihdettu" in choose(w, order, choice="date", **times("20.10.2026"))
        assert CARD not in order_page(w, order)
        offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    assert [clock.local(s.starts).strftime("%d.%m. %H.%M") for s in order.sessions.all()] == ["20.10. 10.00"]
    assert offer.lines.first().date.isoformat() == "2026-10-20"
    with clock.at(DAY + timedelta(days=11)):
        sweeps.sweep_all()
    assert mails("orders_options") == 2


def test_when_some_are_found_the_orderer_may_go_on_with_fewer_but_moves_nobody(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    first = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(first.pk, by=w.expert.person)
    with clock.at(TEN_DAYS):
        sweeps.sweep_all()
        page = said(entered(w.orderer).get(reverse("orders:options", args=[order.slug])))
        assert "Jatketaan yhdellä tekijällä" in page
        assert "Vaihdetaan aika" not in page
        assert "Soita koordinaattorille" in choose(w, order, choice="date", **times("20.10.2026"))
        assert "Jatketaan niillä" in choose(w, order, choice="fewer")
    order.refresh_from_db()
    assert (order.state, order.experts_needed) == (OrderState.STAFFED, 1)


def test_cancelling_is_free_and_says_so(w: World) -> None:
    order = asked(w)
    with clock.at(TEN_DAYS + timedelta(hours=1)):
        page = said(entered(w.orderer).get(reverse("orders:options", args=[order.slug])))
        assert "Peruminen ei maksa mitään" in page
        url = reverse("orders:cancel", args=[order.slug])
        assert url in page
        entered(w.orderer).post(url, {"reason": "slow"})
    assert Order.objects.get(pk=order.pk).state == OrderState.CANCELLED


def test_after_a_late_release_the_orderer_is_asked_at_once(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY - timedelta(days=2)):
        actions.release_gig(gig.pk, by=w.expert.person)
        assert mails("orders_options") == 1
        assert CARD in order_page(w, gig.order)


def test_after_an_early_release_the_ten_days_hold(w: World) -> None:
    gig = make.agreed(w)
    actions.release_gig(gig.pk, by=w.expert.person)
    assert mails("orders_options") == 0
    with clock.at(TEN_DAYS):
        sweeps.sweep_all()
    assert mails("orders_options") == 1
