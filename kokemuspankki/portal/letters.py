"""The bank's mails as they read, with dummy data, in every language: nothing here is sent or kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from accounts.models import Person
from accounts.permissions import may_edit_people, require
from accounts.views.common import person_of
from core import letters
from core.models import OutboxMessage
from kokemuspankki.portal.letter_samples import BY_DEADLINE, DEADLINE, DUMMY, LETTERS


@dataclass(frozen=True)
class Row:
    name: str
    to: Promise
    when: Promise
    subject: str


@dataclass(frozen=True)
class Version:
    code: str
    language: str
    letter: letters.Letter


def sample(name: str, language: str, **facts: Any) -> letters.Letter:
    """The letter as its reader would get it; the message behind it is never saved."""
    reader = Person(first_name="Aino", last_name="Esimerkki", email="aino@esimerkki.invalid")
    return letters.render(
        OutboxMessage(person=reader, template=name, language=language, context=DUMMY | facts, path="/esimerkki/")
    )


@login_required
@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """The main user: every mail, who gets it and when."""
    viewer = person_of(request)
    require(may_edit_people(viewer))
    rows = [Row(name, to, when, sample(name, viewer.language).subject) for name, (to, when) in LETTERS.items()]
    return render(request, "portal/letters.html", {"rows": rows})


@login_required
@require_GET
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """The main user: one mail in each language."""
    require(may_edit_people(person_of(request)))
    if name not in LETTERS:
        raise Http404
    to, when = LETTERS[name]
    context = {"name": name, "to": to, "when": when, "versions": _versions(name)}
    if name in BY_DEADLINE:
        context["by_deadline"] = _versions(name, **DEADLINE)
    return render(request, "portal/letter.html", context)


def _versions(name: str, **facts: Any) -> list[Version]:
    return [Version(code, words, sample(name, code, **facts)) for code, words in settings.LANGUAGES]
