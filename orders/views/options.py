"""«Tekijää ei ole vielä löytynyt. Mitä tehdään?»"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import web
from orders import actions
from orders.actions.options import DATE, FEWER, KEEP, REMOTE
from orders.forms.options import RemoteForm, new_times
from orders.models import Order
from orders.states import GIG_LIVE, OrderState
from orders.views.orderer import own_order, person_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def options(request: HttpRequest, slug: str) -> HttpResponse:
    """Orderer or colleague of the unit: remote, another date, fewer, or go on. One POST."""
    order = own_order(request, slug)
    if order.state != OrderState.STAFFING:
        return redirect("portal:order", slug)
    choice = request.POST.get("choice", "")
    remote = RemoteForm(request.POST if choice == REMOTE else None)
    times = new_times(order, request.POST if choice == DATE else None)
    said = _chosen(request, order, choice, remote, times)
    if said:
        messages.success(request, said)
        return redirect("portal:order", slug)
    live = order.gigs.filter(state__in=GIG_LIVE).count()
    context = {"order": order, "remote": remote, "times": times, "found": live, "forms": [remote, *times.forms]}
    return render(request, "orders/orderer/options.html", context, status=422 if request.method == "POST" else 200)


def _chosen(request: HttpRequest, order: Order, choice: str, remote: RemoteForm, times: Any) -> str:
    """What the person is told when the choice was made; empty when the page is shown again."""
    by = person_of(request)
    if choice == REMOTE:
        do = lambda: actions.go_remote(order.pk, by=by, **remote.cleaned_data)  # noqa: E731
        return _("Keikka pidetään etänä. Etsimme tekijää uudestaan.") if web.submit(remote, do) else ""
    if choice == DATE and times.is_valid():
        do = lambda: actions.change_times(order.pk, by=by, times=times.times())  # noqa: E731
        return _("Aika on vaihdettu. Etsimme tekijää uudelle ajalle.") if web.submit(times.forms[0], do) else ""
    if choice == FEWER:
        actions.accept_fewer(order.pk, by=by)
        return _("Jatketaan niillä, jotka on jo löydetty.")
    if choice == KEEP:
        actions.keep_looking(order.pk, by=by)
        return _("Jatkamme etsimistä. Kerromme heti, kun tekijä löytyy.")
    return ""
