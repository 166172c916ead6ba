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
from accounts.views.common import person_of


class AskCode(account.RequestLoginCodeView):
    template_name = "account/login.html"


class ConfirmCode(account.ConfirmLoginCodeView):
    template_name = "account/confirm_code.html"


class Leave(account.LogoutView):
    template_name = "account/logout.html"


class ProveSecondFactor(mfa.AuthenticateView):
    template_name = "mfa/authenticate.html"


class ProveAgain(mfa.ReauthenticateView):
    """A session that began before enrolling, or asks for something sensitive, proves the second factor here."""

    template_name = "mfa/authenticate.html"


class Enrol(totp.ActivateTOTPView):
    template_name = "mfa/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and second_factor.enrolled(request.user):
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
    return render(request, "mfa/index.html", {"enrolled": second_factor.enrolled(person_of(request))})


class Remove(totp.DeactivateTOTPView):
    """For a new telephone: the old one is taken away and enrolling begins anew. Asks the second factor again."""

    template_name = "mfa/remove.html"

    def get_success_url(self) -> str:
        return reverse("mfa_activate_totp")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.forget(self.request)
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
