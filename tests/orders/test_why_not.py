"""«Miksi ei X?»: for anybody by name, each rule of the list in words (B12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.models import AuditEntry
from experts.models import Expert
from orders import actions, rules
from orders.models import Order
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World


def asked(w: World, order: Order, **by: str) -> str:
    answer = entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug]), by)
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def section(text: str) -> str:
    return text[text.index('id="miksi"') :]


def change(**fields: Any) -> Callable[[World, Order], object]:
    return lambda w, order: Expert.objects.filter(pk=w.expert.pk).update(**fields)


def put_on_the_gig(w: World, order: Order) -> None:
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(offer.pk, by=w.expert.person)


def step_off_the_gig(w: World, order: Order) -> None:
    put_on_the_gig(w, order)
    actions.release_gig(order.gigs.get().pk, by=w.expert.person)


BREAKS: dict[str, tuple[Callable[[World, Order], object], str]] = {
    "in_the_bank": (change(status="onboarding"), "ei ole nyt mukana pankissa"),
    "themes": (lambda w, order: w.expert.themes.update(visibility="me"), "teema tai näkökulma ei sovi"),
    "language": (change(languages=["sv"]), "ei tee keikkoja tilauksen kielellä (suomi)"),
    "place": (change(regions=["uusimaa"], municipality="Vantaa"), "ei tee keikkoja tällä alueella"),
    "not_there": (put_on_the_gig, "on jo mukana tällä keikalla"),
    "not_released": (step_off_the_gig, "vapautui tästä keikasta"),
    "not_asked": (lambda w, order: actions.send_offer(order.pk, by=w.coordinator, expert=w.expert), "tarjous on jo"),
    "free": (lambda w, order: make.agreed(w, DAY, w.expert), "toinen keikka samaan aikaan"),
    "private": (change(paused=(make.NOW.date(), None)), "ei saatavilla (yksityinen peruste)"),
}


def test_every_rule_is_tried_here() -> None:
    assert set(BREAKS) == {rule.name for rule in rules.RULES}


@pytest.mark.row("B12")
@pytest.mark.parametrize("name", BREAKS)
def test_each_rule_that_fails_says_so_and_the_others_say_that_they_hold(w: World, name: str) -> None:
    order = make.staffing(w, experts_needed=2)
    rule = next(rule for rule in rules.RULES if rule.name == name)
    before = section(asked(w, order, nimi="aino"))
    assert "On ehdokkaiden listalla." in before
    assert all(each.met(order) in before for each in rules.RULES)
    break_it, words = BREAKS[name]
    break_it(w, order)
    text = section(asked(w, order, nimi="aino"))
    assert words in text
    assert rule.unmet(order).startswith(words)
    assert f"{rule.met(order)}</li>" not in text


@pytest.mark.row("B12")
def test_remote_work_is_a_rule_of_its_own(w: World) -> None:
    order = make.staffing(w, form="remote", remote_tool="Teams")
    assert "tekee keikkoja etänä" in section(asked(w, order, nimi="aino"))
    Expert.objects.filter(pk=w.expert.pk).update(remote_ok=False)
    assert "ei tee keikkoja etänä" in section(asked(w, order, nimi="aino"))


@pytest.mark.row("B12")
def test_who_only_falls_off_the_list_can_still_be_asked(w: World) -> None:
    """The orderer may wish for somebody whose themes don't answer: the coordinator decides."""
    order = make.staffing(w)
    w.expert.themes.update(visibility="me")
    offer = reverse("orders:offer-new", args=[order.slug, w.expert.slug])
    assert offer in section(asked(w, order, nimi="aino"))
    Expert.objects.filter(pk=w.expert.pk).update(paused=(make.NOW.date(), None))
    assert offer not in section(asked(w, order, nimi="aino"))


@pytest.mark.row("B12")
def test_names_are_sought_by_their_words_and_nobody_closed_away_is_found(w: World) -> None:
    order = make.staffing(w)
    assert ">Kalle Esimerkki1</h3>" in asked(w, order, nimi="esimerkki1 kal")
    assert asked(w, order, nimi="Esimerkki").count("</h3>") == 2
    assert "Tällä nimellä ei löytynyt ketään" in asked(w, order, nimi="Olematon")
    Expert.objects.filter(pk=w.expert2.pk).update(status="restricted", left_at=make.NOW)
    assert "Tällä nimellä ei löytynyt ketään" in asked(w, order, nimi="Kalle")


@pytest.mark.row("B12")
@pytest.mark.row("L3")
def test_whoever_was_asked_about_can_read_that(w: World) -> None:
    order = make.staffing(w)
    Expert.objects.filter(pk=w.expert.pk).update(languages=["sv"])
    asked(w, order)
    assert not AuditEntry.objects.filter(verb="viewed:candidates", about=w.expert.person).exists()
    asked(w, order, nimi="aino")
    assert AuditEntry.objects.filter(verb="viewed:candidates", about=w.expert.person).exists()


@pytest.mark.row("B12")
def test_a_coordinator_who_is_an_expert_too_is_offered_by_a_colleague(w: World) -> None:
    mine = make.experts.add_expert(
        by=w.main_user, person=w.coordinator, languages=["fi"], regions=["pohjois-savo"], municipality="Kuopio"
    )
    text = asked(w, make.staffing(w), kuka=mine.slug)
    assert "sinulle tarjouksen lähettää toinen koordinaattori" in section(text)
