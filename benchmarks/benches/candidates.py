"""The coordinator's list of fifty candidates, every rule on, among 1,000 to 100,000 experts with ten gigs each.

Everybody fits the order's theme, language and place: the worst case, as nothing narrows the list.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.copying import after_copies
from benchmarks.full_bank import SPACE, FullBank, full_bank
from benchmarks.rows import Row, at_most, percentile
from experts.models import Expert, ExpertTheme
from experts.states import ExpertStatus
from orders import matching

SIZES = {1: 1_000, 10: 10_000, 100: 100_000}
BOOKINGS = 1_000_000
ROUNDS = 20
P95_MS = 10


def run(scale: float) -> Iterator[Row]:
    sizes = {times: max(int(size * scale), 10 * times) for times, size in SIZES.items()}
    with full_bank(sizes[100]) as bank:
        # Everybody's gigs are there from the first; the experts themselves join as the bank grows.
        Expert.objects.filter(pk__gte=SPACE).update(status=ExpertStatus.ONBOARDING)
        bank.fill(max(int(BOOKINGS * scale), 1_000))
        for times, size in sizes.items():
            Expert.objects.filter(pk__gte=SPACE, pk__lt=SPACE + size).update(status=ExpertStatus.ACTIVE)
            after_copies(Expert, ExpertTheme, ExpertTheme.tags.through)
            took = [_seconds(bank) * 1000 for _round in range(ROUNDS if scale >= 0.01 else 2)]
            yield Row(f"candidates at {times}×", percentile(took, 50), "ms")
            yield Row(f"candidates among {size:,}: p95", percentile(took, 95), "ms")
        yield at_most("candidates at the largest: p95", percentile(took, 95), "ms", P95_MS)


def _seconds(bank: FullBank) -> float:
    started = time.perf_counter()
    matching.looked(bank.searching)
    return time.perf_counter() - started
