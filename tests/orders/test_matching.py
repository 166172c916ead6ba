"""Who fits, in which order, and by nothing else."""

from __future__ import annotations

import ast
import inspect
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from experts import actions as experts
from experts.models import Expert, Theme
from orders import actions, matching
from orders.models import Order
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


@pytest.mark.row("2.10")
def test_what_matching_reads_of_an_expert_is_a_closed_list() -> None:
    """No fee, feedback, decline, age or photo: the module names no such field."""
    names = {node.attr for node in ast.walk(ast.parse(inspect.getsource(matching))) if isinstance(node, ast.Attribute)}
    for never in ("decline_reason", "feedback", "fees", "payslips", "bio", "created_at", "answered_at", "score"):
        assert never not in names


@pytest.mark.row("B11")
def test_with_equal_fit_the_longest_waiting_is_first(w: World) -> None:
    make.agreed(w, DAY - timedelta(days=10), w.expert)
    with clock.at(DAY - timedelta(days=9)):
        order = make.staffing(w, DAY + timedelta(days=20))
        assert ranking(order) == [w.expert2, w.expert]
        make.agreed(w, DAY, w.expert2)
        assert ranking(order) == [w.expert, w.expert2]


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
