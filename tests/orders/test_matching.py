"""Who fits, in which order, and by nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from experts import actions as experts
from experts.models import Expert, Theme
from orders import actions, matching
from orders.models import Order
from orders.states import GigState, OfferState
from orders.sweeps.offers import expire_offer
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

Queries = Any
CANDIDATES = 22


def ranking(order: Order) -> list[Expert]:
    return [row.expert for row in matching.candidates(order)]


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.row("2.10")
def test_the_inputs_of_the_ranking_are_a_closed_list(w: World) -> None:
    """Theme fit, days since the last gig, distance, id. Whoever adds one changes this test, in the open."""
    assert matching.RANKING_INPUTS == ("theme_fit", "last_gig", "distance", "id")
    order_by = matching.ranked(make.staffing(w)).query.order_by
    names = [str(getattr(by, "expression", by)).removeprefix("-").removeprefix("F(").rstrip(")") for by in order_by]
    assert names == list(matching.RANKING_INPUTS)


BEHIND = {
    "theme_fit": {"expert_id", "id", "withdrawn_at", "visibility", "perspective", "experttheme_id", "theme_id"},
    "last_gig": {"expert_id", "id", "created_at", "live", "ends", "order_id", "state"},
    "distance": {"municipality", "regions"},
}


@pytest.mark.row("2.10")
@pytest.mark.parametrize("name", BEHIND)
def test_the_columns_that_the_ranking_reads_are_a_closed_list(w: World, name: str) -> None:
    """Looked up in the question itself: no decline, cancellation, feedback, fee, age or photo decides."""
    found = matching.judged(make.staffing(w)).values(name).order_by()
    sql, given = found.query.sql_with_params()
    assert set(re.findall(r'\w+"?\."(\w+)"', sql[: sql.index(' FROM "experts_expert"')])) == BEHIND[name]
    states = {value for value in given if value in {*OfferState, *GigState}}
    assert states == ({OfferState.SENT} if name == "last_gig" else set()), (
        "an offer that waits may count; how one ended never does"
    )


@pytest.mark.row("2.10")
@pytest.mark.parametrize("how", ["declined", "expired", "released"])
def test_how_an_offer_or_gig_ended_moves_nobody(w: World, how: str) -> None:
    other, order = make.staffing(w, DAY - timedelta(days=3)), make.staffing(w)
    before = ranking(order)
    offer = actions.send_offer(other.pk, by=w.coordinator, expert=before[0])
    if how == "declined":
        actions.decline_offer(offer.pk, by=before[0].person, reason="en jaksa")
    elif how == "released":
        actions.release_gig(actions.accept_offer(offer.pk, by=before[0].person).pk, by=before[0].person)
    else:
        with clock.at(offer.answer_by + timedelta(minutes=1)):
            expire_offer(offer.pk)
    assert ranking(order) == before


@pytest.mark.row("2.10")
def test_no_table_of_ours_keeps_a_score_of_anybody() -> None:
    never = re.compile(r"score|rating|rank|points|stars|strike|reliab|no_show|reputation|penalt|karma|level|grade")
    kept = {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.get_fields()}
    assert {name for name in kept if never.search(name.rpartition(".")[2])} == set()


@pytest.mark.row("B11")
def test_with_equal_fit_the_longest_waiting_is_first(w: World) -> None:
    make.agreed(w, DAY - timedelta(days=10), w.expert)
    with clock.at(DAY - timedelta(days=9)):
        order = make.staffing(w, DAY + timedelta(days=20))
        assert ranking(order) == [w.expert2, w.expert]
        make.agreed(w, DAY, w.expert2)
        assert ranking(order) == [w.expert, w.expert2]


@pytest.mark.row("B11")
def test_a_newcomer_waits_from_the_day_of_joining(w: World) -> None:
    """Nobody goes before those who have waited longer just for being new."""
    make.agreed(w, DAY - timedelta(days=25), w.expert)
    with clock.at(DAY):
        new = make.an_expert(w.main_user, "Uusi", 2)
        order = make.staffing(w, DAY + timedelta(days=20))
        assert ranking(order) == [w.expert2, w.expert, new]
        text = said(entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug])))
        assert "ei vielä keikkoja, tullut juuri mukaan" in text
        assert "ei vielä keikkoja, 28 päivää mukana" in text


@pytest.mark.row("B11")
def test_a_newcomer_is_not_flooded(w: World) -> None:
    """Who has an offer to answer stands after those who have none; other orders go to them first."""
    first, second = make.staffing(w), make.staffing(w, DAY + timedelta(days=1))
    assert ranking(first) == ranking(second) == [w.expert, w.expert2]
    offer = actions.send_offer(first.pk, by=w.coordinator, expert=w.expert)
    assert ranking(second) == [w.expert2, w.expert]
    text = said(entered(w.coordinator).get(reverse("orders:candidates", args=[second.slug])))
    assert "tarjous toiseen keikkaan avoinna" in text
    assert ranking(first) == [w.expert, w.expert2], "where the offer itself is, nobody moves"
    actions.decline_offer(offer.pk, by=w.expert.person)
    assert ranking(second) == [w.expert, w.expert2]


@pytest.mark.row("B11")
def test_every_reason_is_printed(w: World) -> None:
    make.agreed(w, DAY - timedelta(days=10), w.expert)
    with clock.at(DAY - timedelta(days=3)):
        order = make.staffing(w, DAY + timedelta(days=20))
        text = said(entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug])))
    for reason in ("1 teema sopii", "ei vielä keikkoja", "6 päivää edellisestä keikasta", "sama kunta"):
        assert reason in text


def test_theme_fit_comes_before_waiting_and_distance_after(w: World) -> None:
    themes = Theme.objects.filter(slug__in=["use-of-services", "mental-health"])
    experts.add_theme(w.expert2.pk, by=w.expert2.person, own_words="arki", tags=themes, visibility="coordinator")
    order = make.staffing(w)
    order.themes.set(themes)
    assert ranking(order) == [w.expert2, w.expert]
    order.themes.set(Theme.objects.filter(slug="use-of-services"))
    Expert.objects.filter(pk=w.expert.pk).update(municipality="Iisalmi")
    assert ranking(order) == [w.expert2, w.expert]
    Expert.objects.filter(pk=w.expert2.pk).update(municipality="Varkaus")
    assert ranking(order) == [w.expert, w.expert2], "equal in all else: the older number"


@pytest.mark.parametrize(
    "change",
    [
        {"languages": ["sv"]},
        {"regions": ["uusimaa"], "municipality": "Vantaa"},
        {"status": "onboarding"},
        {"paused": DateRange(DAY.date(), None)},
    ],
    ids=["language", "region", "status", "tauko"],
)
def test_who_does_not_fit_is_not_there(w: World, change: dict[str, Any]) -> None:
    order = make.staffing(w)
    Expert.objects.filter(pk=w.expert.pk).update(**change)
    assert ranking(order) == [w.expert2]


def test_an_own_theme_kept_to_oneself_matches_nothing(w: World) -> None:
    order = make.staffing(w)
    w.expert.themes.update(visibility="me")
    assert ranking(order) == [w.expert2]


def test_who_is_not_free_is_named_without_the_reason(w: World) -> None:
    make.agreed(w, DAY, w.expert)
    Expert.objects.filter(pk=w.expert2.pk).update(paused=DateRange(DAY.date(), None))
    order = make.staffing(w, DAY + timedelta(minutes=30))
    assert ranking(order) == []
    answer = entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug]))
    text = said(answer)
    assert text.count("ei saatavilla (yksityinen peruste)") == 1
    assert text.count("toinen keikka samaan aikaan") == 1
    assert "tauko" not in text.lower()
    for expert, why in ((w.expert, "toinen keikka samaan aikaan"), (w.expert2, "yksityinen peruste")):
        assert reverse("orders:offer-new", args=[order.slug, expert.slug]) not in text
        with pytest.raises(DomainError, match=why):
            actions.send_offer(order.pk, by=w.coordinator, expert=expert)


def test_an_open_offer_disables_the_button_with_its_reason(w: World) -> None:
    order = make.staffing(w, experts_needed=2)
    actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    text = said(entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug])))
    assert "tarjous on jo avoinna" in text
    assert reverse("orders:offer-new", args=[order.slug, w.expert.slug]) not in text
    assert reverse("orders:offer-new", args=[order.slug, w.expert2.slug]) in text


@pytest.mark.row("L3")
def test_each_can_read_that_the_list_was_looked_at(w: World) -> None:
    order = make.staffing(w)
    entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug]))
    seen = AuditEntry.objects.filter(verb="viewed:candidates", by=w.coordinator)
    assert set(seen.values_list("about", flat=True)) == {w.expert.person_id, w.expert2.person_id}


@pytest.mark.parametrize("number", [1, 3])
def test_candidates_ask_as_much_of_one_as_of_three(w: World, django_assert_num_queries: Queries, number: int) -> None:
    order = make.staffing(w)
    Expert.objects.filter(pk=w.expert2.pk).update(languages=["sv"])
    for n in range(2, number + 1):
        make.an_expert(w.main_user, f"Lisä{n}", n)
    client = entered(w.coordinator)
    with django_assert_num_queries(CANDIDATES):
        text = said(client.get(reverse("orders:candidates", args=[order.slug])))
    assert text.count("1 teema sopii") == number


def test_only_a_coordinator_sees_candidates(w: World) -> None:
    order = make.staffing(w)
    path = reverse("orders:candidates", args=[order.slug])
    for who in (w.expert.person, w.orderer, w.payroll, w.main_user, w.approver):
        assert entered(who).get(path).status_code == 403
    assert entered(w.coordinator, second_factor=False).get(path).status_code in {302, 403}
