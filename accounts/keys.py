"""The secrets of second factors: allauth keeps them in JSON, encrypted one by one with our keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from allauth.mfa.models import Authenticator

from core import crypto, rotation

NAMES: Final = ("secret", "seed")
MANY: Final = "migrated_codes"


class Factors(rotation.FieldKeys):
    label = "mfa.Authenticator.data"

    def rows(self, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]:
        found = Authenticator.objects.filter(pk__gt=above).order_by("pk")
        if hold:
            found = found.select_for_update(of=("self",), no_key=True, skip_locked=True)
        return [(factor.pk, factor.data) for factor in found[:most]]

    def keys(self, value: Any) -> Iterator[str]:
        for token in _tokens(value):
            yield rotation.under(token.encode())

    def turn(self, pk: int, value: Any) -> None:
        kept: dict[str, Any] = {name: crypto.rotate(value[name]) for name in NAMES if name in value}
        if value.get(MANY):
            kept[MANY] = [crypto.rotate(token) for token in value[MANY]]
        Authenticator.objects.filter(pk=pk).update(data={**value, **kept})


def _tokens(data: dict[str, Any]) -> list[str]:
    return [*(data[name] for name in NAMES if name in data), *(data.get(MANY) or [])]


rotation.STORES.append(Factors)
