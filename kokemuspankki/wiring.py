"""Which event wakes which verb (model.md §1). Calls go down, events go up; this one file joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import evaluation.actions
import evaluation.sweeps
import experts.sweeps
import orders.sweeps
import payments.actions
import payments.sweeps
import supervision.actions
import supervision.sweeps
from core import clock, outbox
from kokemuspankki.portal import standing
from orders import shown

LISTENERS: Mapping[str, tuple[Callable[[int], object], ...]] = {
    "orders.offer_accepted": (payments.actions.compose_contract,),
    "orders.gig_ended": (payments.actions.end_contract,),
    "orders.gig_moved": (payments.actions.amend_contract,),
    "orders.session_over": (supervision.actions.offer_debrief,),
    "orders.gig_over": (
        evaluation.actions.ask_feedback,
        payments.actions.settle_gig,
        supervision.actions.accrue_support,
    ),
    "orders.report_decided": (evaluation.actions.ask_feedback, payments.actions.settle_gig),
    "orders.gig_closed": (payments.actions.end_contract,),
    "supervision.attended": (payments.actions.book_support_fee,),
    "payments.contract_in_force": (payments.actions.render_contract,),
    "payments.batch_approved": (payments.actions.render_payslips,),
}


def connect() -> None:
    """Hand the table to the outbox, the rooms' next moments to the clock that the demo moves, and
    to the lists of orders where each stands.
    """
    outbox.register(LISTENERS)
    shown.told_by(standing.of_orders)
    clock.waits(experts.sweeps.next_moment)
    clock.waits(orders.sweeps.next_moment)
    clock.waits(supervision.sweeps.next_moment)
    clock.waits(payments.sweeps.next_moment)
    clock.waits(evaluation.sweeps.next_moment)
