from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse
from django.utils import translation
from django.utils.http import urlencode

from accounts import second_factor, sessions
from accounts.models import Person

OPEN_NAMES: Final = frozenset(
    {
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_inactive",
        "account_logout",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "health-live",
        "health-ready",
        "metrics",
        "accounts:language",
        "accounts:sign-in-again",
        "portal:front",
        "portal:accessibility",
        "portal:privacy",
        "portal:guide",
    }
)


def is_open(match: ResolverMatch | None) -> bool:
    """Pages that show nobody's data, and a mail's link, which acts for whoever holds it."""
    if match is None:
        return True
    return match.view_name in OPEN_NAMES or match.namespace == "demo" or (match.url_name or "").startswith("link-")


class WhoIsHere:
    """The person's language for the page, and the second factor that a staff role must have in its session.

    A staff role without one sees no persons: every page but the open ones leads to enrolling or proving it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated or sessions.end_when_over(request, person):
            return self.get_response(request)
        person.second_factor = second_factor.proved(request)
        with translation.override(person.language):
            request.LANGUAGE_CODE = person.language
            response = self.get_response(request)
        if sessions.is_short(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Content-Language"] = person.language
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        person = request.user
        if not person.is_authenticated or person.second_factor or not person.needs_second_factor:
            return None
        if is_open(request.resolver_match):
            return None
        return _lead(request, person)


def _lead(request: HttpRequest, person: Person) -> HttpResponse:
    name = second_factor.way(person)
    next_page = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse(name)}?{next_page}".rstrip("?"))
