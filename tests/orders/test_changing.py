"""The orderer changes, moves or cancels alone: what matters is told once, in words; what it costs is shown first."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock, letters
from core.models import OutboxMessage
from core.money import euros
from orders import changes
from orders.models import GigReport, Order, ReportLine
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def changed(by: Any, order: Order, **fields: str) -> str:
    """As typed on the page, with the rest as it was."""
    url = reverse("orders:change", args=[order.slug])
    page = entered(by).get(url)
    assert page.status_code == 200
    typed = {name: str(page.context["form"].initial[name]) for name in page.context["form"].fields}
    return said(entered(by).post(url, typed | fields, follow=True))


def mails() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(template="orders_changed").select_related("person").order_by("id")
    return [(row.person.first_name, letters.render(row).text) for row in rows]


@pytest.mark.row("D5")
@pytest.mark.row("A14")
def test_a_new_place_is_told_once_with_old_and_new(w: World) -> None:
    gig = make.agreed(w)
    own = entered(w.orderer).get(reverse("portal:order", args=[gig.order.slug]))
    assert "Muuta paikkaa tai yhteystietoja" in said(own)
    page = changed(w.orderer, gig.order, address="Puijonkatu 2", site_contact_name="Sari Vastaanottaja")
    assert "Yksi ihminen sai niistä viestin" in page
    [(who, text)] = mails()
    assert who == "Aino"
    assert "Paikka: ennen Microkatu 1, B2024, nyt Puijonkatu 2, B2024" in text
    assert "Kuka ottaa vastaan: ennen Päivi Tilaaja, nyt Sari Vastaanottaja" in text
    assert "Saapuminen" not in text
    card = said(entered(w.expert.person).get(reverse("portal:gig", args=[gig.slug])))
    assert "Puijonkatu 2" in card and "Microkatu 1" not in card


@pytest.mark.row("D5")
@pytest.mark.parametrize(
    "fields",
    [
        {"goal": "Opiskelijat ymmärtävät, mitä kohtaaminen merkitsee ihmisille."},
        {"description": "Kertoo omasta asioinnistaan ja vastaa yleisön kysymyksiin."},
        {"arrival": "aulassa  vastassa Päivi"},
        {},
    ],
)
def test_a_mended_text_sends_nothing(w: World, fields: dict[str, str]) -> None:
    gig = make.agreed(w)
    assert "Muutokset on tallennettu." in changed(w.orderer, gig.order, **fields)
    assert mails() == []
    order = Order.objects.get(pk=gig.order_id)
    assert all(getattr(order, name) == value for name, value in fields.items())


@pytest.mark.row("D5")
def test_a_number_and_a_link_are_not_in_the_mail_and_each_reads_the_own_language(w: World) -> None:
    link = "https://kokous.esimerkki.invalid/uusi"
    type(w.expert.person).objects.filter(pk=w.expert.person_id).update(language="sv")
    gig = make.agreed(w, form="remote", remote_tool="Teams", address="", room="", arrival="", step_free="")
    changed(w.orderer, gig.order, remote_link=link, site_contact_phone="040 999 8877")
    [(_who, text)] = mails()
    assert link not in text and "999" not in text
    assert "Länk för distansdeltagande" in text
    assert link in said(entered(w.expert.person).get(reverse("portal:gig", args=[gig.slug])))


@pytest.mark.row("D5")
def test_the_bank_s_change_reaches_the_orderer_and_whoever_is_asked(w: World) -> None:
    offer = make.offered(w)
    changed(w.coordinator, offer.order, arrival="Sisään takaovesta, soita summeria.")
    assert [who for who, _text in mails()] == ["Aino", "Päivi"]
    assert OutboxMessage.objects.get(template="orders_changed", person=w.expert.person).path.startswith("/tarjoukset/")


def test_what_an_expert_must_know_is_never_left_empty_and_nothing_changes_after_the_start(w: World) -> None:
    gig = make.agreed(w)
    page = changed(w.orderer, gig.order, arrival=" ")
    assert "Miten perille pääsee" in page and "Muutokset on tallennettu" not in page
    url = reverse("orders:change", args=[gig.order.slug])
    with clock.at(DAY + timedelta(minutes=1)):
        typed = changes.values(gig.order) | {"address": "Toinen katu 1"}
        answer = entered(w.orderer).post(url, typed)
        assert answer.status_code == 422
        assert "ei voi enää muuttaa" in said(answer)
    assert entered(w.expert.person).get(url).status_code == 404
    assert entered(w.approver).get(url).status_code == 404


@pytest.mark.row("D11")
@pytest.mark.row("A14")
def test_the_fee_shown_is_the_fee_booked_whenever_it_is_cancelled(w: World) -> None:
    """Hours before, from four weeks to a minute; each cancelling is undone before the next."""
    gigs = [make.agreed(w, DAY), make.agreed(w, DAY + timedelta(days=2), w.expert2, sessions=2)]
    client = entered(w.orderer)

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(st.sampled_from(gigs), st.one_of(st.floats(0.02, 26), st.floats(23.9, 24.1), st.floats(26, 600)))
    def as_shown(gig: Any, hours: float) -> None:
        first = gig.bookings.order_by("starts")[0].starts
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with clock.at(max(first - timedelta(hours=hours), NOW)), block:
            url = reverse("orders:cancel", args=[gig.order.slug])
            page = client.get(url)
            shown = page.context["total_cents"]
            assert (euros(shown) in page.content.decode()) is bool(shown)
            assert ("Ei mitään." in said(page)) is not bool(shown)
            assert (hours < 24) is bool(shown)
            assert "Kuka saa tiedon" in said(page) and gig.expert.person.name in said(page)
            client.post(url, {"reason": "slow", "words": ""})
            lines = ReportLine.objects.filter(report__gig=gig, report__state="approved", version="final")
            assert sum(line.amount_cents for line in lines) == shown
            assert GigReport.objects.filter(gig=gig).exists() is bool(shown)
            transaction.set_rollback(True)

    as_shown()


@pytest.mark.row("A14")
def test_the_reasons_have_the_bank_s_own_slowness_in_them(w: World) -> None:
    gig = make.agreed(w)
    page = said(entered(w.orderer).get(reverse("orders:cancel", args=[gig.order.slug])))
    assert "käsittely kesti liian kauan" in page
    assert re.search(r"Voiko tämän perua.*?Ei\.", page, re.S)


@pytest.mark.row("D11")
def test_who_cancels_oneself_pays_nothing(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY - timedelta(minutes=1)):
        entered(w.expert.person).post(reverse("orders:release", args=[gig.slug]))
    assert not GigReport.objects.filter(gig=gig).exists()


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_asks_little(w: World, sessions: int, django_assert_num_queries: Any) -> None:
    gig = make.agreed(w, sessions=sessions)
    client = entered(w.orderer)
    with django_assert_num_queries(8):
        client.get(reverse("orders:change", args=[gig.order.slug]))
