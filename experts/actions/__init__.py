"""The verbs of the room."""

from experts.actions.profile import (
    CONSENT_VERSION,
    account_on,
    add_expert,
    add_theme,
    change_profile,
    enrol_expert,
    save_account,
    save_identity,
    save_tax_card,
    used_from,
    withdraw_theme,
)

__all__ = [
    "CONSENT_VERSION",
    "account_on",
    "add_expert",
    "add_theme",
    "change_profile",
    "enrol_expert",
    "save_account",
    "save_identity",
    "save_tax_card",
    "used_from",
    "withdraw_theme",
]
