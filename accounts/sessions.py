"""How long a session lasts: staff's ends after a while untouched, and with the working day however busy it is.

By the real clock; the limits are the bank's rules of the day it began, kept in the session so that a page asks no more
of the database. A session that becomes staff's (a role was given meanwhile) is judged from its own beginning.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import clock, policy

if TYPE_CHECKING:
    from accounts.models import Person

KEY: Final = "kp_session"
TOUCH_SECONDS: Final = 60
"""How exactly the last touch is known: a page writes the session at most this often."""


def begin(request: HttpRequest, person: Person) -> None:
    now = clock.real().timestamp()
    request.session[KEY] = {"began": now, "seen": now}
    request.session.set_expiry(None)
    if person.needs_second_factor:
        _shorten(request)


def end_when_over(request: HttpRequest, person: Person) -> bool:
    """Signs out a staff session whose time went by; what a form was sending waits as for any expired session."""
    kept = request.session.get(KEY, {})
    if "until" not in kept:
        if not person.needs_second_factor:
            return False
        kept = _shorten(request)
    now = clock.real().timestamp()
    if now >= kept["until"] or now >= kept["seen"] + kept["idle"]:
        logout(request)
        messages.info(request, _("Kirjasimme sinut ulos, koska aikaa oli kulunut. Kirjaudu uudelleen ja jatka."))
        return True
    if now >= kept["seen"] + TOUCH_SECONDS:
        request.session[KEY] = {**kept, "seen": now}
    return False


def is_short(request: HttpRequest) -> bool:
    """Staff's: what it shows is kept by no browser, so that nobody goes back to it on a shared machine."""
    return "until" in request.session.get(KEY, {})


def _shorten(request: HttpRequest) -> dict[str, float]:
    now = clock.real().timestamp()
    began = request.session.get(KEY, {}).get("began", now)
    longest = int(policy.get("staff_session_minutes")) * 60
    kept = {"began": began, "seen": now, "until": began + longest, "idle": int(policy.get("staff_idle_minutes")) * 60}
    request.session[KEY] = kept
    request.session.set_expiry(timedelta(seconds=max(1, int(kept["until"] - now))))
    return kept
