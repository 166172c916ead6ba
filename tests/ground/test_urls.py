"""No address hides another: whatever a name is reversed to is answered by that name's view."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

SAMPLES = {
    "slug": "AbCdEfGhIjKl",
    "str": "some-token-value",
    "int": "7",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


ALL = [(route, pattern) for route, pattern in patterns(get_resolver()) if "(?P" not in route and "^" not in route]


@pytest.mark.parametrize(("route", "pattern"), ALL, ids=[route or "front" for route, _ in ALL])
def test_each_address_reaches_its_own_view(route: str, pattern: URLPattern) -> None:
    path = "/" + re.sub(r"<(\w+):\w+>", lambda match: SAMPLES[match.group(1)], route)
    assert "<" not in path, f"a sample is missing for {route}"
    found = resolve(path)
    assert found.route == route, f"{route} is hidden by {found.view_name}"
    assert found.func.__module__ == pattern.callback.__module__, f"{route} is hidden by {found.view_name}"
