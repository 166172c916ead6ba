"""The place, who meets and the link of an order, changed without asking anybody."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core import clock, web
from orders import actions, permissions
from orders.forms.changing import ChangeForm
from orders.models import Order
from orders.states import GIG_LIVE, ORDER_OPEN
from orders.views.orderer import person_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Orderer, colleague of the unit or coordinator: what may be changed alone, and who reads of it."""
    by = person_of(request)
    found = Order.objects.visible_to(by) if permissions.may_coordinate(by) else Order.objects.of_units(by)
    joined = found.select_related("task_type", "unit", "orderer", "coordinator")
    order = get_object_or_404(joined.filter(state__in=ORDER_OPEN), slug=slug)
    form = ChangeForm(request.POST or None, order=order)
    do = lambda: (actions.change_details(order.pk, by=by, fields=form.cleaned_data),)  # noqa: E731
    if request.method == "POST" and (done := web.submit(form, do)) is not None:
        messages.success(request, _said(done[0]))
        return redirect("portal:order", slug)
    context = {
        "order": order,
        "form": form,
        "comers": order.gigs.filter(state__in=GIG_LIVE).count(),
        "moves": order.sessions.ahead(clock.now()).exists(),
    }
    return render(request, "orders/orderer/change.html", context, status=422 if form.is_bound else 200)


def _said(told: int) -> str:
    if not told:
        return _("Muutokset on tallennettu.")
    words = ngettext(
        "Muutokset on tallennettu. Yksi ihminen sai niistä viestin.",
        "Muutokset on tallennettu. %(n)d ihmistä sai niistä viestin.",
        told,
    )
    return words % {"n": told}
