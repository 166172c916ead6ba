"""One way to sweep for every room: a row that fails stops no other, and is told."""

from __future__ import annotations

import pytest

from core import sweeping


def test_a_row_that_fails_stops_no_other_and_is_told_at_the_end() -> None:
    swept: list[int] = []

    def one(pk: int) -> bool:
        if pk == 2:
            raise ValueError("row 2")
        swept.append(pk)
        return True

    with pytest.raises(ExceptionGroup) as told:
        sweeping.run([(lambda: [1, 2, 3], one), (lambda: [4], one)])
    assert swept == [1, 3, 4]
    assert [str(error) for error in told.value.exceptions] == ["row 2"]
    assert sweeping.run([(lambda: [5, 6], one)]) == 2
