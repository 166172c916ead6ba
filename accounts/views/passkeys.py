"""Passkeys beside the app. allauth and fido2 do the work; a GET asks for a challenge, which stands in the session."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions, second_factor
from accounts.views.common import person_of
from core import web


def options_of(context: dict[str, Any]) -> str:
    """What the browser is asked for, as the page carries it."""
    (options,) = context["js_data"].values()
    return json.dumps(options, cls=DjangoJSONEncoder)


def taken_away(request: HttpRequest, remove: Callable[[], object], what: str, said: str) -> HttpResponse:
    """One factor less; without any the session has no second factor from here on."""
    person = person_of(request)

    def do() -> None:
        with second_factor.keeping_one(person):
            remove()
        second_factor.forget_unless_enrolled(request, person)
        actions.note_second_factor(person.pk, what)

    return web.act(request, do, said=said, to="mfa_index")


class AddPasskey(webauthn.AddWebAuthnView):
    template_name = "mfa/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {**super().get_context_data(**kwargs), **kwargs}
        has_app = second_factor.has_app(person_of(self.request))
        return {**context, "options": options_of(context), "has_app": has_app}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        person = person_of(self.request)
        second_factor.record(self.request, person, "webauthn")
        actions.note_second_factor(person.pk, "passkey_added")
        messages.success(self.request, _("Avain on käytössä. Sitä kysytään, kun kirjaudut."))
        return response


class RenamePasskey(webauthn.EditWebAuthnView):
    template_name = "mfa/passkey_name.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.note_second_factor(person_of(self.request).pk, "passkey_named")
        return response


class RemovePasskey(webauthn.RemoveWebAuthnView):
    """Whoever must have a second factor keeps the last one: a new one comes first."""

    template_name = "mfa/passkey_remove.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = second_factor.is_last(person_of(self.request))
        return {**super().get_context_data(**kwargs), "last": last, "name": self.object.wrap().name}

    def form_valid(self, form: Any) -> HttpResponse:
        said = _("Avain on poistettu. Sillä ei enää pääse sisään.")
        return taken_away(self.request, lambda: super(RemovePasskey, self).form_valid(form), "passkey_removed", said)


class ProveAgainByPasskey(webauthn.ReauthenticateWebAuthnView):
    template_name = "mfa/passkey_prove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {**super().get_context_data(**kwargs), **kwargs}
        return {**context, "options": options_of(context)}

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("Avain ei kelvannut. Yritä uudelleen, tai käytä koodia."))
        return HttpResponseRedirect(self.request.get_full_path())


def of_person(request: HttpRequest) -> list[dict[str, Any]]:
    """The passkeys that somebody has, as the page of the second factor lists them."""
    found = Authenticator.objects.filter(user=person_of(request).pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [{"pk": key.pk, "name": key.wrap().name, "added": key.created_at, "used": key.last_used_at} for key in found]
