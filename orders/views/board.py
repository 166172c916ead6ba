"""The coordinator's board: every open order by where it stands, the nearest first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from orders import board, permissions
from orders.forms.board import BoardFilter, condition
from orders.views.orderer import person_of


@login_required
@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """Coordinator: all of it, or a quick view or a narrower look that stands in the address."""
    by = person_of(request)
    permissions.require(permissions.may_coordinate(by))
    asked, now = request.GET, clock.now()
    chosen = condition(asked, by)
    found = board.orders(chosen)
    made, show = board.columns(found, now), asked.get("show", "")
    context = {
        "form": BoardFilter(asked, found),
        "narrows": bool(chosen),
        "views": board.views(made, show, now),
        "columns": board.narrowed(made, show, now),
        "sentence": board.summary(made, now),
        "any": bool(chosen) or any(column.cards for column in made),
        "shown": show if show in board.SHOWS else "",
        "asked": _without_show(request),
    }
    return render(request, "orders/coordinator/board.html", context)


def _without_show(request: HttpRequest) -> str:
    """The rest of the address, for the links of the quick views."""
    kept = request.GET.copy()
    kept.pop("show", None)
    return kept.urlencode()
