"""Two calls at once, each in its own connection, meeting between the look and the write."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

MEETING_SECONDS = 1.5


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each returned or raised, in the order of the calls."""
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def meeting(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wraps a step that stands between the look and the write: both wait for each other there.

    Where a lock holds the other one back, nobody comes, and the step goes on after a moment.
    """
    gate = threading.Barrier(2)

    def met(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(MEETING_SECONDS)
        return original(*args, **kwargs)

    return met


def unlocked(queryset: Any) -> Any:
    """What `lock` would be if somebody took it out."""
    return queryset


def raw(*statements: str) -> None:
    """For this test's database alone: it is thrown away afterwards."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
