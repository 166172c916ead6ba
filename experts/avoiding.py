"""Units an expert keeps away from, judged by blind rows: nobody can see who avoids the same place."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Unit
from core.crypto import blind_indexes
from experts.models import AvoidedUnit


def indexes(expert_id: int, unit_id: int) -> list[str]:
    """Today's first; while keys are changed, the earlier ones too."""
    return blind_indexes("avoided unit", str(expert_id), str(unit_id))


def among(expert_ids: Iterable[int], unit: Unit) -> set[int]:
    """Which of these keep away from the unit or from one above it. The same questions whatever the answer."""
    places = _with_those_above(unit)
    rows = [index for expert_id in expert_ids for place in places for index in indexes(expert_id, place)]
    return set(AvoidedUnit.objects.filter(index__in=rows).values_list("expert_id", flat=True))


def _with_those_above(unit: Unit) -> list[int]:
    found = [unit.pk]
    above = unit.parent
    while above is not None and above.pk not in found:
        found.append(above.pk)
        above = above.parent
    return found
