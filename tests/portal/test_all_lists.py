"""The lists of each role: narrowed in the address, and taken to a spreadsheet that holds no more than the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Person
from core import clock, outbox
from orders.models import Order
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db


def opened(person: Person, name: str, query: str = "") -> str:
    answer = entered(person).get(f"{reverse(name)}?{query}")
    assert answer.status_code == 200
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def asked(person: Person, name: str, query: str = "") -> int:
    client, address = entered(person), f"{reverse(name)}?{query}"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        assert b"".join(answer) if answer.streaming else answer.content
    return len(queries)


@pytest.mark.row("J3")
def test_the_file_of_orders_byte_by_byte() -> None:
    """Opens in a Finnish Excel: UTF-8 with its mark, semicolons, decimal commas, Finnish dates, Windows' line ends."""
    with clock.at(make.NOW):
        w = make.world()
        order = make.submitted(w, title="=1+1; Åke")
        Order.objects.filter(pk=order.pk).update(approved_max_cents=123450)
        query = "as=csv&col=number&col=task&col=title&col=starts&col=unit&col=most"
        answer = entered(w.coordinator).get(f"{reverse('orders:all')}?{query}")
        body = b"".join(answer)
    assert body == (
        b"\xef\xbb\xbf"
        + (
            "Numero;Aika;Tehtävä;Otsikko;Yksikkö;Enintään\r\n"
            f'{order.number};29.9.2026 13.00;Luento tai koulutus;"\'=1+1; Åke";Aikuissosiaalityö;1234,50\r\n'
        ).encode()
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="tilaukset-2026-09-01.csv"'


@pytest.mark.row("J3")
def test_a_list_of_orders_is_narrowed_by_its_address() -> None:
    with clock.at(make.NOW):
        w = make.world()
        first, second = make.submitted(w), make.at_the_bank(w, make.DAY + timedelta(days=7))
        draft = make.draft(w, make.DAY + timedelta(days=14))
        everything = opened(w.coordinator, "orders:all")
        assert first.number in everything and second.number in everything and draft.number not in everything
        assert f'<span class="nowrap">{first.number}</span>' in everything
        assert ">sinä<" in everything and ">you<" not in everything
        assert first.number not in opened(w.coordinator, "orders:all", "state=awaiting_bank")
        late = opened(w.coordinator, "orders:all", "first=30.9.2026")
        assert first.number not in late and second.number in late and "&amp;as=csv" in late
        assert "Tällä rajauksella ei löytynyt mitään" in opened(w.coordinator, "orders:all", "state=done")
        assert first.number in opened(w.coordinator, "orders:all", "state=nonsense&unit=none&col=iban")
        assert second.number not in opened(w.coordinator, "orders:all", "as=csv&last=29.9.2026")


@pytest.mark.row("J3")
@pytest.mark.row("J1")
def test_titles_are_the_coordinators_in_the_page_and_in_the_file() -> None:
    with clock.at(make.NOW):
        w = make.world()
        make.submitted(w)
        query = "col=title&col=number&as=csv"
        assert make.WHOLE["title"] in opened(w.coordinator, "orders:all", query)
        assert make.WHOLE["title"] not in opened(w.main_user, "orders:all", query)


@pytest.mark.row("J3")
def test_people_units_and_experts_as_files() -> None:
    with clock.at(make.NOW):
        w = make.world()
        people = opened(w.main_user, "accounts:people", "as=csv&role=orderer")
        assert people == "\ufeffNimi;Roolit\r\nPäivi Tilaaja;Tilaaja: Aikuissosiaalityö\r\n"
        units = opened(w.main_user, "accounts:units", "as=csv").splitlines()
        assert units[1] == (
            "Aikuissosiaalityö;Saarenranta;Kuopio;4312 Aikuissosiaalityö;Eero Hyväksyjä;Katri Hyväksyjä;;"
        )
        experts = opened(w.coordinator, "experts:list", "as=csv&q=aino").splitlines()
        assert experts[1:] == ["Aino Esimerkki;koulutettu kokemusasiantuntija;Kuopio;mukana;saatavilla"]
        assert "saatavilla" not in opened(w.main_user, "experts:list", "as=csv")


@pytest.mark.row("J3")
@pytest.mark.needs("pango")
def test_fees_and_runs_as_files_of_payroll_and_the_auditor() -> None:
    with clock.at(make.NOW):
        w = make.world()
        make.approved(w)
    with clock.at(make.DAY + timedelta(days=1)):
        outbox.drain()
        fees = opened(w.payroll, "payments:fees", "as=csv&col=payee&col=gross&col=centre&col=state").splitlines()
        assert fees == [
            "\ufeffSaaja;Ennen veroa;Tilanne;Kustannuspaikka",
            "Aino Esimerkki;275,00;Odottaa seuraavaa palkka-ajoa;4312",
        ]
        assert "4312" not in opened(w.coordinator, "payments:fees", "as=csv&col=centre&col=payee")
        assert len(opened(w.payroll, "payments:fees", "as=csv&state=held").splitlines()) == 1
        assert opened(w.payroll, "payments:batches", "as=csv").startswith("\ufeffMaksupäivä;Numero;Tilanne")


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_their_files_ask_the_same_for_one_row_as_for_three(number: int) -> None:
    with clock.at(make.NOW):
        w = make.world()
        for n in range(number):
            make.submitted(w, make.DAY + timedelta(weeks=n))
        found = {
            "orders": asked(w.coordinator, "orders:all"),
            "orders_file": asked(w.coordinator, "orders:all", "as=csv"),
            "lean": asked(w.main_user, "orders:all"),
        }
        for n in range(number - 1):
            accounts.add_unit(w.main_user, name=f"Yksikkö {n}", organisation="Saarenranta")
        found["units"] = asked(w.main_user, "accounts:units")
        found["units_file"] = asked(w.main_user, "accounts:units", "as=csv")
    assert found == {"orders": 8, "orders_file": 6, "lean": 8, "units": 6, "units_file": 5}
