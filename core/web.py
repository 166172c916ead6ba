"""Small helpers of views: run one verb, say what happened, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from core.errors import DomainError, Expired, Missing, NotAllowed, Used

Place = str | models.Model
CALM = (NotAllowed, Missing, Used, Expired)


def act[Row](
    request: HttpRequest,
    do: Callable[[], Row],
    *,
    said: str | Promise | Callable[[Row], str] = "",
    to: Place | Callable[[Row], Place],
    back: Place | None = None,
) -> HttpResponse:
    """Runs a verb after a POST. A refusal becomes a message on the page the person stands on (`back`, else `to`).

    No right, an unknown row and a used link keep their own calm pages.
    """
    try:
        row = do()
    except CALM:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(_plain(back) if back is not None else _fallback(request, to))
    words = said(row) if callable(said) else said
    if words:
        messages.success(request, str(words))
    return redirect(_plain(to(row) if callable(to) else to))


def submit[Row](form: BaseForm, do: Callable[[], Row]) -> Row | None:
    """Runs a verb for a valid form. A refusal becomes the form's own error, with everything typed kept; then None."""
    if not form.is_valid():
        return None
    try:
        return do()
    except CALM:
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return None


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """An answer that neither a browser nor anything between keeps: a full view by a written reason."""
    response["Cache-Control"] = "private, no-store"
    return response


def _fallback(request: HttpRequest, to: Any) -> Any:
    return request.path if callable(to) else _plain(to)


def _plain(place: Place) -> Any:
    return place
