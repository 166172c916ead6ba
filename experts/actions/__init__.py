"""The room's verbs, by topic."""

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
    CONSENT_VERSION,
    add_expert,
    add_theme,
    change_profile,
    enrol_expert,
    save_tax_card,
    withdraw_theme,
)

__all__ = [
    "CONSENT_VERSION",
    "account_on",
    "add_expert",
    "add_theme",
    "avoid_unit",
    "cancel_change",
    "change_profile",
    "code_on",
    "confirm_payee",
    "disown_change",
    "enrol_expert",
    "refuse_payee",
    "save_account",
    "save_identity",
    "save_tax_card",
    "set_limits",
    "stop_avoiding",
    "withdraw_theme",
]
