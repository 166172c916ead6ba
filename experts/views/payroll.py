"""Payroll's call-back: which new accounts and codes wait, and one expert's page for the call."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.common import person_of
from core import audit
from core.web import submit as saved
from experts import permissions
from experts.forms import CallForm
from experts.models import Expert, PayeeChange
from experts.status import of_payee

SHOWN = 200
PAST = 10


@login_required
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """What waits, the most pressing first: names and days, no contents, so nothing is logged yet."""
    permissions.require(permissions.may_see_waiting_payees(person_of(request)))
    rows = PayeeChange.objects.waiting().select_related("expert__person").order_by("due", "id")[:SHOWN]
    return render(request, "experts/calls.html", {"rows": rows})


@login_required
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """The number known before, what to compare, and one button. Reading it is written down each time."""
    by = person_of(request)
    permissions.require(permissions.may_see_waiting_payees(by))
    expert = get_object_or_404(Expert.objects.select_related("person"), slug=slug)
    permissions.require(permissions.may_confirm_payee(by, expert))
    waiting = list(expert.payee_changes.waiting().order_by("id"))
    form = CallForm(request.POST or None, changes=waiting)
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Kirjattu. Asiantuntija saa siitä viestin."))
        return redirect("experts:calls")
    past = expert.payee_changes.exclude(state="waiting").select_related("decided_by", "expert").order_by("-id")[:PAST]
    audit.viewed(by, "payee_call", [expert.person], expert)
    context = {
        "expert": expert,
        "form": form,
        "waiting": waiting,
        "numbers": sorted({change.call_number or "" for change in waiting}),
        "phone": expert.person.phone,
        "contact_changed": any(change.contact_changed for change in waiting),
        "due": min((change.due for change in waiting), default=None),
        "past": [(change, of_payee(change, by)) for change in past],
    }
    return render(request, "experts/call.html", context, status=422 if form.is_bound else 200)
