"""A payment that the bank returned: told, mended, sent again in the next run, «returned» until then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from core import clock, letters
from core.models import OutboxMessage, Task
from experts import actions as experts
from payments import actions, sweeps
from payments.models import Batch, Fee, Payslip, Transfer
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories.world import HELSINKI, IBANS, World

BACK = datetime(2026, 10, 17, 9, 0, tzinfo=HELSINKI)
NEXT = date(2026, 10, 30)
DRAWING = datetime(2026, 10, 26, 9, 0, tzinfo=HELSINKI)


def come_back(w: World, why: str = "closed", on: str = "17.10.2026") -> Any:
    slip = Payslip.objects.get(expert=w.expert)
    data = {"returned-returned_on": on, "returned-why": why}
    with clock.at(BACK):
        return entered(w.payroll).post(f"{slip.get_absolute_url()}palautui/", data)


def new_account(w: World) -> None:
    """Typed by the expert, confirmed by payroll's call."""
    with clock.at(BACK + timedelta(days=2)):
        experts.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[2])
        slugs = [change.slug for change in w.expert.payee_changes.waiting()]
        experts.confirm_payee(w.expert.pk, by=w.payroll, slugs=slugs, proof="phone")


def text(who: Person, address: str) -> str:
    return entered(who).get(address).content.decode()


def letter(template: str) -> str:
    found = letters.render(OutboxMessage.objects.filter(template=template).order_by("-id")[0])
    return f"{found.subject} {found.text}"


@pytest.mark.row("E10")
@pytest.mark.row("E11")
def test_the_expert_hears_what_to_mend_and_the_money_goes_in_the_next_run(w: World) -> None:
    made.settled(w)
    assert come_back(w).status_code == 302
    said = letter("payments_returned")
    assert "tili on suljettu" in said
    assert "206,79" in said
    assert str(Transfer.objects.get().iban) not in said
    with clock.at(BACK):
        own = text(w.expert.person, "/palkkiot/")
        assert "Anna uusi tilinumero" in own
        assert "Pankki palautti maksun" in own
        assert "Tilillä" not in own
        assert "odottaa uutta tilinumeroa" in text(w.payroll, f"/palkka-ajot/uusi/?pay_date={NEXT}")
    new_account(w)
    with clock.at(DRAWING):
        assert "Anna uusi tilinumero" not in text(w.expert.person, "/palkkiot/")
        assert "lähtevät uudelleen" in text(w.payroll, f"/palkka-ajot/uusi/?pay_date={NEXT}")
        batch = actions.draw_batch(by=w.payroll, pay_date=NEXT)
        address = batch.get_absolute_url()
        assert "206,79" in text(w.payroll2, address)
        assert "Palkka-ajossa" in text(w.expert.person, "/palkkiot/")
        entered(w.payroll2).post(f"{address}hyvaksy/")
        assert "pe\u00a030.10." in letter("payments_sent_again")
        entered(w.payroll).post(f"{address}aineisto/")
        file = entered(w.payroll).get(f"{address}maksuaineisto.xml").content.decode()
        assert IBANS[2] in file
        assert "206.79" in file
        entered(w.payroll).post(f"{address}lahetetty/")
        assert "Lähetetty pankkiin" in text(w.expert.person, "/palkkiot/")
    with clock.at(datetime(2026, 10, 30, 9, 0, tzinfo=HELSINKI)):
        entered(w.payroll).post(f"{address}maksettu/", {"settled_on": "30.10.2026"})
        assert "pe\u00a030.10." in text(w.expert.person, "/palkkiot/")
    assert OutboxMessage.objects.filter(template="payments_paid", person=w.expert.person).count() == 2
    first, second = Transfer.objects.order_by("id")
    assert (second.replaces, second.sent_in, second.settled_on) == (first, batch, NEXT)
    assert second.amount_cents == first.amount_cents
    assert (batch.payslip_count, batch.net_cents) == (0, 0)


def test_the_account_that_was_refused_is_not_tried_again(w: World) -> None:
    made.settled(w)
    come_back(w, why="account")
    made.booked(w, expert=w.expert2)
    with clock.at(DRAWING):
        actions.draw_batch(by=w.payroll, pay_date=NEXT)
    assert Transfer.objects.returned().count() == 1


def test_another_reason_needs_nothing_of_the_expert(w: World) -> None:
    made.settled(w)
    come_back(w, why="other")
    assert "Sinun ei tarvitse tehdä mitään" in letter("payments_returned")
    with clock.at(DRAWING):
        assert "seuraavassa palkka-ajossa" in text(w.expert.person, "/palkkiot/")
        actions.draw_batch(by=w.payroll, pay_date=NEXT)
    assert not Transfer.objects.returned().exists()


@pytest.mark.parametrize("undo", ["discard", "recall"])
def test_a_run_undone_gives_the_returned_payment_back_with_the_banks_own_day(w: World, undo: str) -> None:
    made.settled(w)
    come_back(w, why="other")
    with clock.at(DRAWING):
        batch = actions.draw_batch(by=w.payroll, pay_date=NEXT)
        if undo == "discard":
            actions.discard_batch(batch.pk, by=w.payroll, reason="väärä päivä")
        else:
            actions.approve_batch(batch.pk, by=w.payroll2)
            actions.write_bank_file(batch.pk, by=w.payroll)
            actions.refuse_bank_file(batch.pk, by=w.payroll, why="tunnus")
            actions.recall_batch(batch.pk, by=w.payroll, reason="väärä päivä")
        row: Any = Fee.objects.with_state(clock.now(), date(2026, 11, 6)).get()
        assert (row.state, row.state_on) == ("returned", date(2026, 10, 17))
        again = actions.draw_batch(by=w.payroll, pay_date=NEXT)
    assert Transfer.objects.of_run(again).get().amount_cents == 20679
    assert OutboxMessage.objects.filter(template="payments_not_sent_again").exists() is (undo == "recall")


def test_no_new_account_in_three_days_is_phoned_about(w: World) -> None:
    made.settled(w)
    come_back(w)
    task = Task.objects.open().get(what="payment_returned")
    assert task.role == "payroll"
    assert task.due is not None
    assert clock.local(task.due).date() == date(2026, 10, 21)
    with clock.at(BACK):
        assert Payslip.objects.get().get_absolute_url() in text(w.payroll, "/tehtavat/")
    new_account(w)
    with clock.at(DRAWING):
        actions.draw_batch(by=w.payroll, pay_date=NEXT)
    assert not Task.objects.open().filter(what="payment_returned").exists()


def test_a_cut_off_gone_by_with_only_a_returned_payment_alarms_too(w: World) -> None:
    made.settled(w)
    come_back(w, why="other")
    with clock.at(DRAWING):
        sweeps.sweep_all()
        assert Task.objects.open().filter(what="cutoff_passed").exists()


@pytest.mark.parametrize(("on", "why"), [("14.10.2026", "closed"), ("18.10.2026", "closed"), ("17.10.2026", "")])
def test_the_banks_day_and_reason_are_asked(w: World, on: str, why: str) -> None:
    made.settled(w)
    assert come_back(w, why=why, on=on).status_code == 422
    assert not Transfer.objects.returned().exists()


def test_what_was_not_sent_cannot_come_back_and_twice_is_calm(w: World) -> None:
    made.approved(w)
    assert come_back(w).status_code == 422
    batch = Batch.objects.get()
    with clock.at(made.SENDING_TIME):
        actions.write_bank_file(batch.pk, by=w.payroll)
        actions.mark_sent(batch.pk, by=w.payroll)
    assert come_back(w).status_code == 302
    assert come_back(w, why="other").status_code == 302
    assert Transfer.objects.get().returned_why == "closed"
    with clock.at(BACK):
        actions.settle_batch(batch.pk, by=w.payroll, settled_on=made.PAY_DAY)
    assert Transfer.objects.get().settled_on is None
    assert not OutboxMessage.objects.filter(template="payments_paid").exists()


@pytest.mark.parametrize("rows", [1, 2])
def test_questions_of_a_run_that_carries(w: World, rows: int) -> None:
    made.settled(w, fees=rows)
    for slip in Payslip.objects.order_by("id"):
        with clock.at(BACK):
            actions.return_payment(slip.pk, by=w.payroll, returned_on=BACK.date(), why="other")
    with clock.at(DRAWING):
        preview = f"/palkka-ajot/uusi/?pay_date={NEXT}"
        client = entered(w.payroll)
        client.get(preview)
        with CaptureQueriesContext(connection) as asked:
            client.get(preview)
        batch = actions.draw_batch(by=w.payroll, pay_date=NEXT)
        with CaptureQueriesContext(connection) as seen:
            client.get(batch.get_absolute_url())
    assert (len(asked), len(seen)) == (13, 11)
