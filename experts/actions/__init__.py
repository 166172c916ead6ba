"""The room's verbs, by topic."""

from experts.actions.availability import forget_days, pause, resume, save_week, tell_days, wish_gigs
from experts.actions.limits import avoid_unit, set_limits, stop_avoiding
from experts.actions.payee import (
    account_on,
    cancel_change,
    code_on,
    confirm_payee,
    disown_change,
    refuse_payee,
    save_account,
    save_identity,
)
from experts.actions.profile import (
    add_expert,
    change_profile,
    enrol_expert,
    save_tax_card,
)
from experts.actions.themes import add_theme, change_theme, withdraw_theme

__all__ = [
    "account_on",
    "add_expert",
    "add_theme",
    "avoid_unit",
    "cancel_change",
    "change_profile",
    "change_theme",
    "code_on",
    "confirm_payee",
    "disown_change",
    "enrol_expert",
    "forget_days",
    "pause",
    "refuse_payee",
    "resume",
    "save_account",
    "save_identity",
    "save_tax_card",
    "save_week",
    "set_limits",
    "stop_avoiding",
    "tell_days",
    "wish_gigs",
    "withdraw_theme",
]
