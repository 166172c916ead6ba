"""A long form that met an expired session: what was typed waits in the new session until its writer has signed in.

Kept encrypted, for an hour, for the one address it was typed at; it is only shown again, never saved by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from core import clock, crypto

KEY: Final = "held_answers"
SECONDS: Final = 3600
MOST: Final = 60_000
"""Characters: more than any form of ours may hold."""
View = Callable[..., HttpResponse]
Place = Callable[..., str]


def keeping_answers(place: Place | None = None) -> Callable[[View], View]:
    """Instead of `login_required`. `place` says from the view's own arguments where the form is shown, if elsewhere."""

    def around(view: View) -> View:
        @wraps(view)
        def held_or_shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            to = place(**kwargs) if place else request.path
            if request.method == "POST":
                _hold(request, to)
            return redirect_to_login(to if request.method == "POST" else request.get_full_path())

        return held_or_shown

    return around


def _hold(request: HttpRequest, place: str) -> None:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    text = typed.urlencode()
    if len(text) <= MOST and _room_for_more(request):
        kept = {"place": place, "at": clock.real().timestamp(), "typed": crypto.encrypt(text)}
        request.session[KEY] = kept
        request.session.set_expiry(SECONDS)


def _room_for_more(request: HttpRequest) -> bool:
    """Nobody has signed in yet, so anybody may ask for the room: counted by address."""
    return bool(ratelimit.consume(request, app="accounts", action="held", config={"held": settings.KP_HELD_RATE}))


def answers(request: HttpRequest) -> QueryDict | None:
    """What waits for this very page."""
    kept = request.session.get(KEY)
    if not kept or kept["place"] != request.path or kept["at"] < clock.real().timestamp() - SECONDS:
        return None
    try:
        return QueryDict(crypto.decrypt(kept["typed"]), mutable=True)
    except crypto.Unreadable:
        return None


def drop(request: HttpRequest) -> None:
    """They have been sent again."""
    request.session.pop(KEY, None)
