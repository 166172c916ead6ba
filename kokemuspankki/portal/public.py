"""Pages for anybody: what this is, how to order and at what price, accessibility, privacy."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Bank
from core import audit, clock, todo
from core.db import verb
from core.forms import Form
from kokemuspankki.portal import nav, prices

ANSWER_WITHIN = timedelta(days=14)
FEEDBACK_AN_HOUR = 20
todo.word("accessibility_feedback", _("Vastaa saavutettavuuspalautteeseen"))
audit.word("accessibility_feedback", _("Saavutettavuudesta annettiin palautetta"))


class FeedbackForm(Form):
    """What does not work, and where to answer. `website` is left empty by people."""

    text = forms.CharField(
        label=_("Mikä sivulla ei toimi?"),
        help_text=_("Kerro, millä sivulla olit ja mitä yritit tehdä."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Sähköpostiosoitteesi"),
        help_text=_("Jos jätät osoitteen, vastaamme sinulle viimeistään 14 päivän päästä."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)


@verb
def receive_feedback(bank: Bank, text: str, email: str) -> None:
    """Anybody may. Leaves the coordinators a task that is due in 14 days; each message its own."""
    entry = audit.log(None, "accessibility_feedback", bank)
    note = f"{text}\n\n{email}".strip()
    todo.open("accessibility_feedback", entry, role="coordinator", due=clock.now() + ANSWER_WITHIN, note=note)


def _too_many() -> bool:
    """A lid over all senders together: the page needs no sign-in."""
    key = f"accessibility:{clock.now():%Y%m%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > FEEDBACK_AN_HOUR


def _page(request: HttpRequest, name: str, bank: Bank | None = None, **context: Any) -> HttpResponse:
    return render(request, f"portal/public/{name}.html", {"bank": bank or Bank.objects.first(), **context})


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Those inside go to their own front page."""
    home = nav.home(request)
    return redirect(home) if home else _page(request, "front", sign_in=nav.url("account_login"))


@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    return _page(request, "guide", **prices.guide())


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy")


@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    form = FeedbackForm(request.POST or None)
    bank = Bank.objects.first()
    if request.method == "POST" and form.is_valid() and bank:
        if _too_many():
            form.add_error(None, _("Palautetta tulee juuri nyt paljon. Lähetä uudelleen tunnin päästä tai soita."))
        else:
            if not form.cleaned_data["website"]:
                receive_feedback(bank, form.cleaned_data["text"], form.cleaned_data["email"])
            messages.success(request, _("Kiitos palautteesta. Se on perillä, ja käsittelemme sen 14 päivän kuluessa."))
            return redirect("portal:accessibility")
    status = 422 if form.is_bound else 200
    response = _page(request, "accessibility", bank, form=form)
    response.status_code = status
    return response
