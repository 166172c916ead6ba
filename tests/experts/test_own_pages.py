"""The expert's own page, themes and payee data, through the interface."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Unit
from core import clock
from core.models import AuditEntry, OutboxMessage
from experts import actions
from experts.models import BankAccount, Expert, ExpertTheme, Identity, TaxCard, Theme
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db
LIST_QUERIES = 4


@pytest.fixture
def w() -> make.World:
    with clock.at(make.NOW):
        return make.world()


def own(w: make.World) -> Client:
    return entered(w.expert.person, second_factor=False)


@pytest.mark.row("B7")
def test_a_theme_is_in_own_words_with_tags_and_consent(w: make.World) -> None:
    tag = Theme.objects.get(slug="mental-health")
    data = {
        "own_words": "arki masennuksen kanssa",
        "tags": [tag.pk],
        "perspective": "own",
        "visibility": "orderer",
        "consent": "on",
    }
    assert own(w).post(reverse("experts:theme-add"), data).status_code == 302
    theme = ExpertTheme.objects.get(own_words="arki masennuksen kanssa")
    assert list(theme.tags.all()) == [tag]
    assert theme.consent_version and theme.consented_at


def test_a_theme_without_consent_is_kept_typed_and_said_clearly(w: make.World) -> None:
    page = own(w).post(reverse("experts:theme-add"), {"own_words": "asunnottomuus"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "asunnottomuus" in text
    assert "Merkitse tämä, jotta voit jatkaa." in text


@pytest.mark.row("2.1")
def test_a_withdrawn_theme_loses_its_words_at_once(w: make.World) -> None:
    theme = w.expert.themes.get()
    own(w).post(reverse("experts:theme-withdraw", args=[theme.slug]))
    theme.refresh_from_db()
    assert theme.own_words == ""
    assert theme.withdrawn_at is not None
    assert not theme.tags.exists()
    page = entered(w.coordinator).get(reverse("experts:detail", args=[w.expert.slug])).content.decode()
    assert "asiointi aikuissosiaalityössä" not in page


def test_nobody_withdraws_the_theme_of_another(w: make.World) -> None:
    theme = w.expert2.themes.get()
    assert own(w).post(reverse("experts:theme-withdraw", args=[theme.slug])).status_code == 404
    theme.refresh_from_db()
    assert theme.own_words


def test_a_withdrawn_theme_with_words_is_refused_by_the_database(w: make.World) -> None:
    theme = w.expert.themes.get()
    with pytest.raises(IntegrityError, match="withdrawn_theme_has_no_words"), transaction.atomic():
        ExpertTheme.objects.filter(pk=theme.pk).update(withdrawn_at=clock.now())


def test_what_payroll_needs_is_typed_once_and_shown_masked(w: make.World) -> None:
    expert = make.an_expert(w.main_user, "Sari", 2, payee=False)
    client = entered(expert.person, second_factor=False)
    payee = reverse("experts:payee")
    assert "Puuttuu vielä." in client.get(payee).content.decode()
    assert client.post(payee, {"which": "account", "iban": "FI28 5000 0120 1234 56"}).status_code == 302
    assert client.post(payee, {"which": "identity", "personal_code": "220991-924r"}).status_code == 302
    card = {
        "which": "card",
        "valid_from": "1.1.2026",
        "valid_to": "31.12.2026",
        "base": "12,5",
        "additional": "30",
        "limit_cents": "9 000",
    }
    assert client.post(payee, card).status_code == 302
    text = client.get(payee).content.decode()
    assert "3456" in text
    assert "FI2850000120123456" not in text
    assert "924R" not in text
    waiting = {change.kind: change.content for change in expert.payee_changes.waiting()}
    assert waiting == {"account": "FI2850000120123456", "code": "220991-924R"}
    assert not BankAccount.objects.filter(expert=expert).exists()
    assert not Identity.objects.filter(expert=expert).exists()
    saved = TaxCard.objects.get(expert=expert)
    assert saved.numbers["limit_cents"] == 900000
    assert Decimal(saved.numbers["base"]) == Decimal("12.5")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"which": "account", "iban": "FI00 1234"}, "Tilinumerossa on virhe"),
        ({"which": "identity", "personal_code": "131052-308X"}, "Henkilötunnuksessa on virhe"),
        (
            {"which": "card", "valid_from": "1.1.2026", "valid_to": "31.12.2025", "base": "12", "additional": "30"},
            "Viimeinen päivä on ennen ensimmäistä",
        ),
        (
            {"which": "card", "valid_from": "1.1.2026", "valid_to": "31.12.2026", "base": "30", "additional": "12"},
            "Lisäprosentti ei voi olla pienempi",
        ),
    ],
)
def test_bad_payee_data_is_said_clearly_and_loses_nothing(w: make.World, data: dict[str, str], sentence: str) -> None:
    page = own(w).post(reverse("experts:payee"), data)
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert all(value in text for name, value in data.items() if name != "which")


def test_a_new_account_is_used_two_banking_days_from_the_confirmation_and_told(w: make.World) -> None:
    with clock.at(datetime(2026, 9, 4, 12, tzinfo=make.HELSINKI)):
        own(w).post(reverse("experts:payee"), {"which": "account", "iban": "FI2850000120123456"})
        slugs = [change.slug for change in w.expert.payee_changes.waiting()]
        actions.confirm_payee(w.expert.pk, by=w.payroll, slugs=slugs, proof="phone")
    account = w.expert.accounts.order_by("-valid_from")[0]
    assert account.valid_from == date(2026, 9, 8)
    assert OutboxMessage.objects.filter(template="experts_account_changed", person=w.expert.person).exists()


def test_the_columns_of_payee_data_hold_no_plain_text(w: make.World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban FROM experts_bankaccount")
        ibans = str(cursor.fetchall())
        cursor.execute("SELECT personal_code FROM experts_identity")
        codes = str(cursor.fetchall())
    assert make.IBANS[0] not in ibans
    assert make.CODES[0] not in codes


def test_a_card_of_the_same_start_day_replaces_the_old(w: make.World) -> None:
    card = {"which": "card", "valid_from": "1.1.2026", "valid_to": "31.12.2026", "base": "20", "additional": "40"}
    own(w).post(reverse("experts:payee"), card)
    assert w.expert.tax_cards.filter(withdrawn_at=None).count() == 1
    assert w.expert.tax_cards.get(withdrawn_at=None).numbers["base"] == "20"


def test_the_profile_is_the_experts_own(w: make.World) -> None:
    data = {"title": "kokemusasiantuntija", "bio": "Uusi esittely", "languages": ["fi", "sv"], "regions": ["kainuu"]}
    page = own(w).post(reverse("experts:profile"), data)
    assert page.status_code == 302, page.context["form"].errors
    w.expert.refresh_from_db()
    assert w.expert.bio == "Uusi esittely"
    assert w.expert.languages == ["fi", "sv"]
    assert entered(w.coordinator).get(reverse("experts:profile")).status_code == 403


@pytest.mark.row("L3")
def test_looking_at_an_expert_leaves_a_row_that_the_expert_reads(w: make.World) -> None:
    entered(w.coordinator).get(reverse("experts:detail", args=[w.expert.slug]))
    assert AuditEntry.objects.filter(about=w.expert.person, by=w.coordinator, verb__startswith="viewed").exists()
    page = own(w).get(reverse("portal:views-of-me")).content.decode()
    assert "Minna Koordinaattori" in page


def test_coordinator_sees_no_payee_data_and_no_theme_kept_to_oneself(w: make.World) -> None:
    w.expert.themes.update(visibility="me")
    text = entered(w.coordinator).get(reverse("experts:detail", args=[w.expert.slug])).content.decode()
    assert "asiointi aikuissosiaalityössä" not in text
    assert make.IBANS[0] not in text
    assert "17.5" not in text


def test_adding_an_expert_makes_a_person_who_is_welcomed(w: make.World) -> None:
    data = {
        "first_name": "Veera",
        "last_name": "Uusi",
        "email": "Veera.Uusi@esimerkki.invalid",
        "language": "sv",
        "languages": ["fi"],
        "regions": ["pohjois-savo"],
    }
    client = entered(w.coordinator)
    assert client.post(reverse("experts:add"), data).status_code == 302
    expert = Expert.objects.get(person__email="veera.uusi@esimerkki.invalid")
    assert OutboxMessage.objects.filter(template="experts_welcome", person=expert.person).exists()
    again = client.post(reverse("experts:add"), data)
    assert again.status_code == 422
    assert "jo pankin kokemusasiantuntija" in again.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_any_length(w: make.World, count: int) -> None:
    for n in range(count - 1):
        make.an_expert(w.main_user, f"Uusi{n}", 2, payee=False)
    client = entered(w.coordinator)
    client.get(reverse("experts:list"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("experts:list"))
    assert len(queries) == LIST_QUERIES


@pytest.mark.row("B7")
def test_the_own_page_begins_with_what_is_asked_now(w: make.World) -> None:
    with clock.at(make.NOW):
        assert "Kaikki tarvittava on kunnossa" in own(w).get(reverse("experts:me")).content.decode()
        w.expert.tax_cards.all().delete()
        for theme in w.expert.themes.all():
            actions.withdraw_theme(theme.pk, by=w.expert.person)
        text = own(w).get(reverse("experts:me")).content.decode()
        wanted = ["2 asiaa puuttuu", "Lisää ainakin yksi teema", "Verokorttisi puuttuu", "Sinulle voidaan tarjota"]
        places = [text.index(words) for words in wanted]
        assert places == sorted(places)
        w.expert.accounts.all().delete()
        assert "Tilinumerosi puuttuu" in own(w).get(reverse("experts:me")).content.decode()
        actions.save_account(w.expert.pk, by=w.expert.person, iban=make.IBANS[2])
        assert "Tilinumerosi puuttuu" not in own(w).get(reverse("experts:me")).content.decode()


def test_no_address_of_the_own_pages_counts_what_others_have_written(w: make.World) -> None:
    """Numbers in a row would tell one expert when somebody else told of a theme, a day off or a place to avoid."""
    actions.avoid_unit(w.expert.pk, by=w.expert.person, unit=Unit.objects.order_by("pk")[0])
    day = clock.today() + timedelta(days=20)
    actions.tell_days(w.expert.pk, by=w.expert.person, first=day, last=day, free=False)
    for name in ("me", "limits", "availability"):
        page = own(w).get(reverse(f"experts:{name}")).content.decode()
        assert not re.findall(r'(?:action|href)="/oma-sivu/[^"]*/\d+/|name="days" value="\d+"', page), name
