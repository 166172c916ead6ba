"""No silence, absence or release leaves an expert unpaid for work; nothing on one side's word takes money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from core import clock
from core.models import Task
from orders import actions, consequences, sweeps
from orders.models import Approval, Gig, GigReport
from orders.pricing import Trip
from orders.states import ReportState
from tests.factories import world as make
from tests.factories.world import DAY, World

AFTERNOON = DAY + timedelta(hours=3)


def twice_a_day(w: World) -> Gig:
    """Two lectures of the same day, agreed."""
    order = make.draft(w)
    times = [(start, start + timedelta(minutes=90)) for start in (DAY, AFTERNOON)]
    actions.save_step(order.pk, by=w.orderer, step=4, fields={}, sessions=times)
    actions.submit(order.pk, by=w.orderer)
    actions.decide_approval(Approval.objects.get(order=order).pk, by=w.approver, approve=True)
    actions.approve(order.pk, by=w.coordinator, profile="D")
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    return actions.accept_offer(offer.pk, by=w.expert.person)


def lines(report: GigReport, version: str = "expert") -> list[tuple[str, int]]:
    return [(line.kind, line.amount_cents) for line in report.lines.filter(version=version)]


WHOLE = [("work", 20000), ("preparation", 5000), ("planning_meeting", 2500)]


def test_a_morning_held_is_paid_though_the_afternoon_is_given_up(w: World) -> None:
    gig = twice_a_day(w)
    with clock.at(AFTERNOON - timedelta(hours=1)):
        actions.release_gig(gig.pk, by=w.expert.person)
        report = actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
    assert lines(report) == WHOLE


def test_a_morning_held_stays_work_when_the_afternoon_is_cancelled(w: World) -> None:
    gig = twice_a_day(w)
    with clock.at(AFTERNOON - timedelta(hours=1)):
        shown = consequences.of_gig(gig, now=clock.now())
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
        report = actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
    assert shown.work_cents == 20000
    assert [kind for kind, _cents in lines(report)] == ["work", "cancellation", "preparation", "planning_meeting"]


def test_telling_of_the_preparation_does_not_forget_a_session_held(w: World) -> None:
    gig = twice_a_day(w)
    with clock.at(AFTERNOON - timedelta(hours=1)):
        actions.release_gig(gig.pk, by=w.expert.person)
        report = actions.report_preparation(gig.pk, by=w.expert.person)
    assert lines(report) == WHOLE


def test_an_orderer_who_agrees_that_nobody_came_does_not_take_the_fee(w: World) -> None:
    """Nobody came: the work is paid whole (model.md §5). So a coordinator looks, whoever agrees with whom."""
    report = make.over(w).reports.get()
    with clock.at(DAY + timedelta(hours=3)):
        actions.claim_not_held(report.pk, by=w.expert.person, reason="Ovet olivat kiinni.")
        actions.agree_not_held(report.pk, by=w.orderer)
        actions.agree_not_held(report.pk, by=w.orderer)
        report.refresh_from_db()
        assert report.state == ReportState.CONTESTED
        assert Task.objects.open().filter(what="decide_report").exists()
        actions.decide_report(report.pk, by=w.coordinator, outcome="expert", reason="Tilaaja ei tullut paikalle.")
    assert lines(report, "final") == WHOLE


def test_a_contested_report_that_is_ticked_off_undecided_comes_back(w: World) -> None:
    report = make.over(w).reports.get()
    with clock.at(DAY + timedelta(hours=3)):
        actions.claim_not_held(report.pk, by=w.orderer, reason="Kukaan ei tullut.")
        actions.dispute_not_held(report.pk, by=w.expert.person, note="Olin paikalla.")
    Task.objects.update(done_at=clock.now())
    report.refresh_from_db()
    with clock.at(report.due):
        sweeps.sweep_all()
        assert Task.objects.open().filter(what="decide_report", object_id=report.pk).exists()


def test_a_journey_on_the_evening_before_the_first_of_the_month_is_paid(w: World) -> None:
    first = DAY.replace(month=10, day=1)
    order = make.staffing(w, first)
    trip = Trip((first - timedelta(days=1)).date(), "Iisalmi", "Kuopio", Decimal(84))
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, trips=[trip])
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    with clock.at(first + timedelta(hours=3)):
        sweeps.sweep_all()
        report = actions.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
    assert [kind for kind, _cents in lines(report)] == [*[kind for kind, _cents in WHOLE], "km"]


def test_a_journey_never_made_is_not_paid_when_the_gig_is_cancelled_late(w: World) -> None:
    order = make.staffing(w)
    trip = Trip((DAY - timedelta(days=1)).date(), "Iisalmi", "Kuopio", Decimal(84))
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, trips=[trip])
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    with clock.at(DAY - timedelta(hours=23)):
        actions.cancel(gig.order_id, by=w.orderer, reason="need")
    assert [kind for kind, _cents in lines(gig.reports.get(), "final")] == [
        "cancellation",
        "preparation",
        "cancellation",
    ]
