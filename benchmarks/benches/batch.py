"""A payroll run drawn by the real verb, against the same rows inserted bare, with the same constraints and triggers."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, Final

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import oracle, payees
from benchmarks.database import run_sql
from benchmarks.rows import Row, at_most
from core import clock, history
from payments import actions, drawing
from payments.models import Batch
from tests.factories import payments as made

EXPERTS: Final = 5_000
ROUNDS: Final = 3
PREVIEW: Final = 0.6 / 4
"""Of the draw's time: 0.6 s where the draw takes 4 s."""
TABLES: Final = ("payments_batch", "payments_payslip", "payments_payslipline", "payments_transfer")


def run(scale: float) -> Iterator[Row]:
    experts = max(int(EXPERTS * scale), 1)
    by = payees.seed(experts).payroll
    with clock.at(made.PAYROLL_TIME):
        yield from _rows(experts, lambda: actions.draw_batch(by=by, pay_date=made.PAY_DAY))


def _rows(experts: int, draw: Callable[[], Batch]) -> Iterator[Row]:
    timed = [_round(draw) for _n in range(ROUNDS)]
    drawn, bare, summed = (median(column) for column in zip(*timed, strict=True))
    yield Row("drawing the run", drawn, "s")
    yield Row("the same rows by bare INSERT … SELECT", bare, "s")
    yield at_most("drawing ÷ bare", median(d / b for d, b, _s in timed), "×", 1.3)
    yield at_most("sums of the preview ÷ drawing", summed / drawn, "×", PREVIEW)
    before = _peak()
    with CaptureQueriesContext(connection) as asked:
        batch = draw()
    yield at_most("statements of a draw, however many payslips", len(asked), "", 40)
    yield Row("payslips", batch.payslip_count, "")
    yield at_most("payslips that differ from a Decimal oracle", oracle.differences(batch), "", 0)
    yield Row("peak memory of the process", before, "MB")


def _round(draw: Callable[[], Batch]) -> tuple[float, float, float]:
    summed = _seconds(lambda: drawing.sums_on(made.PAY_DAY))
    drawn = _seconds(draw)
    _keep()
    _emptied()
    bare = _seconds(_bare)
    _emptied()
    return drawn, bare, summed


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _keep() -> None:
    for table in TABLES:
        run_sql(f"DROP TABLE IF EXISTS kept_{table}", f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")


def _bare() -> None:
    with transaction.atomic(), history.of("bench", None):
        run_sql(*(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_{table}" for table in TABLES))


def _emptied() -> None:
    """As before the run, its history too."""
    names = ", ".join([*TABLES, *(f"{table}event" for table in TABLES)])
    run_sql(f"TRUNCATE {names} CASCADE")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
