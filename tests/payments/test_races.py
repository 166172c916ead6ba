"""Races in pairs on real Postgres: shown with the lock and the constraint taken out, gone with either of them."""

from datetime import date
from typing import Any

import pytest

from core import clock
from core.errors import DomainError, Stale
from core.models import OutboxEvent
from payments import actions, reckoning
from payments.actions import batches, contracts
from payments.models import Batch, PayslipLine, Signature
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World
from tests.payments.races import at_once, meeting, raw, unlocked

LATER = date(2026, 10, 30)


def sign_twice(w: World) -> list[Any]:
    contract = made.composed(w)

    def click() -> Any:
        return actions.sign(contract.pk, by=w.expert.person)

    return at_once(click, click)


@pytest.fixture
def meet_at_signing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "_refuse_ended", meeting(contracts._refuse_ended))


@pytest.mark.row("C3")
@pytest.mark.usefixtures("meet_at_signing")
def test_a_contract_signed_twice_at_once_is_signed_once(committed: World) -> None:
    results = sign_twice(committed)
    assert [getattr(r, "state", r) for r in results] == ["expert_signed", "expert_signed"]
    assert Signature.objects.count() == 1


@pytest.mark.usefixtures("meet_at_signing")
def test_without_the_lock_the_constraint_still_holds(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "lock", unlocked)
    results = sign_twice(committed)
    refused = [r for r in results if isinstance(r, DomainError)]
    assert [r.code for r in refused] == ["each_party_signs_once"]
    assert Signature.objects.count() == 1


@pytest.mark.usefixtures("meet_at_signing")
def test_without_both_it_would_be_signed_twice(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "lock", unlocked)
    raw("DROP INDEX each_party_signs_once")
    sign_twice(committed)
    assert Signature.objects.count() == 2


def draw_two(w: World) -> list[Any]:
    made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        return at_once(
            lambda: actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY),
            lambda: actions.draw_batch(by=w.payroll2, pay_date=LATER),
        )


@pytest.fixture
def meet_at_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reckoning, "slips_of", meeting(reckoning.slips_of))


@pytest.fixture
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The draws no longer wait for each other, so that the fees' own locks are what is tried."""
    monkeypatch.setattr(batches, "_one_draw_at_a_time", lambda: None)


@pytest.mark.row("E8")
@pytest.mark.parametrize("queue", [True, False])
@pytest.mark.usefixtures("meet_at_drawing")
def test_two_runs_at_once_take_a_fee_once(committed: World, queue: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not queue:
        monkeypatch.setattr(batches, "_one_draw_at_a_time", lambda: None)
    results = draw_two(committed)
    assert sorted(type(r).__name__ for r in results) == ["Batch", "DomainError"]
    assert [r.code for r in results if isinstance(r, DomainError)] == ["nothing"]
    assert PayslipLine.objects.count() == 3


@pytest.mark.row("E8")
@pytest.mark.usefixtures("meet_at_drawing", "no_queue")
def test_without_locks_the_constraint_refuses_the_second_run(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "lock", unlocked)
    results = draw_two(committed)
    assert [r.code for r in results if isinstance(r, DomainError)] == ["fee_line_is_paid_once"]
    assert PayslipLine.objects.count() == 3


@pytest.mark.usefixtures("meet_at_drawing", "no_queue")
def test_without_locks_and_constraint_a_fee_would_be_paid_twice(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "lock", unlocked)
    raw("DROP INDEX fee_line_is_paid_once")
    draw_two(committed)
    assert PayslipLine.objects.count() == 6


def approve_twice(w: World) -> list[Any]:
    batch = made.drawn(w)
    third = gigs.holding(w.main_user, w.main_user2, "Sanna", "Palkanlaskija", "payroll")
    with clock.at(made.APPROVAL_TIME):
        return at_once(
            lambda: actions.approve_batch(batch.pk, by=w.payroll2),
            lambda: actions.approve_batch(batch.pk, by=third),
        )


def approvals() -> int:
    return OutboxEvent.objects.filter(name="payments.batch_approved").count()


@pytest.fixture
def meet_at_approval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "move", meeting(batches.move))


@pytest.mark.row("E8")
@pytest.mark.usefixtures("meet_at_approval")
def test_a_run_is_approved_once(committed: World) -> None:
    results = approve_twice(committed)
    assert sorted(type(r) is Stale for r in results) == [False, True]
    assert approvals() == 1


@pytest.mark.row("E9")
@pytest.mark.usefixtures("meet_at_approval")
def test_without_the_lock_the_read_only_trigger_still_holds(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "lock", unlocked)
    monkeypatch.setattr(batches, "_one_draw_at_a_time", lambda: None)
    results = approve_twice(committed)
    assert sum(isinstance(r, Batch) for r in results) == 1
    assert approvals() == 1


@pytest.mark.usefixtures("meet_at_approval")
def test_without_lock_and_trigger_it_would_be_approved_twice(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "lock", unlocked)
    monkeypatch.setattr(batches, "_one_draw_at_a_time", lambda: None)
    raw("ALTER TABLE payments_batch DISABLE TRIGGER USER")
    results = approve_twice(committed)
    assert all(isinstance(r, Batch) for r in results)
    assert approvals() == 2
