"""A run says only what is true of it: its basis still holds, its file has left, and nobody touches one's own pay."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Person
from accounts.roles import Role
from core import clock
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry, OutboxMessage, Task
from experts import actions as experts
from payments import actions, sweeps
from payments.models import Batch, Fee, Payslip
from tests.accounts.people import entered, grant
from tests.factories import payments as made
from tests.factories.world import HELSINKI, World

LATER = date(2026, 10, 30)
RETURNED = datetime(2026, 10, 17, 9, 0, tzinfo=HELSINKI)


def tight_card(w: World) -> None:
    """A limit that one lecture fills: what another run pays first decides the percentage."""
    w.expert.tax_cards.all().delete()
    experts.save_tax_card(
        w.expert.pk, by=w.expert.person, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31),
        base=Decimal(10), additional=Decimal(50), limit_cents=30_000,
    )  # fmt: skip


def two_runs(w: World) -> tuple[Batch, Batch]:
    """The later run was drawn while the earlier one was in."""
    tight_card(w)
    first = made.drawn(w)
    fee = Fee.objects.get()
    with clock.at(made.PAYROLL_TIME):
        actions.correct_fee(fee.pk, by=w.payroll, amount_cents=5_000, reason="Tunti jäi pois")
        return first, actions.draw_batch(by=w.payroll, pay_date=LATER)


def test_a_run_whose_basis_changed_is_drawn_anew_not_approved(w: World) -> None:
    first, second = two_runs(w)
    used = Payslip.objects.get(batch=second).basis["used_before_cents"]
    assert used > 0
    grown = entered(w.payroll2).get(second.get_absolute_url()).content.decode()
    assert "laadi se uudelleen" not in grown
    with clock.at(made.APPROVAL_TIME):
        actions.discard_batch(first.pk, by=w.payroll, reason="Laadittiin väärin")
        page = entered(w.payroll2).get(second.get_absolute_url()).content.decode()
        assert "muuttanut verokorttien käytettyä tulorajaa" in page
        with pytest.raises(DomainError) as refused:
            actions.approve_batch(second.pk, by=w.payroll2)
        assert refused.value.code == "basis"
        actions.discard_batch(second.pk, by=w.payroll)
        anew = actions.draw_batch(by=w.payroll, pay_date=LATER)
        assert Payslip.objects.get(batch=anew).basis["used_before_cents"] == 0
        assert actions.approve_batch(anew.pk, by=w.payroll2).state == "approved"


def test_runs_in_order_are_approved_in_order(w: World) -> None:
    first, second = two_runs(w)
    with clock.at(made.APPROVAL_TIME):
        actions.approve_batch(first.pk, by=w.payroll2)
        assert actions.approve_batch(second.pk, by=w.payroll2).state == "approved"


@pytest.mark.row("E9")
def test_a_run_whose_file_the_bank_refused_is_not_said_to_be_paid(w: World) -> None:
    batch = made.sent(w)
    with clock.at(made.SETTLING_TIME):
        actions.refuse_bank_file(batch.pk, by=w.payroll, why="Tiedosto on rikki")
        page = entered(w.payroll).get(batch.get_absolute_url()).content.decode()
        assert "Merkitse maksetuksi" not in page
        assert "Pankki hylkäsi maksuaineiston" in page
        with pytest.raises(DomainError) as refused:
            actions.settle_batch(batch.pk, by=w.payroll, settled_on=made.PAY_DAY)
        assert refused.value.code == "no_file"
        actions.write_bank_file(batch.pk, by=w.payroll)
        assert actions.settle_batch(batch.pk, by=w.payroll, settled_on=made.PAY_DAY).state == "settled"
    assert OutboxMessage.objects.filter(template="payments_paid").count() == 1


@pytest.mark.row("E11")
def test_who_is_paid_anew_in_a_later_file_reads_that_the_file_was_opened(w: World) -> None:
    made.settled(w)
    slip = Payslip.objects.get(expert=w.expert)
    with clock.at(RETURNED):
        actions.return_payment(slip.pk, by=w.payroll, returned_on=RETURNED.date(), why="other")
    with clock.at(datetime(2026, 10, 26, 9, 0, tzinfo=HELSINKI)):
        run = actions.draw_batch(by=w.payroll, pay_date=LATER)
        actions.approve_batch(run.pk, by=w.payroll2)
        actions.write_bank_file(run.pk, by=w.payroll)
        assert entered(w.payroll).get(f"{run.get_absolute_url()}maksuaineisto.xml").status_code == 200
    assert AuditEntry.objects.filter(verb__endswith="bank_account", about=w.expert.person).exists()


def payroll_too(person: Person) -> Person:
    grant(person, Role.PAYROLL)
    return Person.objects.get(pk=person.pk)


def test_nobody_touches_one_s_own_pay(w: World) -> None:
    fee = made.booked(w)
    by = payroll_too(w.expert.person)
    with clock.at(made.PAYROLL_TIME):
        refused: list[Any] = [
            lambda: actions.correct_fee(fee.pk, by=by, amount_cents=5_000, reason="Lisää"),
            lambda: actions.hold_fee(fee.pk, by=by, reason="x", review_by=made.PAY_DAY),
            lambda: actions.release_hold(fee.pk, by=by),
        ]
        for act in refused:
            with pytest.raises(NotAllowed):
                act()
        page = entered(by).get(fee.get_absolute_url()).content.decode()
        assert "Kuinka paljon maksettiin liian vähän?" not in page


def test_an_approved_run_that_is_not_sent_alarms(w: World) -> None:
    batch = made.approved(w)
    with clock.at(datetime(2026, 10, 14, 9, 0, tzinfo=HELSINKI)):
        sweeps.alarm_runs()
        assert Task.objects.open().filter(what="batch_unsent", role="payroll").count() == 1
        actions.write_bank_file(batch.pk, by=w.payroll)
        actions.mark_sent(batch.pk, by=w.payroll)
        assert not Task.objects.open().filter(what="batch_unsent").exists()


def test_a_card_that_comes_after_the_draw_is_told_to_the_approver(w: World) -> None:
    w.expert.tax_cards.all().delete()
    batch = made.drawn(w)
    assert "Verokortti on vaihtunut" not in entered(w.payroll2).get(batch.get_absolute_url()).content.decode()
    with clock.at(made.APPROVAL_TIME):
        tight_card(w)
        assert "Verokortti on vaihtunut" in entered(w.payroll2).get(batch.get_absolute_url()).content.decode()
        assert actions.approve_batch(batch.pk, by=w.payroll2).state == "approved"


def test_nobody_says_that_one_s_own_payment_came_back(w: World) -> None:
    made.settled(w)
    slip, by = Payslip.objects.get(expert=w.expert), payroll_too(w.expert.person)
    with clock.at(RETURNED), pytest.raises(NotAllowed):
        actions.return_payment(slip.pk, by=by, returned_on=RETURNED.date(), why="other")
    with clock.at(RETURNED):
        assert "Milloin pankki palautti maksun?" not in entered(by).get(slip.get_absolute_url()).content.decode()
