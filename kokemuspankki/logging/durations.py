"""How long requests took, counted in memory that the web processes of one machine share from before their fork.

No lock: each process has a row of its own (two whose ids meet in a row may lose a count now and then; nobody is paid by
these). Nothing of the request is kept but its kind, its status's first digit and its time.
"""

import mmap
import os
import struct
from collections.abc import Iterator
from typing import Final

LIMITS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
KINDS: Final = ("read", "act")
ROWS: Final = 64
WIDTH: Final = len(LIMITS) + 2
"""The buckets, one above them all, and the sum of seconds."""
STATUSES: Final = 5
CELLS: Final = len(KINDS) * WIDTH + STATUSES
CELL: Final = struct.Struct("d")

_shared = mmap.mmap(-1, ROWS * CELLS * CELL.size)


def note(method: str, status: int, seconds: float) -> None:
    kind = 0 if method in {"GET", "HEAD"} else 1
    bucket = next((i for i, limit in enumerate(LIMITS) if seconds <= limit), len(LIMITS))
    _add(kind * WIDTH + bucket, 1)
    _add(kind * WIDTH + WIDTH - 1, seconds)
    _add(len(KINDS) * WIDTH + min(max(status // 100, 1), STATUSES) - 1, 1)


def lines() -> Iterator[str]:
    """In Prometheus' text form: a histogram for reading and one for acting, and answers by their first digit."""
    cells = [sum(_cell(row * CELLS + cell) for row in range(ROWS)) for cell in range(CELLS)]
    yield "# TYPE kp_request_seconds histogram"
    for number, kind in enumerate(KINDS):
        counts = cells[number * WIDTH : (number + 1) * WIDTH]
        for i, limit in enumerate((*LIMITS, "+Inf")):
            yield f'kp_request_seconds_bucket{{kind="{kind}",le="{limit}"}} {sum(counts[: i + 1]):.0f}'
        yield f'kp_request_seconds_sum{{kind="{kind}"}} {counts[-1]:.6f}'
        yield f'kp_request_seconds_count{{kind="{kind}"}} {sum(counts[:-1]):.0f}'
    yield "# TYPE kp_responses_total counter"
    for digit, count in enumerate(cells[-STATUSES:], 1):
        yield f'kp_responses_total{{status="{digit}xx"}} {count:.0f}'


def _add(cell: int, amount: float) -> None:
    place = (os.getpid() % ROWS * CELLS + cell) * CELL.size
    CELL.pack_into(_shared, place, CELL.unpack_from(_shared, place)[0] + amount)


def _cell(number: int) -> float:
    found: float = CELL.unpack_from(_shared, number * CELL.size)[0]
    return found
