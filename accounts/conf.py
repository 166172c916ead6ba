"""Settings of signing in. `kokemuspankki.settings.base` takes them all by `from accounts.conf import *`."""

from __future__ import annotations

from typing import Any, Final

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:front"
LOGOUT_REDIRECT_URL = "portal:front"

SESSION_COOKIE_AGE = 14 * 24 * 3600
KP_HELD_RATE = "20/h/ip"
"""How many long forms of strangers one address may leave waiting (`accounts.held`): each is at most 60 kB."""

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT: dict[str, Any] = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/15m/key",
    "login_failed": "10/m/ip,5/300s/key",
}
"""A wrong code is tried three times, and five codes are sent to one address in a quarter of an hour."""
ACCOUNT_FORMS = {
    "request_login_code": "accounts.sign_in_forms.AddressForm",
    "confirm_login_code": "accounts.sign_in_forms.MailedCodeForm",
}

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Kokemuspankki"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.SecondFactorForm",
    "reauthenticate": "accounts.sign_in_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.sign_in_forms.EnrolForm",
    "add_webauthn": "accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.sign_in_forms.PasskeyNameForm",
}

ACCOUNTS_APPS: Final = ["allauth", "allauth.account", "allauth.mfa"]
ACCOUNTS_MIDDLEWARE: Final = ["allauth.account.middleware.AccountMiddleware", "accounts.middleware.WhoIsHere"]
"""After Django's AuthenticationMiddleware and LocaleMiddleware, in this order."""
