import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Bank
from core import clock
from core.models import Task
from tests.face.bank import an_example_bank

pytestmark = pytest.mark.django_db

PAGES = ["/", "/ohjeet/", "/saavutettavuus/", "/tietosuoja/"]


@pytest.fixture(autouse=True)
def bank() -> Bank:
    return an_example_bank()


@pytest.mark.parametrize("address", PAGES)
def test_anybody_reads_the_public_pages_in_finnish(client: Client, address: str) -> None:
    page = client.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="fi">' in html
    assert html.count("<h1") == 1
    assert 'href="#sisalto"' in html
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*src=)", html)


@pytest.mark.parametrize(
    ("address", "queries"), [("/", 1), ("/ohjeet/", 3), ("/saavutettavuus/", 1), ("/tietosuoja/", 1)]
)
def test_public_pages_ask_the_database_little(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.row("L1")
def test_accessibility_feedback_becomes_a_task_due_in_14_days(client: Client) -> None:
    said = {"text": "Painike ei kerro nimeään.", "email": "aino@esimerkki.fi", "website": ""}
    page = client.post("/saavutettavuus/", said, follow=True)
    assert "Kiitos palautteesta" in page.content.decode()
    task = Task.objects.get(what="accessibility_feedback")
    assert task.role == "coordinator"
    assert task.due is not None
    assert abs(task.due - clock.now() - timedelta(days=14)) < timedelta(minutes=1)
    assert "Painike ei kerro nimeään." in task.note
    assert "aino@esimerkki.fi" in task.note


def test_each_feedback_is_its_own_task(client: Client) -> None:
    for text in ("Ensimmäinen.", "Toinen."):
        client.post("/saavutettavuus/", {"text": text})
    assert Task.objects.filter(what="accessibility_feedback").count() == 2


def test_a_machine_that_fills_the_hidden_field_leaves_nothing(client: Client) -> None:
    client.post("/saavutettavuus/", {"text": "Osta!", "website": "https://example.org"})
    assert not Task.objects.exists()


def test_bad_feedback_keeps_what_was_typed_and_marks_the_field(client: Client) -> None:
    page = client.post("/saavutettavuus/", {"text": "Kirjain on pieni.", "email": "aino"})
    html = page.content.decode()
    assert page.status_code == 422
    assert "Kirjain on pieni." in html
    assert 'href="#id_email"' in html
    assert "<title>Virhe: " in html


def test_a_flood_of_feedback_is_refused_in_words(client: Client) -> None:
    for number in range(20):
        client.post("/saavutettavuus/", {"text": f"Palaute {number}"})
    page = client.post("/saavutettavuus/", {"text": "Vielä yksi"})
    assert page.status_code == 422
    assert "tunnin päästä" in page.content.decode()
    assert "Vielä yksi" in page.content.decode()


def test_an_unknown_address_is_a_calm_page(client: Client) -> None:
    page = client.get("/ei-ole/")
    assert page.status_code == 404
    assert "Mitään ei ole mennyt rikki." in page.content.decode()


def test_the_page_of_our_own_mistake_needs_no_request() -> None:
    from django.template.loader import render_to_string

    assert "Vika ei ole sinussa" in render_to_string("500.html")
