"""The demo's past in a short form: told by the real verbs, every state reached, every sum right, nothing impossible."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import actions as accounts
from accounts.models import Person, Unit
from core import clock
from core.models import AuditEntry, EventDelivery, OutboxEvent, OutboxMessage
from experts.models import Expert, Theme
from kokemuspankki.demo import past, progress, seed
from kokemuspankki.demo.past import people, plans, units, works
from kokemuspankki.demo.past.telling import PAPERS
from orders.models import Booking, Gig, GigReport, Offer, Order
from orders.states import GIG_LIVE, OfferState, ReportState
from payments.models import Batch, Fee, Payslip
from payments.sweeps import reports_without_fee
from tests.accounts.people import entered

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=clock.HELSINKI)
SHORT = past.Form(orders=0, comers=3, today=13, days=34)
pytestmark = [pytest.mark.django_db, pytest.mark.row("J8")]


@pytest.fixture
def told(settings: Settings) -> list[tuple[date, int]]:
    settings.KP_DEMO = True
    settings.ROOT_URLCONF = "tests.accounts.demo_urls"
    days: list[tuple[date, int]] = []
    with clock.at(NOW):
        seed.plant()
        story = past.tell(lambda day, percent: days.append((day, percent)), SHORT)
        assert story.stopped == []
    return days


def test_a_short_past_reaches_every_state_and_nothing_impossible(told: list[tuple[date, int]], client: Client) -> None:
    _the_days_went_on(told)
    _everybody_is_there()
    _orders_stand_everywhere()
    _nothing_is_ahead_of_its_time()
    _money_adds_up()
    with clock.at(NOW):
        _a_front_page_tells(client)


def _the_days_went_on(told: list[tuple[date, int]]) -> None:
    assert told == sorted(told)
    assert told[-1][1] > 90


def _everybody_is_there() -> None:
    assert Unit.objects.count() == 12
    assert Unit.objects.values("organisation").distinct().count() == 3
    assert Expert.objects.count() == 3 + SHORT.comers
    addresses = Person.objects.values_list("email", flat=True)
    assert all(address.endswith(seed.DOMAIN) for address in addresses if address)


def _orders_stand_everywhere() -> None:
    states = set(Order.objects.values_list("state", flat=True))
    assert states >= {"draft", "awaiting_approver", "awaiting_bank", "staffing", "staffed"}
    assert set(Gig.objects.values_list("state", flat=True)) >= {"confirmed", "over", "closed"}
    assert set(GigReport.objects.values_list("state", flat=True)) >= {"awaited", "submitted", "approved"}
    assert Offer.objects.filter(state=OfferState.SENT, expert__person__first_name="Aino").exists()


def _nothing_is_ahead_of_its_time() -> None:
    assert not AuditEntry.objects.filter(at__gt=NOW).exists()
    assert not OutboxEvent.objects.filter(created_at__gt=NOW).exists()
    assert not Booking.objects.filter(live=True, gig__state__in=["over", "closed"], ends__gt=NOW).exists()
    assert not Booking.objects.filter(
        live=True, gig__state__in=sorted(GIG_LIVE), ends__lt=NOW - timedelta(days=1)
    ).exists()
    assert not Offer.objects.filter(state=OfferState.SENT, answer_by__lt=NOW - timedelta(days=1)).exists()
    waiting = EventDelivery.objects.filter(done_at=None)
    assert set(waiting.values_list("listener", flat=True)) <= set(PAPERS)
    assert not OutboxMessage.objects.filter(done_at=None, created_at__lt=NOW - timedelta(days=1)).exists()


def _money_adds_up() -> None:
    assert list(reports_without_fee()) == []
    paid = GigReport.objects.filter(state=ReportState.APPROVED)
    assert paid.count() == Fee.objects.filter(report__in=paid, corrects=None).count()
    assert Batch.objects.filter(state="drawn").count() == 1
    for batch in Batch.objects.all():
        sums = Payslip.objects.filter(batch=batch).aggregate(net=Sum("net_cents"), gross=Sum("gross_cents"))
        assert (batch.net_cents, batch.gross_cents) == (sums["net"], sums["gross"])


def _a_front_page_tells(client: Client) -> None:
    entered(Person.objects.get(first_name="Aino"), client=client)
    page = client.get("/", follow=True).content.decode()
    assert "Tarjous odottaa vastaustasi" in page
    assert "Miten keikka meni?" in page


def test_every_name_and_theme_of_the_plans_exists() -> None:
    orderers = {row[3] for row in seed.UNITS} | {place.orderer for place in units.PLACES}
    assert {row[0] for row in plans.TODAY} | set(plans.ORDERERS) <= orderers
    known = {story.first_name for story in seed.STORIES} | {comer.name for comer in people.COMERS}
    assert {name for row in plans.TODAY for name in row[4].experts} <= known
    assert len(known) == 40
    slugs = set(Theme.objects.values_list("slug", flat=True))
    assert {work.theme for work in works.WORKS} <= slugs
    assert {tag for comer in people.COMERS for theme in comer.themes for tag in theme.tags} <= slugs


def test_every_page_says_how_far_the_past_is_told(settings: Settings, client: Client, tmp_path: object) -> None:
    settings.KP_DEMO = True
    settings.KP_CLOCK_MOVABLE = True
    settings.HOME = tmp_path
    settings.ROOT_URLCONF = "tests.accounts.demo_urls"
    accounts.set_bank(name="Pankki", kind="county", business_id="1234567-1", iban="FI6579601200987654", bic="ITELFIHH")
    progress.write(date(2026, 6, 15), 35)
    page = client.get("/kirjaudu/").content.decode()
    assert "Esittelypankki täyttyy: kesäkuu 2026, 35" in page
    assert "Siirrä kelloa" not in page
    before = clock.now()
    client.post("/demo/kello/", {"days": "1"})
    assert clock.now() - before < timedelta(minutes=1)
    progress.end()
    assert "demo-filling" not in client.get("/kirjaudu/").content.decode()
    client.post("/demo/kello/", {"days": "1"})
    assert clock.now() - before > timedelta(hours=23)
    clock.forget()
