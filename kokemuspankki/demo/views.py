"""Conveniences of the demo. Their addresses exist under the demo's settings alone, and each view asks once more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.csp import CSP
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from accounts import second_factor
from accounts.adapters import begin_session
from accounts.models import Person
from core import clock
from core.errors import DomainError
from core.templatetags.kp import moment as said
from kokemuspankki.demo import mailbox, progress, waiting

View = Callable[..., HttpResponse]
SHOWN = 100
MAIL_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.SELF],
}


def demo_only(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.KP_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


@demo_only
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/people.html")


@demo_only
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """One click in as anybody, with a second factor in the session as that person would have."""
    person = get_object_or_404(Person.objects.active(), slug=request.POST.get("person", ""))
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    adapter.login(request, person)
    second_factor.record(request, person, "demo")
    begin_session(request, person)
    return redirect(_next(request) or "portal:front")


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}) else ""


@demo_only
@require_GET
def messages_sent(request: HttpRequest) -> HttpResponse:
    mails = [mailbox.read(key) for key in mailbox.keys()[:SHOWN]]
    return render(request, "demo/messages.html", {"mails": mails})


@demo_only
@require_GET
def message(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "demo/message.html", {"mail": _mail(key)})


@demo_only
@require_GET
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
def message_html(request: HttpRequest, key: str) -> HttpResponse:
    """The mail's own HTML, with links that open over the whole window."""
    return HttpResponse(f'<base target="_top">{_mail(key).html}')


def _mail(key: str) -> mailbox.Sent:
    try:
        return mailbox.read(key)
    except FileNotFoundError as error:
        raise Http404 from error


@demo_only
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Moves the bank's time to the next thing that waits, or days ahead, and lets the bank act on what it met."""
    days = request.POST.get("days", "")
    if progress.read() is not None:
        messages.info(request, _("Esittelypankki täyttyy vielä. Siirrä kelloa, kun se on täynnä."))
    elif days in {"1", "7"}:
        waiting.ahead(int(days))
        messages.success(request, _("Kello on nyt %(now)s.") % {"now": said(clock.now())})
    else:
        _to_the_next(request)
    return redirect(_next(request) or "portal:front")


def _to_the_next(request: HttpRequest) -> None:
    """Says what it was."""
    moment = clock.next_waiting()
    if moment is None:
        messages.info(request, _("Mikään ei odota. Tee jotakin ensin, esimerkiksi lähetä tilaus."))
        return
    words = waiting.what(moment)
    try:
        clock.move_to(moment)
        waiting.follow()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(what)s: kello on nyt %(now)s.") % {"what": words, "now": said(clock.now())})
