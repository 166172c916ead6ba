"""Signing in. allauth does the work; here are our pages, and only those that write nothing under GET."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

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
    context = {"has_app": second_factor.has_app(person_of(request)), "keys": passkeys.of_person(request)}
    return render(request, "mfa/index.html", context)


class Remove(totp.DeactivateTOTPView):
    """For a new telephone: the old one is taken away and enrolling begins anew. Asks the second factor again.

    Without a passkey the session has no second factor from here on, so nothing is left open to a staff role.
    """

    template_name = "mfa/remove.html"

    def get_success_url(self) -> str:
        return reverse("mfa_activate_totp")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.forget_unless_enrolled(self.request, person_of(self.request))
        actions.note_second_factor(person_of(self.request).pk, "removed")
        return response


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
