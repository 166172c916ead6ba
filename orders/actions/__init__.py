"""The verbs of the room: the table of contents of the business."""

from orders.actions.approving import (
    approve,
    ask_for_more_money,
    decide_approval,
    name_approver,
    reject,
)
from orders.actions.changing import change_details
from orders.actions.differences import decide_difference
from orders.actions.ending import cancel, release_gig, report_preparation
from orders.actions.finishing import finish_work
from orders.actions.looks import look_at_whole_order
from orders.actions.moving import answer_move, propose_move
from orders.actions.options import change_times, go_remote, keep_looking
from orders.actions.ordering import (
    answer_question,
    ask_question,
    discard_draft,
    order_again,
    save_step,
    start_draft,
    submit,
)
from orders.actions.replacing import send_offers
from orders.actions.reporting import (
    agree_not_held,
    claim_not_held,
    confirm_report,
    contest_report,
    decide_report,
    dispute_not_held,
    report_as_agreed,
    report_changed,
)
from orders.actions.staffing import (
    accept_fewer,
    accept_offer,
    decline_offer,
    send_offer,
    withdraw_offer,
)

__all__ = [
    "accept_fewer",
    "accept_offer",
    "agree_not_held",
    "answer_move",
    "answer_question",
    "approve",
    "ask_for_more_money",
    "ask_question",
    "cancel",
    "change_details",
    "change_times",
    "claim_not_held",
    "confirm_report",
    "contest_report",
    "decide_approval",
    "decide_difference",
    "decide_report",
    "decline_offer",
    "discard_draft",
    "dispute_not_held",
    "finish_work",
    "go_remote",
    "keep_looking",
    "look_at_whole_order",
    "name_approver",
    "order_again",
    "propose_move",
    "reject",
    "release_gig",
    "report_as_agreed",
    "report_changed",
    "report_preparation",
    "save_step",
    "send_offer",
    "send_offers",
    "start_draft",
    "submit",
    "withdraw_offer",
]
