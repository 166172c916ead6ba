"""The two patches that make the suite strict. Each says what it catches."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.template import Engine, Node, engines

OURS = Path(__file__).resolve().parents[1]


class Undefined(str):
    """Takes the place of `string_if_invalid`; complains only about templates of ours (others' guess a lot)."""

    def __new__(cls) -> "Undefined":
        return super().__new__(cls, "%s")

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_being_rendered()
        if template is None or not _is_ours(template):
            return ""
        pytest.fail(f"undefined variable {{{{ {variable} }}}} in {template}")


def _is_ours(template: str) -> bool:
    path = Path(template)
    return path.is_relative_to(OURS) and ".venv" not in path.parts


def _template_being_rendered() -> str | None:
    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return None


@contextmanager
def undefined_variables_fail() -> Iterator[None]:
    """Patches the class, so that a broken tag library fails only the tests that render."""
    original = Engine.__init__

    def strict_init(self: Engine, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.string_if_invalid = Undefined()

    for made in engines._engines.values():  # type: ignore[attr-defined]
        made.engine.string_if_invalid = Undefined()
    with mock.patch.object(Engine, "__init__", strict_init):
        yield


@contextmanager
def unordered_rows_shuffled() -> Iterator[None]:
    """A question that names no order gets its rows in random order, so that nobody leans on luck."""
    original = SQLCompiler.get_order_by

    def get_order_by(self: SQLCompiler) -> list[Any]:
        given = original(self)
        if given or not _free_to_shuffle(self):
            return given
        return [(OrderBy(Random()), ("RANDOM()", [], False))]

    with mock.patch.object(SQLCompiler, "get_order_by", get_order_by):
        yield


def _free_to_shuffle(compiler: SQLCompiler) -> bool:
    query = compiler.query
    if type(compiler) is not SQLCompiler or query.subquery or query.combinator or query.distinct:
        return False
    if query.group_by is not None or not (query.default_cols or query.select):
        return False
    return not any(annotation.contains_aggregate for annotation in query.annotation_select.values())
