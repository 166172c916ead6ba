"""The verbs of the room."""

from supervision.actions.asking import accrue_support, ask_contact, withdraw_contact
from supervision.actions.debriefs import (
    accept_debrief,
    add_slot,
    arrange_debrief,
    ask_debrief,
    debrief_not_reached,
    decline_debrief,
    hold_debrief,
    offer_debrief,
    remove_slot,
)
from supervision.actions.events import add_event, cancel_event, mark, mark_came_after_all
from supervision.actions.moving import move_event
from supervision.actions.seats import book, leave, queue

__all__ = [
    "accept_debrief",
    "accrue_support",
    "add_event",
    "add_slot",
    "arrange_debrief",
    "ask_contact",
    "ask_debrief",
    "book",
    "cancel_event",
    "debrief_not_reached",
    "decline_debrief",
    "hold_debrief",
    "leave",
    "mark",
    "mark_came_after_all",
    "move_event",
    "offer_debrief",
    "queue",
    "remove_slot",
    "withdraw_contact",
]
