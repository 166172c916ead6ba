"""The main users' help for somebody whose phone and recovery codes are lost."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import factor_reset, permissions
from accounts.forms import ResetForm
from accounts.models import FactorReset, Person
from accounts.views.common import form_page, person_of
from core.web import act, submit


@login_required
def reset(request: HttpRequest, slug: str) -> HttpResponse:
    """The main user, of somebody else: what happens is said first, a reason is asked."""
    by = person_of(request)
    found = get_object_or_404(Person.objects.active(), slug=slug)
    permissions.require(permissions.may_edit_people(by) and by.pk != found.pk)
    form = ResetForm(request.POST or None)
    made = None
    if request.method == "POST":
        made = submit(form, lambda: factor_reset.ask(found.pk, by, reason=form.cleaned_data["reason"]))
    if made:
        messages.success(request, _("Nollaus on tehty.") if made.done else _("Nollaus odottaa toista pääkäyttäjää."))
        return redirect("accounts:person", slug)
    return form_page(
        request,
        form,
        title=_("Nollaa vahva kirjautuminen: %(name)s") % {"name": found.name},
        lead=_(
            "Käytä tätä vain, kun puhelin ja varakoodit ovat kadonneet. Varmista ensin puhelimella, kuka pyytää. "
            "Kun toinen pääkäyttäjä on vahvistanut, vanhat tunnisteet poistuvat ja kaikki kirjautumiset päättyvät."
        ),
        action=_("Pyydä nollausta"),
        back=reverse("accounts:person", args=[slug]),
    )


@login_required
@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = person_of(request), get_object_or_404(FactorReset, slug=slug)
    said = _("Vahva kirjautuminen on nollattu. Hän saa siitä viestin.")
    return act(request, lambda: factor_reset.confirm(row.pk, by), said=said, to=reverse("accounts:pending"))


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = person_of(request), get_object_or_404(FactorReset, slug=slug)
    said = _("Nollausta ei tehdä.")
    return act(request, lambda: factor_reset.withdraw(row.pk, by), said=said, to=reverse("accounts:pending"))
