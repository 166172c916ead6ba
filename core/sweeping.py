"""How every room runs its sweeps: each finds ids, then one verb locks its row and judges again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Sweep = tuple[Callable[[], list[int]], Callable[[int], bool]]


def run(sweeps: Iterable[Sweep]) -> int:
    """Each once; returns how many rows moved. Safe to run at any time, as often as you like.

    A row that fails stops no other: the failures are raised together at the end.
    """
    failed: list[Exception] = []
    moved = sum(_each(ids(), one, failed) for ids, one in sweeps)
    if failed:
        raise ExceptionGroup("some rows could not be swept", failed)
    return moved


def _each(ids: list[int], one: Callable[[int], bool], failed: list[Exception]) -> int:
    moved = 0
    for pk in ids:
        try:
            moved += one(pk)
        except Exception as error:
            failed.append(error)
    return moved
