"""The auditor reads everything of the money and decides nothing; the rest only by a written reason (model.md §4)."""

from __future__ import annotations

from typing import Any

import pytest

from core import audit, clock
from core.models import AuditEntry
from orders.models import Order
from tests.factories.world import CODES, IBANS
from tests.matrix.asking import Asker, undone
from tests.matrix.scene import Scene
from tests.matrix.test_leaks import ARRIVAL, GOAL, TITLE, shown

pytestmark = pytest.mark.django_db
Here = tuple[Scene, Asker]
WHY = {"reason": "Sisäinen tarkastus 12/2026, otos 3"}


def _looks(what: str) -> Any:
    return AuditEntry.objects.filter(verb=f"viewed:{what}").order_by("-pk")


@pytest.mark.row("J1")
def test_a_gig_card_says_who_when_and_how_much_but_no_title_or_goal(here: Here) -> None:
    _scene, asker = here
    text = shown(asker.ask("auditor", "portal:gig"))
    assert "Aino Esimerkki" in text and "Sovittu palkkio" in text and "275,00 €" in text
    assert [word for word in (TITLE, GOAL, ARRIVAL, "040 123 4567", "aino.esimerkki") if word in text] == []


@pytest.mark.row("J1")
def test_a_contract_is_read_in_part_and_whole_by_a_logged_reason(here: Here) -> None:
    _scene, asker = here
    part = shown(asker.ask("auditor", "payments:contract"))
    assert "Aino Esimerkki" in part and "Sovittu palkkio" in part and TITLE not in part
    with undone():
        assert asker.ask("auditor", "payments:contract-whole", "post").status_code == 422
        assert not _looks("contract_whole").exists()
        answer = asker.ask("auditor", "payments:contract-whole", "post", **WHY)
        assert TITLE in shown(answer) and "no-store" in answer["Cache-Control"]
        paper = asker.ask("auditor", "payments:contract-whole", "post", pdf="1", **WHY)
        assert TITLE in shown(paper) and "no-store" in paper["Cache-Control"]
        entry = _looks("contract_whole")[0]
        assert (entry.reason, entry.about.first_name) == (WHY["reason"], "Aino")
        assert "sopimuksesi koko teksti, kirjatusta syystä" in shown(asker.ask("expert", "portal:views-of-me"))


@pytest.mark.row("J1")
def test_a_payslip_is_masked_and_whole_by_a_logged_reason(here: Here) -> None:
    _scene, asker = here
    text = shown(asker.ask("auditor", "payments:payslip"))
    assert "140382-••••" in text and [word for word in (CODES[0], IBANS[0]) if word in text] == []
    with undone():
        whole = shown(asker.ask("auditor", "payments:payslip-whole", "post", **WHY))
        assert CODES[0] in whole and IBANS[0] in whole
        assert _looks("payslip_whole")[0].reason == WHY["reason"]


@pytest.mark.row("J1")
@pytest.mark.parametrize("who", ["auditor", "main_user"])
def test_an_order_is_read_in_part_and_whole_by_a_logged_reason(here: Here, who: str) -> None:
    _scene, asker = here
    part = shown(asker.ask(who, "portal:order"))
    assert "Aikuissosiaalityö" in part and [word for word in (TITLE, GOAL, ARRIVAL) if word in part] == []
    with undone():
        refused = asker.ask(who, "portal:order-whole", "post", reason=" ")
        assert refused.status_code == 422 and TITLE not in shown(refused)
        assert not _looks("order_whole").exists()
        answer = asker.ask(who, "portal:order-whole", "post", **WHY)
        assert all(word in shown(answer) for word in (TITLE, GOAL, ARRIVAL)) and "no-store" in answer["Cache-Control"]
        entry = _looks("order_whole")[0]
        assert (entry.reason, entry.about) == (WHY["reason"], asker.scene.w.orderer)
        assert "tilauksesi kaikki tiedot, kirjatusta syystä" in shown(asker.ask("orderer", "portal:views-of-me"))


@pytest.mark.row("J1")
def test_why_an_order_ended_is_free_text_too(here: Here) -> None:
    scene, asker = here
    slug = scene.at["portal:order"]["slug"]
    with undone():
        ended = {"state": "cancelled", "cancelled_at": clock.now(), "cancelled_by": scene.w.orderer}
        Order.objects.filter(slug=slug).update(end_reason="Opettaja sairastui", **ended)
        assert "Opettaja sairastui" in shown(asker.ask("orderer", "portal:order"))
        audit.log(scene.w.orderer, "order_cancelled", Order.objects.get(slug=slug), reason="Opettaja sairastui")
        assert "Opettaja sairastui" in shown(asker.ask("coordinator", "portal:order-trail"))
        for page in ("portal:order", "portal:order-trail", "portal:audit"):
            assert "Opettaja sairastui" not in shown(asker.ask("auditor", page)), page


@pytest.mark.row("J1")
def test_the_list_of_fees_says_gross_and_state_alone(here: Here) -> None:
    _scene, asker = here
    for who in ("coordinator", "auditor", "payroll"):
        text = shown(asker.ask(who, "payments:fees"))
        assert "275,00 €" in text and "Lähetetty pankkiin" in text and "Palkka-ajossa" in text, who
        assert [word for word in (*CODES, *IBANS, "Tilinumero", "Verokortti", TITLE) if word in text] == [], who


@pytest.mark.row("J1")
def test_an_experts_contact_data_are_not_the_auditors(here: Here) -> None:
    scene, asker = here
    address = f"/ihmiset/{scene.w.expert.person.slug}/"
    assert "aino.esimerkki" in shown(asker.open("main_user", address))
    assert "aino.esimerkki" not in shown(asker.open("auditor", address))
