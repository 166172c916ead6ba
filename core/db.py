"""Locks and refusals of the database, in the words of the bank."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import QuerySet
from django.db.models.constraints import BaseConstraint
from django.utils.functional import Promise
from psycopg import errors

from core import history
from core.errors import Busy, DomainError


def lock[Row: models.Model](queryset: QuerySet[Row]) -> QuerySet[Row]:
    """FOR NO KEY UPDATE OF self: others may still point at the row, nobody else may move it."""
    return queryset.select_for_update(of=("self",), no_key=True)


@contextmanager
def sentences() -> Iterator[None]:
    """Turns a violated constraint, by its name, into its sentence. Stands outside the atomic block.

    A constraint without a sentence of its own is a bug and stays an IntegrityError.
    """
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        message = sentence(name or "")
        if message is None:
            raise
        raise DomainError(message, name or "") from error
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy(code="busy") from error
        raise


def verb[**P, R](act: Callable[P, R]) -> Callable[P, R]:
    """Every public verb: one durable transaction, violations as sentences, who and what for the history of money."""
    signature = inspect.signature(act)

    @functools.wraps(act)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        by = signature.bind(*args, **kwargs).arguments.get("by")
        with sentences(), transaction.atomic(durable=True), history.of(act.__name__, getattr(by, "pk", None)):
            return act(*args, **kwargs)

    return inner


def sentence(constraint: str) -> str | Promise | None:
    return _sentences().get(constraint)


@functools.cache
def _sentences() -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    for model in apps.get_models():
        found |= {c.name: c.violation_error_message or "" for c in model._meta.constraints if _speaks(c)}
        found |= {
            f"{model._meta.db_table}_{field.column}_key"[:63]: field.error_messages["unique"]
            for field in model._meta.local_concrete_fields
            if field.unique and _own_unique_sentence(field)
        }
    return found


def _speaks(constraint: BaseConstraint) -> bool:
    return constraint.violation_error_message != BaseConstraint.default_violation_error_message


def _own_unique_sentence(field: models.Field[Any, Any]) -> bool:
    return field.error_messages.get("unique") is not models.Field.default_error_messages["unique"]
