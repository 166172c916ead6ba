"""Fees: booked once by the event, settled with their gig, true to the bank's date (E10), corrected by a new one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import OutboxMessage
from orders import actions as orders
from orders.models import Gig, GigReport
from payments import actions
from payments.models import Fee, FeeLine, Payslip
from payments.states import FeeState
from payments.views.money import next_cut_off
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World


def state(fee: Fee) -> tuple[str, date]:
    row: Any = Fee.objects.with_state(clock.now(), next_cut_off()).get(pk=fee.pk)
    return row.state, row.state_on


def test_a_fee_is_booked_once_from_the_final_lines(w: World) -> None:
    fee = made.booked(w)
    assert actions.settle_gig(fee.gig_id) == 0
    assert Fee.objects.count() == 1
    lines = [(x.kind, x.amount_cents, x.income_code, x.taxable) for x in fee.lines.all()]
    assert lines == [
        ("work", 20000, "214", True),
        ("preparation", 5000, "214", True),
        ("planning_meeting", 2500, "214", True),
    ]
    assert (fee.total_cents, fee.profile, fee.cost_centre) == (27500, "D", w.centre)
    assert fee.expected_pay_day == date(2026, 10, 15)
    assert all(line.report_line is not None and line.offer_line is not None for line in fee.lines.all())
    assert OutboxMessage.objects.filter(template="payments_fee").count() == 1


def test_a_never_signed_gig_is_paid_from_the_offer(w: World) -> None:
    fee = made.booked(w)
    assert not fee.gig.contracts.exists()
    assert fee.total_cents == fee.gig.offer.total_cents


def test_the_gig_hears_that_its_fee_is_settled(w: World) -> None:
    gig = made.booked(w).gig
    gig.refresh_from_db()
    assert gig.fee_settled_at is not None
    assert gig.state == "over"


def test_an_open_report_settles_nothing(w: World) -> None:
    report = gigs.reported(w)
    assert actions.settle_gig(report.gig_id) == 0
    assert Gig.objects.get().fee_settled_at is None


def test_a_gig_not_held_settles_without_a_fee(w: World) -> None:
    gig = gigs.over(w)
    report = gig.reports.get()
    with clock.at(gigs.DAY + timedelta(hours=3)):
        orders.claim_not_held(report.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        orders.agree_not_held(report.pk, by=w.expert.person)
        assert actions.settle_gig(gig.pk) == 0
    gig.refresh_from_db()
    assert gig.fee_settled_at is not None


def test_a_late_cancellation_is_paid(w: World) -> None:
    gig = gigs.agreed(w)
    with clock.at(gigs.DAY - timedelta(hours=2)):
        orders.cancel(gig.order_id, by=w.orderer, reason="need")
        actions.settle_gig(gig.pk)
    fee = Fee.objects.get()
    assert fee.total_cents == 27500
    assert GigReport.objects.get().state == "approved"


Step = Callable[[World], Any]
TABLE: list[tuple[str, Step, tuple[str, date]]] = [
    ("waiting", lambda w: made.booked(w), (FeeState.WAITING, date(2026, 10, 30))),
    ("in_batch", lambda w: made.drawn(w), (FeeState.IN_BATCH, date(2026, 10, 15))),
    ("approved", lambda w: made.approved(w), (FeeState.IN_BATCH, date(2026, 10, 15))),
    ("sent", lambda w: made.sent(w), (FeeState.SENT, date(2026, 10, 15))),
    ("on_account", lambda w: made.settled(w), (FeeState.ON_ACCOUNT, date(2026, 10, 15))),
]


@pytest.mark.row("E10")
@pytest.mark.parametrize(("name", "step", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_the_state_is_what_is_true(w: World, name: str, step: Step, expected: tuple[str, date]) -> None:
    step(w)
    with clock.at(made.SETTLING_TIME + timedelta(days=5)):
        assert state(Fee.objects.get()) == expected


@pytest.mark.row("E10")
def test_never_on_the_account_before_the_banks_date(w: World) -> None:
    batch = made.sent(w)
    with clock.at(made.SETTLING_TIME + timedelta(days=30)):
        assert state(Fee.objects.get())[0] == FeeState.SENT
        with pytest.raises(DomainError) as refused:
            actions.settle_batch(batch.pk, by=w.payroll, settled_on=clock.today() + timedelta(days=1))
        assert refused.value.code == "settled_on"
        assert state(Fee.objects.get())[0] == FeeState.SENT
    assert not OutboxMessage.objects.filter(template="payments_paid").exists()


@pytest.mark.row("E10")
def test_a_returned_transfer_is_told(w: World) -> None:
    made.settled(w)
    with clock.at(made.SETTLING_TIME + timedelta(days=5)):
        slip = Payslip.objects.get()
        actions.return_payment(slip.pk, by=w.payroll, returned_on=date(2026, 10, 17), why="account")
    assert state(Fee.objects.get()) == (FeeState.RETURNED, date(2026, 10, 17))


@pytest.mark.row("E10")
def test_held_and_missing_have_their_dates(w: World) -> None:
    fee = made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        actions.hold_fee(fee.pk, by=w.payroll, reason="kilometrit tarkistetaan", review_by=date(2026, 10, 20))
        assert state(fee) == (FeeState.HELD, date(2026, 10, 20))
        actions.release_hold(fee.pk, by=w.payroll)
        w.expert.accounts.all().delete()
        row: Any = Fee.objects.with_state(clock.now(), next_cut_off()).get()
        assert (row.state, row.has_iban, row.has_code) == (FeeState.MISSING, False, True)
        assert row.act_by == date(2026, 10, 23)


def test_a_hold_keeps_the_fee_out_of_the_run(w: World) -> None:
    fee = made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        actions.hold_fee(fee.pk, by=w.payroll, reason="tarkistus", review_by=date(2026, 10, 20))
        with pytest.raises(DomainError) as refused:
            actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        assert refused.value.code == "nothing"
        actions.release_hold(fee.pk, by=w.payroll)
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        with pytest.raises(DomainError) as refused:
            actions.hold_fee(fee.pk, by=w.payroll, reason="tarkistus", review_by=date(2026, 10, 20))
        assert refused.value.code == "batched"
    assert batch.net_cents == 20679


@pytest.mark.row("E9")
def test_an_underpaid_fee_is_corrected_in_the_next_run(w: World) -> None:
    made.settled(w)
    fee = Fee.objects.get()
    with clock.at(made.SETTLING_TIME + timedelta(days=1)):
        correction = actions.correct_fee(fee.pk, by=w.payroll, amount_cents=2500, reason="toinen tunti puuttui")
        assert actions.correct_fee(fee.pk, by=w.payroll, amount_cents=2500, reason="toinen tunti puuttui") == correction
        batch = actions.draw_batch(by=w.payroll, pay_date=date(2026, 10, 30))
    assert correction.corrects == fee
    assert batch.gross_cents == 2500
    assert state(fee)[0] == FeeState.ON_ACCOUNT
    assert FeeLine.objects.get(fee=correction).income_code == "214"


def test_overpaid_waits_for_the_experts_consent(w: World) -> None:
    fee = made.booked(w)
    with pytest.raises(DomainError, match="suostumus") as refused:
        actions.correct_fee(fee.pk, by=w.payroll, amount_cents=-500, reason="liikaa")
    assert refused.value.code == "overpaid"


def test_fees_are_payrolls_alone(w: World) -> None:
    fee = made.booked(w)
    for stranger in (w.coordinator, w.expert.person, w.main_user, w.orderer):
        with pytest.raises(NotAllowed):
            actions.hold_fee(fee.pk, by=stranger, reason="x", review_by=date(2026, 10, 20))
        with pytest.raises(NotAllowed):
            actions.correct_fee(fee.pk, by=stranger, amount_cents=100, reason="x")
        with pytest.raises(NotAllowed):
            actions.release_hold(fee.pk, by=stranger)
