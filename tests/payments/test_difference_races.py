"""A difference approved twice in the same second, on real Postgres: one correcting fee, whatever fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import clock, outbox
from core.errors import DomainError
from orders import actions as orders
from orders.actions import approving
from orders.models import Approval, ReportDifference
from orders.reports import Deviation
from orders.states import DifferenceState
from payments.actions import fees, settle_gig
from payments.models import Fee
from tests.factories import world as gigs
from tests.factories.world import DAY, World
from tests.payments.races import at_once, meeting, raw, unlocked

AFTER = DAY + timedelta(hours=2)
pytestmark = pytest.mark.row("D8")


def over_approved(w: World) -> ReportDifference:
    """Ten hours instead of one and a half: what fits is paid, the rest waits for the cost centre."""
    report = gigs.over(w).reports.get()
    work = report.gig.offer.lines.get(kind="work")
    with clock.at(AFTER):
        more = Deviation(minutes={work.pk: 600})
        orders.report_changed(report.pk, by=w.expert.person, deviation=more)
        orders.confirm_report(report.pk, by=w.orderer)
        outbox.deliver_events()
    return ReportDifference.objects.get(report=report)


def granted(w: World) -> ReportDifference:
    """Decided, and its event not yet delivered."""
    difference = over_approved(w)
    with clock.at(AFTER):
        orders.decide_approval(Approval.objects.get(difference=difference).pk, by=w.approver, approve=True)
    return difference


def corrections() -> list[int]:
    return list(Fee.objects.filter(corrects__isnull=False).values_list("total_cents", flat=True))


def settled_twice(w: World, monkeypatch: pytest.MonkeyPatch) -> tuple[ReportDifference, list[Any]]:
    monkeypatch.setattr(outbox, "_wake_events", lambda: None)
    difference = granted(w)
    monkeypatch.setattr(fees, "_booked", meeting(fees._booked))
    gig = difference.report.gig_id
    with clock.at(AFTER):
        return difference, at_once(lambda: settle_gig(gig), lambda: settle_gig(gig))


def test_approved_by_two_at_once_it_is_one_correcting_fee(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    difference = over_approved(committed)
    asked = Approval.objects.get(difference=difference)
    Approval.objects.filter(pk=asked.pk).update(deputised=True, asked_of=committed.deputy)
    monkeypatch.setattr(approving, "_still_asked", meeting(approving._still_asked))
    with clock.at(AFTER):
        both = (committed.approver, committed.deputy)
        results = at_once(*(lambda p=p: orders.decide_approval(asked.pk, by=p, approve=True) for p in both))
        outbox.deliver_events()
    assert [result.outcome for result in results] == ["approved", "approved"]
    difference.refresh_from_db()
    assert (difference.state, corrections()) == (DifferenceState.GRANTED, [difference.amount_cents])


def test_delivered_twice_at_once_it_is_booked_once(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    difference, results = settled_twice(committed, monkeypatch)
    assert sorted(results) == [0, 1]
    assert corrections() == [difference.amount_cents]


def test_without_the_locks_a_line_is_still_paid_once(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fees, "lock", unlocked)
    difference, results = settled_twice(committed, monkeypatch)
    assert [r.code for r in results if isinstance(r, DomainError)] == ["report_line_is_paid_once"]
    assert corrections() == [difference.amount_cents]


def test_without_both_it_would_be_paid_twice(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fees, "lock", unlocked)
    raw("ALTER TABLE payments_feeline DROP CONSTRAINT report_line_is_paid_once")
    settled_twice(committed, monkeypatch)
    assert len(corrections()) == 2
