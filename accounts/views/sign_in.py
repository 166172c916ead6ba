"""Signing in. allauth does the work; here are our pages, and only those that write nothing under GET."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal import auth as totp_auth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic.edit import FormView

from accounts import actions, second_factor
from accounts.views import passkeys
from accounts.views.common import person_of


class AskCode(account.RequestLoginCodeView):
    template_name = "account/login.html"


class ConfirmCode(account.ConfirmLoginCodeView):
    template_name = "account/confirm_code.html"


class Leave(account.LogoutView):
    template_name = "account/logout.html"


class ProveSecondFactor(mfa.AuthenticateView):
    template_name = "mfa/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A passkey is asked only of those who have one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.stage.login.user
        if second_factor.has_passkey(person):
            context |= {"options": passkeys.options_of(context), "has_app": second_factor.has_app(person)}
        return context


class ProveAgain(mfa.ReauthenticateView):
    """A session that began before enrolling, or asks for something sensitive, proves the second factor here."""

    template_name = "mfa/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by_key = second_factor.has_passkey(person_of(self.request))
        url = self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")) if by_key else ""
        return {**super().get_context_data(**kwargs), "by_key": url}


class Enrol(totp.ActivateTOTPView):
    template_name = "mfa/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and second_factor.has_app(request.user):
            return redirect("mfa_index")
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        person = person_of(self.request)
        second_factor.record(self.request, person, "totp")
        actions.note_second_factor(person.pk, "enrolled")
        return response


@login_required
@require_GET
def second_factor_page(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    context = {"has_app": second_factor.has_app(person), "last": second_factor.is_last(person)}
    return render(request, "mfa/index.html", {**context, "keys": passkeys.of_person(request)})


@method_decorator(login_required, name="dispatch")
class ChangePhone(totp.ActivateTOTPView):
    """A new telephone in the place of the old one, which works until the new one has shown its code.

    Asks the second factor again; a recovery code will do for a telephone that is gone. Recovery codes stay.
    """

    template_name = "mfa/change_phone.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.has_app(person_of(request)):
            raise Http404
        return self._asked_again(request, *args, **kwargs)

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def _asked_again(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        person = person_of(self.request)
        second_factor.replace_app(person, form.secret)
        totp_auth.clear_totp_secret(self.request)
        second_factor.record(self.request, person, "totp")
        actions.note_second_factor(person.pk, "replaced")
        messages.success(self.request, _("Uusi puhelin on käytössä. Vanhan puhelimen koodi ei enää kelpaa."))
        return redirect("mfa_index")


class Remove(totp.DeactivateTOTPView):
    """No app any more. Whoever must have a second factor keeps the last one; a new telephone is `ChangePhone`."""

    template_name = "mfa/remove.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "last": second_factor.is_last(person_of(self.request))}

    def form_valid(self, form: Any) -> HttpResponse:
        said = _("Sovellus on poistettu. Sen koodilla ei enää pääse sisään.")
        return passkeys.taken_away(self.request, lambda: super(Remove, self).form_valid(form), "removed", said)


@never_cache
@login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Codes are made and shown by a POST, once; the GET says how many are left."""
    person = person_of(request)
    if not second_factor.enrolled(person):
        return redirect("mfa_activate_totp")
    if request.method == "POST":
        made = recovery.generate_recovery_codes(request)
        actions.note_second_factor(person.pk, "codes")
        return render(request, "mfa/codes.html", {"codes": made.wrap().get_unused_codes()})
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return render(request, "mfa/codes.html", {"left": len(kept.wrap().get_unused_codes()) if kept else 0})


@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Out of a half-done sign-in, for instance after a mistyped address."""
    clear_login(request)
    return HttpResponseRedirect(reverse("account_login"))


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/closed.html", status=403)
