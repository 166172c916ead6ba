"""A refusal of the domain becomes a calm page; so does what no form or address of ours could have sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError, Expired, Missing, NotAllowed, Stale, Used

PAGES: Final[tuple[tuple[type[DomainError], str], ...]] = (
    (NotAllowed, "403.html"),
    (Missing, "404.html"),
    (Stale, "stale.html"),
    (Used, "used_link.html"),
    (Expired, "used_link.html"),
    (DomainError, "error/domain.html"),
)


class CalmPages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """A NUL comes from no keyboard, and Postgres keeps none."""
        sent = (value for query in (request.GET, request.POST) for _name, values in query.lists() for value in values)
        return page(request, DomainError()) if any("\0" in value for value in sent) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page(request, exception) if isinstance(exception, DomainError) else None


def page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Inside the language and the sign-in of the request; `message` is the refusal's own sentence."""
    template = next(name for kind, name in PAGES if isinstance(error, kind))
    context = {"message": error.message, "expired": isinstance(error, Expired)}
    return render(request, template, context, status=error.status)
