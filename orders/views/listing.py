"""All the orders there are, to be narrowed, printed and taken to a spreadsheet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from core import lists
from orders import listing, permissions
from orders.forms.listing import OrderListForm
from orders.views.orderer import person_of


@login_required
@require_GET
def orders(request: HttpRequest) -> HttpResponseBase:
    """Coordinator; auditor and main user with fewer columns."""
    viewer = person_of(request)
    permissions.require(permissions.may_list_orders(viewer))
    form = OrderListForm(request.GET, listing.columns(viewer), viewer)
    found = listing.found(viewer, form.condition)
    made = lists.Listing("tilaukset", _("Tilaukset, uusin ensin"), form, found, lists.older, listing.rows(viewer))
    return lists.respond(request, made, "orders/coordinator/all.html")
