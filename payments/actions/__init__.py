"""The verbs of the room: the table of contents of the business."""

from payments.actions.amending import amend_contract
from payments.actions.batches import (
    approve_batch,
    discard_batch,
    draw_batch,
    mark_sent,
    recall_batch,
    refuse_bank_file,
    settle_batch,
    write_bank_file,
)
from payments.actions.cards import choose_without_card
from payments.actions.contracts import (
    comment,
    compose_contract,
    end_contract,
    recompose,
    record_phone_consent,
    render_contract,
    sign,
    sign_for_bank,
    undo_phone_consent,
)
from payments.actions.fees import correct_fee, hold_fee, release_hold, settle_gig
from payments.actions.looks import look_at_whole_contract, look_at_whole_payslip
from payments.actions.returns import return_payment
from payments.actions.slips import render_payslips
from payments.actions.support import book_support_fee

__all__ = [
    "amend_contract",
    "approve_batch",
    "book_support_fee",
    "choose_without_card",
    "comment",
    "compose_contract",
    "correct_fee",
    "discard_batch",
    "draw_batch",
    "end_contract",
    "hold_fee",
    "look_at_whole_contract",
    "look_at_whole_payslip",
    "mark_sent",
    "recall_batch",
    "recompose",
    "record_phone_consent",
    "refuse_bank_file",
    "release_hold",
    "render_contract",
    "render_payslips",
    "return_payment",
    "settle_batch",
    "settle_gig",
    "sign",
    "sign_for_bank",
    "undo_phone_consent",
    "write_bank_file",
]
