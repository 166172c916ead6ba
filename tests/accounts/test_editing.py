"""Units, cost centres, organisations and people are changed with who and why, and nothing is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import ContactChange, CostCentre, Organisation, Person, Unit
from accounts.roles import Role
from core import clock
from core.errors import DomainError
from core.models import AuditEntry, OutboxMessage
from orders import actions as orders
from tests.accounts.people import centre, entered, holding, person, unit
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def unit_form(of: Unit, **fields: Any) -> dict[str, Any]:
    parent = of.parent_id or ""
    return {"name": of.name, "municipality": of.municipality, "parent": parent, "why": "muutos", **fields}


@pytest.mark.row("D16")
def test_a_unit_is_renamed_moved_and_its_history_says_who_and_why() -> None:
    below, above, by = unit("Vanha nimi"), unit("Palvelualue"), holding(Role.MAIN_USER)
    client, address = entered(by), reverse("accounts:unit", args=[below.slug])
    assert "Tämä kohta on vielä tyhjä" in text(client.post(address, unit_form(below, why="")))
    client.post(address, unit_form(below, name="Uusi nimi", parent=above.pk, why="Organisaatiouudistus 1.1."))
    below.refresh_from_db()
    assert (below.name, below.parent) == ("Uusi nimi", above)
    page = text(client.get(address))
    assert "Nimi: Vanha nimi → Uusi nimi" in page and "Organisaatiouudistus 1.1." in page and by.name in page
    assert "oman alayksikkönsä" in str(_refusal(above, by, parent_id=below.pk))


def _refusal(of: Unit, by: Person, **fields: Any) -> DomainError:
    with pytest.raises(DomainError) as error:
        actions.change_unit(of.pk, by, **{"name": of.name, "municipality": "", "why": "x", **fields})
    return error.value


@pytest.mark.row("D16")
def test_a_unit_with_open_orders_ends_only_by_who_has_read_which() -> None:
    with clock.at(make.NOW):
        w = make.world()
        order = make.submitted(w)
        client, address = entered(w.main_user), reverse("accounts:unit", args=[w.unit.slug])
        last = {"ended_on": "30.9.2026"}
        assert order.number in text(client.get(address))
        page = text(client.post(address, unit_form(w.unit, **last)))
        assert f"Yksiköllä on avoimia tilauksia: {order.number}" in page
        assert client.post(address, unit_form(w.unit, knowing="on", **last)).status_code == 302
        w.unit.refresh_from_db()
        assert w.unit.ended_on == date(2026, 9, 30)
        assert "päättyy" in text(client.get(reverse("accounts:units")))
    with clock.at(make.NOW + timedelta(days=30)):
        assert Unit.objects.orderable_by(w.orderer).count() == 0
        with pytest.raises(DomainError, match="ei enää tilaa"):
            orders.start_draft(by=w.orderer, unit=w.unit, task_type=w.task_type)
        assert order.number in text(entered(w.orderer).get(reverse("orders:list")))


def test_a_cost_centre_changes_its_code_people_limit_and_end() -> None:
    kept = centre(unit(), person("Eero", "Hyväksyjä"))
    second, by = person("Katri", "Toinen"), holding(Role.COORDINATOR)
    client, address = entered(by), reverse("accounts:costcentre", args=[kept.slug])
    fields = {"code": "5000", "name": "Uusi", "approver": kept.approver_id, "second_approver": second.pk}
    client.post(address, {**fields, "limit_cents": "500", "ended_on": "31.12.2026", "why": "budjetti"})
    kept.refresh_from_db()
    assert (kept.code, kept.limit_cents, kept.second_approver, kept.ended_on) == (
        "5000", 500_00, second, date(2026, 12, 31),
    )  # fmt: skip
    page = text(client.get(address))
    assert "Raja: – → 500,00" in page and "Toinen hyväksyjä: – → Katri Toinen" in page and "budjetti" in page
    assert CostCentre.objects.in_use(date(2027, 1, 1)).count() == 0


def test_an_organisation_is_renamed_and_the_same_name_is_refused() -> None:
    at, by = unit(), holding(Role.MAIN_USER)
    Organisation.objects.create(name="Toinen")
    client, address = entered(by), reverse("accounts:organisation", args=[at.organisation.slug])
    client.post(address, {"name": "Uusi hyvinvointialue", "why": "nimi vaihtui"})
    assert "Uusi hyvinvointialue" in text(client.get(reverse("accounts:units")))
    assert client.post(address, {"name": "Toinen", "why": "x"}).status_code == 422


@pytest.mark.row("D16")
def test_a_main_user_changes_a_persons_details_and_the_person_is_told_at_both_addresses() -> None:
    who, by = person("Kalle", "Väärä", email="vanha@esimerkki.invalid", phone="+358401111111"), holding(Role.MAIN_USER)
    client, address = entered(by), reverse("accounts:person-change", args=[who.slug])
    fields = {"first_name": "Kalle", "last_name": "Oikea", "email": "UUSI@esimerkki.invalid", "language": "fi"}
    assert client.post(address, {**fields, "phone": "", "why": "soitti 3.2."}).status_code == 302
    who.refresh_from_db()
    assert (who.last_name, who.email, who.phone) == ("Oikea", "uusi@esimerkki.invalid", "")
    assert ContactChange.objects.filter(person=who).count() == 2
    letters = OutboxMessage.objects.filter(template="accounts_contact_changed")
    assert sorted(letters.values_list("address", flat=True)) == ["", "vanha@esimerkki.invalid"]
    entry = AuditEntry.objects.get(verb="accounts.change_person")
    assert (entry.about, entry.reason) == (who, "soitti 3.2.") and "vanha@" not in str(entry.data)
    assert "soitti 3.2." in text(client.get(reverse("accounts:person", args=[who.slug])))
    assert "on jo henkilö" in text(client.post(address, {**fields, "email": str(by.email), "phone": "", "why": "x"}))


def test_nobody_changes_the_own_details_as_a_main_user() -> None:
    by = holding(Role.MAIN_USER)
    assert entered(by).get(reverse("accounts:person-change", args=[by.slug])).status_code == 403


def test_ended_roles_stay_on_the_persons_page(client: Client) -> None:
    who, by = holding(Role.EVALUATOR), holding(Role.MAIN_USER)
    actions.end_grant(who.grants.get().pk, by, "vaihtoi työtä")
    page = text(entered(by, client=client).get(reverse("accounts:person", args=[who.slug])))
    assert "Päättyneet roolit" in page and "Arvioija" in page
