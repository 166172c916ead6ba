"""Where allauth meets the bank: mails go through the outbox, its words are ours, a sign-in is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from accounts import actions, conf, sessions
from core import crypto

if TYPE_CHECKING:
    from accounts.models import Person

SAID = {
    "account/messages/login_code_sent.txt": gettext_lazy("Jos osoite on tuttu, koodi on kohta sähköpostissasi."),
    "account/messages/logged_in.txt": gettext_lazy("Tervetuloa!"),
    "account/messages/logged_out.txt": gettext_lazy("Olet kirjautunut ulos."),
}
WRONG = gettext_lazy("Koodi ei täsmää. Tarkista numerot ja kirjoita koodi uudelleen, esimerkiksi 123456.")
TOO_MANY = gettext_lazy("Yrityksiä on ollut liian monta. Odota hetki ja pyydä sitten uusi koodi.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The mailed code is the only mail of allauth's that is sent; everything else is ours."""
        if template_prefix == "account/email/login_code":
            actions.send_sign_in_code(email, context["code"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        begin_session(request, user)
        return response


def begin_session(request: HttpRequest, person: Person) -> None:
    """A staff session is short (`accounts.sessions`); others last two weeks."""
    sessions.begin(request, person)
    actions.note_sign_in(person.pk)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG,
        "cannot_delete_authenticator": gettext_lazy("Tätä tunnistetta ei voi poistaa."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        kept = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Avain %(n)d") % {"n": kept + 1}

    def _get_site_name(self) -> str:
        """Shown by the browser in the ceremony of a passkey."""
        return str(conf.MFA_TOTP_ISSUER)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Said on the page and in the audit instead."""
        del args, kwargs
