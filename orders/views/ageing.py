"""What was held and not told of yet, the oldest first: the coordinator's list for phoning."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from orders import ageing, permissions
from orders.views.orderer import person_of


@login_required
@require_GET
def untold(request: HttpRequest) -> HttpResponse:
    """Coordinator: who to phone, and since when; apart from what somebody says did not happen."""
    permissions.require(permissions.may_coordinate(person_of(request)))
    now = clock.now()
    context = {"untold": ageing.untold(now), "doubted": ageing.doubted(now)}
    return render(request, "orders/coordinator/untold.html", context)
