"""Gives each request an id that every log line of it carries and the answer repeats, and tells of it in one line."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from kokemuspankki.logging import durations

logger = structlog.get_logger("kokemuspankki.request")
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestId:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        identity = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=identity)
        began = time.monotonic()
        response = self.get_response(request)
        seconds = time.monotonic() - began
        durations.note(request.method or "", response.status_code, seconds)
        _tell(request, response, seconds)
        response.headers["X-Request-ID"] = identity
        return response


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """The route's pattern, never the address: an address may name a row or carry a mail's token."""
    route = request.resolver_match.route if request.resolver_match else ""
    logger.info("request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000))
