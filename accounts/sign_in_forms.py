"""allauth's forms in our words. Labels and errors say what to write; nothing is told about who has an account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import helper, prepare


class _Ours(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label()
        prepare(self)

    def label(self) -> None:
        """Each form names its one field."""

    @property
    def helper(self) -> FormHelper:
        return helper(self)


def _code(form: forms.Form, label: Any, help_text: Any, length: int | None = 6) -> None:
    field = form.fields["code"]
    field.label, field.help_text = label, help_text
    field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True})
    if length:
        field.widget.attrs["maxlength"] = length + 3
    field.error_messages["required"] = _("Kirjoita koodi, esimerkiksi 123456.")


class AddressForm(_Ours, RequestLoginCodeForm):
    def label(self) -> None:
        field = self.fields["email"]
        field.label = _("Sähköpostiosoitteesi")
        field.help_text = _("Lähetämme osoitteeseen koodin, jolla kirjaudut. Salasanaa ei ole.")
        field.widget.attrs = {"autocomplete": "email", "autofocus": True}


class MailedCodeForm(_Ours, ConfirmLoginCodeForm):
    def label(self) -> None:
        _code(self, _("Koodi sähköpostistasi"), _("Kuusi numeroa. Koodi toimii 15 minuuttia."))


class SecondFactorForm(_Ours, AuthenticateForm):
    def label(self) -> None:
        _code(self, _("Koodi todennussovelluksesta"), _("Kuusi numeroa, tai yksi varakoodeistasi."), None)


class SecondFactorAgainForm(_Ours, ReauthenticateForm):
    def label(self) -> None:
        _code(self, _("Koodi todennussovelluksesta"), _("Kuusi numeroa, tai yksi varakoodeistasi."), None)


class EnrolForm(_Ours, ActivateTOTPForm):
    def label(self) -> None:
        _code(self, _("Koodi, jonka sovellus näyttää"), _("Kuusi numeroa. Koodi vaihtuu puolen minuutin välein."))


def _name(form: forms.Form) -> None:
    field = form.fields["name"]
    field.label, field.help_text = _("Avaimen nimi"), _("Jotta tunnistat sen myöhemmin. Esimerkiksi työkone.")
    field.widget.attrs = {"maxlength": 60, "autocomplete": "off"}


class AddPasskeyForm(_Ours, AddWebAuthnForm):
    def label(self) -> None:
        _name(self)
        self.fields["credential"].error_messages["required"] = _("Avainta ei saatu. Yritä uudelleen.")


class PasskeyNameForm(_Ours, EditWebAuthnForm):
    def label(self) -> None:
        _name(self)
