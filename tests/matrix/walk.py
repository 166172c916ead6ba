"""Every address of the bank, from the resolver itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def names(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """`room:name` of each pattern. One without a name cannot be listed, so it fails here."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, before + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            assert isinstance(pattern, URLPattern) and pattern.name, f"an address without a name: {pattern.pattern}"
            yield before + pattern.name
