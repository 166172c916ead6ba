"""Reminders go to those who want them; what follows from silence is the same for all (own pages: «muistutuksia»)."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from accounts.models import Person
from core import clock, outbox
from core.models import OutboxMessage
from orders import sweeps
from orders.states import OfferState
from payments import sweeps as contract_sweeps
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

REMINDERS = ["orders_offer_reminder", "orders_report_reminder", "orders_draft", "payments_contract_reminder"]


def silent(person: Person) -> None:
    """The person unticks reminders on the own page."""
    answer = entered(person).post(reverse("accounts:me"), {"language": "fi", "phone": person.phone})
    assert answer.status_code == 302


def reminded() -> list[str]:
    return list(OutboxMessage.objects.filter(template__in=REMINDERS).values_list("template", flat=True))


def test_an_offer_expires_without_a_reminder_for_who_wants_none(w: World) -> None:
    silent(w.expert.person)
    offer = make.offered(w)
    for moment in (offer.remind_at, offer.answer_by):
        with clock.at(moment):
            sweeps.sweep_all()
    offer.refresh_from_db()
    assert (reminded(), offer.state) == ([], OfferState.EXPIRED)


def test_a_report_and_a_contract_wait_without_reminders(w: World) -> None:
    silent(w.expert.person)
    gig = make.agreed(w)
    outbox.drain()
    with clock.at(make.NOW + timedelta(days=8)):
        contract_sweeps.sweep_all()
    with clock.at(DAY + timedelta(minutes=90)):
        sweeps.sweep_all()
    report = gig.reports.get()
    with clock.at(report.due - timedelta(hours=20)):
        sweeps.sweep_all()
    assert reminded() == []


def test_a_draft_goes_in_peace(w: World) -> None:
    silent(w.orderer)
    order = make.draft(w)
    with clock.at(order.changed_at + timedelta(days=8)):
        assert sweeps.sweep_all() == 0
    assert reminded() == []
