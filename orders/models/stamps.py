"""Constraints that say the same as the verbs: a state and its facts agree (model.md §2, last rule)."""

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db.models import CheckConstraint, Q


def stamp(name: str, field: str, needed: Iterable[str], allowed: Iterable[str], message: Any) -> CheckConstraint:
    """state in `needed` ⇒ `field` set; `field` set ⇒ state in `allowed`."""
    set_ = Q(**{f"{field}__isnull": False})
    needs = ~Q(state__in=sorted(needed)) | set_
    allows = Q(**{f"{field}__isnull": True}) | Q(state__in=sorted(allowed))
    return CheckConstraint(name=name, condition=needs & allows, violation_error_message=message)


def who(name: str, at: str, by: str, how: str, message: Any) -> CheckConstraint:
    """`by` may be missing only before the move, or when silence or a sweep made it."""
    condition = Q(**{f"{at}__isnull": True}) | Q(**{f"{by}__isnull": False}) | Q(**{f"{how}__in": ["silence", "sweep"]})
    return CheckConstraint(name=name, condition=condition, violation_error_message=message)


def never_deleted(name: str) -> pgtrigger.Protect:
    """Work with people is cancelled, never deleted: names and reasons stay (features.md D16)."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)
