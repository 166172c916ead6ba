"""The blind rows of avoided units, made anew under today's index key from what the expert alone reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from core import rotation
from experts import avoiding
from experts.models import AvoidedUnit


class BlindRows:
    label = "experts.AvoidedUnit.index"

    def newest(self) -> str:
        return rotation.name(settings.KP_INDEX_KEY)

    def rows(self, *, above: int, most: int, hold: bool) -> list[tuple[int, Any]]:
        found = AvoidedUnit.objects.filter(pk__gt=above).order_by("pk")
        if hold:
            found = found.select_for_update(of=("self",), no_key=True, skip_locked=True)
        return [(row.pk, row) for row in found[:most]]

    def keys(self, value: Any) -> Iterator[str]:
        keys = (settings.KP_INDEX_KEY, *settings.KP_INDEX_OLD_KEYS)
        found = zip(_indexes(value), keys, strict=True)
        yield next((rotation.name(key) for index, key in found if index == value.index), "")

    def turn(self, pk: int, value: Any) -> None:
        AvoidedUnit.objects.filter(pk=pk).update(index=_indexes(value)[0])


def _indexes(row: AvoidedUnit) -> list[str]:
    return avoiding.indexes(row.expert_id, int(row.unit or 0))


rotation.STORES.append(BlindRows)
