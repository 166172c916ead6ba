"""Nobody is left hanging: what time alone moves (model.md §3). Each finds ids, then one verb locks and judges again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from core import clock, sweeping
from orders.actions.moving import end_silent_move
from orders.models import Approval, Booking, GigReport, MoveProposal, Offer, Order, OrderQuestion, OrderSession
from orders.states import MoveState, OrderState
from orders.sweeps.approvals import (
    late_bank,
    late_questions,
    pass_approval_on,
    phone_about_question,
    remind_bank,
    silent_approvals,
)
from orders.sweeps.days import WAITING, lapse_order, lapsed_orders
from orders.sweeps.drafts import delete_draft, next_draft, old_drafts, remind_draft, week_old_drafts
from orders.sweeps.gigs import end_sessions, gigs_with_held_sessions, sessions_over, tell_session_over
from orders.sweeps.limits import before_free_limit
from orders.sweeps.moves import unanswered_moves
from orders.sweeps.offers import (
    expire_offer,
    offers_to_remind,
    overdue_offers,
    remind_offer,
    remind_to_staff,
    unstaffed_orders,
)
from orders.sweeps.options import next_options, offer_options, unfound_orders
from orders.sweeps.reminders import bookings_to_remind, next_reminder, remind_of_gig, reminders_missing
from orders.sweeps.reports import (
    pay_undisputed,
    remind_report,
    silence_on_report,
    silent_reports,
    undecided_reports,
    unreported,
)

__all__ = [
    "delete_draft",
    "end_sessions",
    "expire_offer",
    "lapse_order",
    "next_moment",
    "offer_options",
    "pass_approval_on",
    "pay_undisputed",
    "phone_about_question",
    "remind_bank",
    "remind_draft",
    "remind_of_gig",
    "remind_offer",
    "remind_report",
    "remind_to_staff",
    "reminders_missing",
    "silence_on_report",
    "sweep_all",
    "tell_session_over",
]


def sweep_all() -> int:
    return sweeping.run(SWEEPS)


SWEEPS: tuple[sweeping.Sweep, ...] = (
    (silent_approvals, pass_approval_on),
    (late_bank, remind_bank),
    (late_questions, phone_about_question),
    (offers_to_remind, remind_offer),
    (overdue_offers, expire_offer),
    (unstaffed_orders, remind_to_staff),
    (unanswered_moves, end_silent_move),
    (lapsed_orders, lapse_order),
    (unfound_orders, offer_options),
    (bookings_to_remind, remind_of_gig),
    (gigs_with_held_sessions, end_sessions),
    (sessions_over, tell_session_over),
    (unreported, remind_report),
    (silent_reports, silence_on_report),
    (undecided_reports, pay_undisputed),
    (old_drafts, delete_draft),
    (week_old_drafts, remind_draft),
)


def next_moment() -> datetime | None:
    """The next moment at which something in this room waits for time to pass (for «Siirrä kelloa»)."""
    now = clock.now()
    moments = [
        next_draft(now),
        next_options(now),
        MoveProposal.objects.filter(state=MoveState.ASKED, answer_by__gt=now).aggregate(at=Min("answer_by"))["at"],
        Approval.objects.waiting().filter(due__gt=now).aggregate(at=Min("due"))["at"],
        Order.objects.filter(state__in=[OrderState.AWAITING_BANK, OrderState.STAFFING], due__gt=now).aggregate(
            at=Min("due")
        )["at"],
        OrderQuestion.objects.filter(answered_at=None, due__gt=now).aggregate(at=Min("due"))["at"],
        Offer.objects.live().filter(answer_by__gt=now).aggregate(at=Min("answer_by"))["at"],
        Offer.objects.live().filter(remind_at__gt=now, reminded_at=None).aggregate(at=Min("remind_at"))["at"],
        Booking.objects.filter(live=True, ends__gt=now).aggregate(at=Min("ends"))["at"],
        before_free_limit(now),
        next_reminder(now),
        OrderSession.objects.filter(order__state__in=WAITING, starts__gt=now).aggregate(at=Min("starts"))["at"],
        GigReport.objects.waiting().filter(due__gt=now).aggregate(at=Min("due"))["at"],
    ]
    return min((m for m in moments if m is not None), default=None)
