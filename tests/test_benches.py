"""Each bench in its smallest form, so that none of them rots; the figures themselves are nobody's concern here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks import chart, rows
from benchmarks.benches import candidates, pages, races
from kokemuspankki.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_works_meanwhile() -> Iterator[None]:
    kept = app.conf.task_always_eager
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = kept


def test_a_smallest_race_leaves_nothing_twice() -> None:
    found = {row.name: row for row in races.run(0.0001, processes=False)}
    assert found["doubles"].figure == found["deadlocks"].figure == 0
    assert found["tries in all"].figure >= 32


def test_the_pages_are_measured_and_drawn(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "OUT", tmp_path)
    monkeypatch.setattr(chart, "OUT", tmp_path)
    rows.keep("pages", list(pages.run(0.0005)), {"scale": 0.0005})
    drawn = chart.draw()
    assert drawn is not None
    assert drawn.read_text().count("<rect") == 1 + 3 * len(pages.PAGES)


def test_the_candidates_are_measured() -> None:
    found = {row.name for row in candidates.run(0.00001)}
    assert {f"candidates at {times}×" for times in candidates.SIZES} < found
