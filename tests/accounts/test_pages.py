"""The plain pages of people, units and own data: who opens them, what they show, how many questions they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import CostCentre, Person, Unit
from accounts.roles import Role
from core.models import AuditEntry
from experts.models import Expert
from tests.accounts.people import centre, entered, grant, holding, person, unit

pytestmark = pytest.mark.django_db(transaction=True)
GRANTED = [Role.ORDERER, Role.COORDINATOR, Role.PAYROLL, Role.SUPERVISOR, Role.EVALUATOR, Role.AUDITOR, Role.MAIN_USER]
OPEN_TO: dict[str, set[str]] = {
    "/omat-tiedot/": set(GRANTED),
    "/ihmiset/": {Role.MAIN_USER, Role.AUDITOR, Role.ORDERER},
    "/ihmiset/vahvistettavat/": {Role.MAIN_USER, Role.AUDITOR},
    "/ihmiset/uusi/": {Role.MAIN_USER},
    "/ihmiset/{person}/": {Role.MAIN_USER, Role.AUDITOR},
    "/ihmiset/{person}/rooli/": {Role.MAIN_USER},
    "/yksikot/": {Role.MAIN_USER, Role.AUDITOR, Role.COORDINATOR},
    "/yksikot/uusi/": {Role.MAIN_USER, Role.COORDINATOR},
    "/yksikot/{unit}/kustannuspaikka/": {Role.MAIN_USER, Role.COORDINATOR},
    "/kustannuspaikat/uusi/": {Role.MAIN_USER, Role.COORDINATOR},
    "/kustannuspaikat/{centre}/": {Role.MAIN_USER, Role.COORDINATOR},
}


@pytest.mark.row("J1")
@pytest.mark.parametrize("role", GRANTED)
def test_each_page_opens_to_its_roles_and_calmly_refuses_the_rest(client: Client, role: str) -> None:
    shown, place = person("Kalle"), unit("Neuvonta")
    cost = centre(place, person("Päivi"))
    entered(holding(role), client=client)
    for address, roles in OPEN_TO.items():
        path = address.format(person=shown.slug, unit=place.slug, centre=cost.slug)
        assert client.get(path).status_code == (200 if role in roles else 403), path
        if role not in roles and path != "/ihmiset/vahvistettavat/":
            assert client.post(path).status_code in {403, 405}, path


@pytest.mark.parametrize("address", sorted(OPEN_TO))
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address.format(person="x", unit="x", centre="x"))["Location"].startswith("/kirjaudu/?next=")


def test_an_orderer_sees_the_people_of_the_own_units_without_contact_data(client: Client) -> None:
    place = unit("Neuvonta")
    eero, noora = holding(Role.ORDERER, "Eero", place), holding(Role.ORDERER, "Noora", place)
    holding(Role.ORDERER, "Lauri")
    page = entered(eero, client=client).get("/ihmiset/").content.decode()
    assert "Noora" in page
    assert "Lauri" not in page
    assert str(noora.email) not in page
    assert noora.slug not in page


def test_an_orderer_reads_of_a_colleague_only_what_the_own_units_gave(client: Client) -> None:
    """That a colleague is an expert by experience, or of the bank's staff, is not the unit's to know."""
    place = unit("Neuvonta")
    eero, noora = holding(Role.ORDERER, "Eero", place), holding(Role.ORDERER, "Noora", place)
    grant(noora, Role.SUPERVISOR)
    grant(noora, Role.ORDERER, unit("Muualla"))
    Expert.objects.create(person=noora, status="active")
    entered(eero, client=client)
    for address in ("/ihmiset/", "/ihmiset/?as=csv", "/ihmiset/?role=supervisor&as=csv", "/ihmiset/?role=coordinator"):
        answer = client.get(address)
        text = b"".join(answer) if answer.streaming else answer.content
        rows = text.decode().partition("<main")[2] or text.decode()
        assert "Noora" in rows and "Tilaaja: Neuvonta" in rows, address
        told = [word for word in ("Kokemusasiantuntija", "Työnohjaaja", "Muualla") if word in rows]
        assert told == [], address


@pytest.mark.row("L3")
def test_looking_at_contact_data_is_written_down_for_the_person(client: Client) -> None:
    kalle = person("Kalle", phone="+358401234567")
    main = holding(Role.MAIN_USER)
    page = entered(main, client=client).get(f"/ihmiset/{kalle.slug}/").content.decode()
    assert str(kalle.email) in page
    assert "+358401234567" in page
    assert AuditEntry.objects.views_of(kalle).get().by == main


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_people_costs_the_same(
    client: Client, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    entered(holding(Role.AUDITOR), client=client)
    for number in range(rows):
        holding(Role.ORDERER, f"Eero{number}")
    with django_assert_num_queries(6):
        assert client.get("/ihmiset/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_units_costs_the_same(
    client: Client, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    entered(holding(Role.COORDINATOR), client=client)
    for number in range(rows):
        centre(unit(f"Yksikkö {number}"), person(), second_approver=person(), limit_cents=100_00)
    with django_assert_num_queries(6):
        assert client.get("/yksikot/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_persons_page_costs_the_same(
    client: Client, rows: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    main, shown = holding(Role.MAIN_USER), person("Kalle")
    for role in (Role.AUDITOR, Role.EVALUATOR, Role.SUPERVISOR)[:rows]:
        shown.grants.create(role=role, valid=main.grants.get().valid, granted_by=main)
    entered(main, client=client)
    with django_assert_num_queries(11):
        assert client.get(f"/ihmiset/{shown.slug}/").status_code == 200


def test_lists_go_on_by_key(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.lists.PAGE", 2)
    entered(holding(Role.MAIN_USER, last_name="Aalto"), client=client)
    for name in ("Blom", "Cajan", "Dahl"):
        person(last_name=name)
        unit(name)
    first = client.get("/ihmiset/").context["list"]
    assert [row.last_name for row in first["found"]] == ["Aalto", "Blom"]
    second = client.get(f"/ihmiset/{first['older']}").context["list"]
    assert [row.last_name for row in second["found"]] == ["Cajan", "Dahl"]
    assert not second["older"]
    units = client.get("/yksikot/").context["list"]
    rest = client.get(f"/yksikot/{units['older']}").context["list"]
    assert [row.name for row in [*units["found"], *rest["found"]]] == ["Blom", "Cajan", "Dahl"]


def test_people_are_found_by_name(client: Client) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    person("Kalle", "Kaukonen")
    assert "Kaukonen" in client.get("/ihmiset/", {"q": "kauk kalle"}).content.decode()
    assert "Tällä rajauksella ei löytynyt mitään" in client.get("/ihmiset/", {"q": "zzz"}).content.decode()


def test_own_language_phone_and_messages(client: Client) -> None:
    aino = person()
    entered(aino, client=client)
    page = client.post("/omat-tiedot/", {"language": "sv", "phone": "040 123 4567"})
    assert page["Location"] == "/omat-tiedot/"
    aino.refresh_from_db()
    assert (aino.language, aino.phone, aino.wants("reminders")) == ("sv", "+358401234567", False)
    wrong = client.post("/omat-tiedot/", {"language": "sv", "phone": "abc"})
    assert wrong.status_code == 422
    assert 'value="abc"' in wrong.content.decode()


def test_a_unit_and_its_cost_centre_by_the_coordinator(client: Client) -> None:
    entered(holding(Role.COORDINATOR), client=client)
    paivi, lauri = person("Päivi"), person("Lauri")
    answers = {"new_organisation": "Saarenranta", "name": "Neuvonta", "municipality": "Kuopio"}
    made = client.post("/yksikot/uusi/", answers)
    neuvonta = Unit.objects.select_related("organisation").get()
    assert neuvonta.organisation.name == "Saarenranta"
    assert made["Location"] == f"/yksikot/{neuvonta.slug}/kustannuspaikka/"
    answers = {
        "unit": str(neuvonta.pk),
        "code": "4312",
        "approver": paivi.pk,
        "deputy": paivi.pk,
        "limit_cents": "1 000",
    }
    page = client.post(made["Location"], answers)
    assert page.status_code == 422
    assert "Varahenkilön on oltava joku muu" in page.content.decode()
    assert "Nimeä toinen hyväksyjä" in page.content.decode()
    client.post(made["Location"], {**answers, "deputy": "", "second_approver": lauri.pk})
    cost = CostCentre.objects.get()
    assert (cost.code, cost.approver, cost.second_approver, cost.limit_cents) == ("4312", paivi, lauri, 100_000)
    assert "4312" in client.get("/yksikot/").content.decode()
    client.post(f"/kustannuspaikat/{cost.slug}/", {"code": "4312", "approver": lauri.pk, "why": "vaihtui"})
    cost.refresh_from_db()
    assert (cost.approver, cost.second_approver, cost.limit_cents) == (lauri, None, None)
    again = client.post("/kustannuspaikat/uusi/", {"unit": neuvonta.pk, "code": "4312", "approver": paivi.pk})
    assert "on jo tämä kustannuspaikka" in again.content.decode()
    same = client.post("/yksikot/uusi/", {"organisation": neuvonta.organisation_id, "name": "Neuvonta"})
    assert "niminen yksikkö on jo" in same.content.decode()


def test_a_known_address_is_not_added_twice(client: Client) -> None:
    entered(holding(Role.MAIN_USER), client=client)
    known = person()
    answers = {"first_name": "A", "last_name": "B", "email": str(known.email).upper(), "language": "fi"}
    page = client.post("/ihmiset/uusi/", answers)
    assert "on jo henkilö" in page.content.decode()
    assert Person.objects.count() == 2
