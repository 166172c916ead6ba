"""The fee table: what pays what today, what is coming and what has been."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import may_see_rules, may_see_who_decided
from accounts.views.common import person_of
from core import clock
from core.web import act, submit
from orders import permissions
from orders.actions import schedules
from orders.forms.prices import ScheduleForm, TakeBackForm
from orders.models import FeeSchedule


@login_required
@require_GET
def prices(request: HttpRequest) -> HttpResponse:
    """Everybody who does, orders, approves or handles the work: the table in force, the coming and the past ones."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_prices(viewer))
    today = clock.today()
    tables = FeeSchedule.objects.select_related("approved_by").prefetch_related("rules__task_type").order_by("-version")
    rows = list(tables)
    lasting = [table for table in rows if not table.valid.isempty]
    context = {
        "now": next((table for table in lasting if today in table.valid), None),
        "coming": sorted((t for t in lasting if t.valid.lower > today), key=lambda table: table.valid.lower),
        "past": [t for t in rows if t.valid.isempty or (t.valid.upper and t.valid.upper <= today)],
        "may_edit": permissions.may_set_prices(viewer),
        "sees_who": may_see_who_decided(viewer),
        "sees_rules": may_see_rules(viewer),
    }
    return render(request, "orders/prices/list.html", context)


@login_required
def prices_new(request: HttpRequest) -> HttpResponse:
    """The main user: the whole table anew, filled in with the one that is in force."""
    by = person_of(request)
    permissions.require(permissions.may_set_prices(by))
    lasting = FeeSchedule.objects.lasting(clock.today()).prefetch_related("rules")
    form = ScheduleForm(request.POST or None, now=lasting.last())
    made = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if made:
        said = _("Uusi palkkiotaulukko on tallennettu. Se alkaa %(day)s.")
        messages.success(request, said % {"day": f"{made.valid.lower:%-d.%-m.%Y}"})
        return redirect("orders:prices")
    return render(request, "orders/prices/new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def prices_take_back(request: HttpRequest, version: int) -> HttpResponse:
    """The main user: a coming table, before it begins."""
    by = person_of(request)
    permissions.require(permissions.may_set_prices(by))
    table = get_object_or_404(FeeSchedule, version=version)
    form = TakeBackForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    said = _("Tuleva taulukko on peruttu. Nykyinen jatkuu.")
    home = reverse("orders:prices")
    return act(request, lambda: schedules.take_back_schedule(table.pk, by, why), said=said, to=home)
