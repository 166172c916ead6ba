"""States of offers, gigs and reports: every pair is allowed or refused, and the database agrees with the verbs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import Stale
from orders import states
from orders.inner import move
from orders.models import Booking, Gig, GigReport, Offer, OfferLine, ReportLine
from orders.states import GIG_MOVES, OFFER_MOVES, REPORT_MOVES, GigState, OfferState, ReportState
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World


def facts(w: World, to: str) -> dict[str, Any]:
    """What a row needs to stand in a state, for its own stamps."""
    decided = {"decided_at": NOW, "decided_how": "sweep"}
    contested = {"contested_at": NOW, "contested_by": w.orderer}
    return {
        OfferState.ACCEPTED: {"answered_at": NOW, "answered_by": w.coordinator},
        OfferState.DECLINED: {"answered_at": NOW, "answered_by": w.coordinator},
        OfferState.EXPIRED: {"answered_at": NOW, "answered_how": "silence"},
        OfferState.WITHDRAWN: {"answered_at": NOW, "answered_how": "sweep"},
        GigState.CONFIRMED: {"confirmed_at": NOW},
        GigState.OVER: {"over_at": NOW},
        GigState.CLOSED: {"over_at": NOW, "closed_at": NOW, "fee_settled_at": NOW, "feedback_settled_at": NOW},
        GigState.CANCELLED: {"ended_at": NOW, "ended_how": "sweep"},
        GigState.RELEASED: {"ended_at": NOW, "ended_by": w.expert.person},
        ReportState.SUBMITTED: {"reported_at": NOW, "decided_at": None, "decided_by": None, "decided_how": ""},
        ReportState.CONTESTED: contested,
        ReportState.NOT_HELD_CLAIMED: contested,
        ReportState.APPROVED: decided,
        ReportState.NOT_HELD: decided,
    }.get(to, {})


CLEAN = {
    Offer: {"answered_at": None, "answered_by": None, "answered_how": ""},
    Gig: dict.fromkeys(
        ["confirmed_at", "over_at", "closed_at", "ended_at", "ended_by", "fee_settled_at", "feedback_settled_at"]
    ),
    GigReport: dict.fromkeys(
        ["reported_at", "reported_by", "contested_at", "contested_by", "decided_at", "decided_by"]
    ),
}


def walk(w: World, row: Any, moves: dict[str, frozenset[str]]) -> None:
    model = type(row)
    for start in moves:
        for to in moves:
            model.objects.filter(pk=row.pk).update(**{**CLEAN[model], **facts(w, start), "state": start})
            row.refresh_from_db()
            if to in moves[start]:
                move(row, to, **facts(w, to))
                assert model.objects.get(pk=row.pk).state == to
            else:
                with pytest.raises(Stale):
                    move(row, to, **facts(w, to))
                assert model.objects.get(pk=row.pk).state == start


def test_every_pair_of_an_offer(w: World) -> None:
    walk(w, make.offered(w), OFFER_MOVES)


def test_every_pair_of_a_gig(w: World) -> None:
    walk(w, make.agreed(w), GIG_MOVES)


def test_every_pair_of_a_report(w: World) -> None:
    walk(w, make.over(w).reports.get(), REPORT_MOVES)


@pytest.mark.parametrize("moves", [OFFER_MOVES, GIG_MOVES, REPORT_MOVES], ids=["offer", "gig", "report"])
def test_every_state_has_its_moves_and_can_be_reached(moves: dict[str, frozenset[str]]) -> None:
    start = next(iter(moves))
    assert set(moves) - {start} == {to for tos in moves.values() for to in tos}


def test_no_score_of_anybody_is_kept() -> None:
    """D10: no-shows are neutral; nothing counts them."""
    names = {field.name for model in (Offer, Gig, GigReport, Booking) for field in model._meta.get_fields()}
    assert not {name for name in names if "score" in name or "points" in name or "no_show" in name}
    assert "no_show" not in str(list(states.ReportState.values))


def refused(name: str, rows: Any, **change: Any) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        rows.update(**change)
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name == name


def test_the_database_refuses_an_offer_that_contradicts_itself(w: World) -> None:
    offer = make.offered(w)
    rows = Offer.objects.filter(pk=offer.pk)
    refused("answered_offer_says_when", rows, state="accepted")
    refused("answered_offer_says_when", rows, answered_at=NOW, answered_how="sweep")
    refused("answered_offer_says_who", rows, state="declined", answered_at=NOW)
    lines = OfferLine.objects.filter(offer=offer)
    refused("offer_lines_have_their_places", lines, position=0)
    with pytest.raises(IntegrityError, match="one_live_offer_for_an_expert_and_order"), transaction.atomic():
        Offer.objects.create(
            order=offer.order,
            expert=offer.expert,
            sent_by=w.coordinator,
            answer_by=DAY,
            expected_pay_day=DAY.date(),
            schedule=offer.schedule,
            total_cents=1,
        )


def test_the_database_refuses_a_gig_that_contradicts_itself(w: World) -> None:
    gig = make.agreed(w)
    rows = Gig.objects.filter(pk=gig.pk)
    refused("confirmed_gig_says_when", rows, state="confirmed")
    refused("gig_not_yet_confirmed_has_no_confirming_time", rows, confirmed_at=NOW)
    refused("over_gig_says_when", rows, state="over")
    refused("closed_gig_says_when", rows, state="closed", over_at=NOW, fee_settled_at=NOW, feedback_settled_at=NOW)
    refused("closed_gig_has_fee_and_feedback_settled", rows, state="closed", over_at=NOW, closed_at=NOW)
    refused("ended_gig_says_when", rows, state="released")
    refused("ended_gig_says_who", rows, state="released", ended_at=NOW)
    bookings = Booking.objects.filter(gig=gig)
    refused("cancelled_session_is_no_longer_booked", bookings, pay_percent=100)
    refused("cancelled_session_is_no_longer_booked", bookings, live=False, pay_percent=101)


def test_the_database_keeps_an_expert_in_one_place_at_a_time(w: World) -> None:
    first = make.agreed(w)
    second = make.agreed(w, DAY + timedelta(days=1))
    booked = first.bookings.get()
    refused("expert_is_in_one_place_at_a_time", second.bookings.all(), during=booked.during)
    refused("gig_books_a_session_once", _twice(second), session=second.bookings.first().session)


def _twice(gig: Gig) -> Any:
    """One more session, so that it can be pointed at the one already booked."""
    session = gig.order.sessions.create(starts=DAY + timedelta(days=2), ends=DAY + timedelta(days=2, hours=1))
    during = (session.starts, session.ends)
    more = Booking.objects.create(
        expert=gig.expert, gig=gig, session=session, starts=session.starts, ends=session.ends, during=during
    )
    return Booking.objects.filter(pk=more.pk)


def test_the_database_keeps_an_expert_on_an_order_once(w: World) -> None:
    gig = make.agreed(w)
    other = make.agreed(w, DAY + timedelta(days=1))
    refused("expert_is_on_an_order_once", Gig.objects.filter(pk=other.pk), order=gig.order)


def test_the_database_refuses_a_report_that_contradicts_itself(w: World) -> None:
    report = make.over(w).reports.get()
    rows = GigReport.objects.filter(pk=report.pk)
    refused("submitted_report_says_when", rows, state="submitted")
    refused("awaited_report_has_no_reporter", rows, reported_at=NOW)
    refused("contested_report_says_who", rows, state="contested")
    refused("decided_report_says_when", rows, state="approved")
    refused("decided_report_says_who", rows, state="approved", decided_at=NOW)
    other = GigReport.objects.create(gig=report.gig, period=DAY.date().replace(month=8, day=1))
    refused("one_report_for_a_gig_and_month", GigReport.objects.filter(pk=other.pk), period=report.period)


def test_lines_of_a_report_have_their_places(w: World) -> None:
    report = make.reported(w)
    refused("report_lines_have_their_places", ReportLine.objects.filter(report=report), position=0)
