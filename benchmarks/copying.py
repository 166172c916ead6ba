"""Many rows out of one that the verbs made: one statement a table, so that a million orders take minutes, not days."""

from __future__ import annotations

from typing import Any

from django.db import models

from benchmarks.database import run_sql


def copies(row: models.Model, first: int, count: int, **columns: str) -> None:
    """Rows `first` … `first + count - 1` like this one; a column's SQL may say `{id}`, and `n` counts from 0.

    Neither triggers nor foreign keys are run: whoever calls keeps them true.
    """
    if count < 1:
        return
    meta: Any = row._meta
    said = {meta.pk.column: "{id}", **columns}
    names = [field.column for field in meta.concrete_fields if not field.generated]
    if "slug" in names:
        said.setdefault("slug", "'b' || lpad(({id})::text, 11, '0')")
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(said.get(name, f't."{name}"').replace("{id}", f"({first} + n)") for name in names)
    run_sql(
        "SET session_replication_role = replica",
        f'INSERT INTO "{meta.db_table}" ({quoted}) SELECT {values} '
        f'FROM "{meta.db_table}" t, generate_series(0, {count - 1}) n WHERE t."{meta.pk.column}" = {row.pk}',
        "SET session_replication_role = origin",
    )


def after_copies(*made: type[models.Model]) -> None:
    """The planner knows what there is now."""
    run_sql(*(f"ANALYZE {model._meta.db_table}" for model in made))
