"""Pages against the least signed-in list of as many rows, in the same process.

How many times as slow, how many questions, and whether they grow with the bank.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from benchmarks.full_bank import FullBank, full_bank
from benchmarks.rows import Row, at_most
from tests.accounts.people import entered

SIZES = {1: 200, 10: 2_000, 100: 20_000}
MILLION = 1_000_000
ROUNDS = 15
TIMES_LEAST, QUERIES, GROWTH = 2.0, 8, 1.2


@dataclass(frozen=True)
class Page:
    """`rows`: how many rows it shows, so that the least list shows as many."""

    name: str
    address: str
    who: Callable[[FullBank], Person]
    rows: int


BOARD = Page("board", "/koordinaattori/", lambda bank: bank.world.coordinator, 100)
ORDERS = Page("order list", "/kaikki-tilaukset/", lambda bank: bank.world.coordinator, 50)
EXPERT = Page("expert's front page", "/etusivu/expert/", lambda bank: bank.an_expert(), 10)
PAYROLL = Page("payroll's front page", "/etusivu/payroll/", lambda bank: bank.world.payroll, 10)
FEES = Page("fees", "/palkkioiden-tila/", lambda bank: bank.world.payroll, 50)
PAGES = (BOARD, ORDERS, EXPERT, PAYROLL, FEES)


@dataclass(frozen=True)
class Took:
    seconds: float
    least: float
    queries: int


def run(scale: float) -> Iterator[Row]:
    rounds = ROUNDS if scale >= 0.1 else 1
    with full_bank() as bank, override_settings(ROOT_URLCONF="benchmarks.urls"):
        clients = {page: _signed_in(page, bank) for page in PAGES}
        seen: dict[tuple[Page, int], Took] = {}
        sizes = {times: max(int(orders * scale), 10) for times, orders in SIZES.items()}
        for times, orders in sizes.items():
            bank.fill(orders)
            for page in PAGES:
                seen[page, times] = _measure(page, clients[page], rounds)
        for page in PAGES:
            yield from _said(page, {times: seen[page, times] for times in SIZES}, sizes)
        yield from _million(bank, clients[ORDERS], seen[ORDERS, 1], scale, rounds)


def _million(bank: FullBank, client: Client, small: Took, scale: float, rounds: int) -> Iterator[Row]:
    orders = max(int(MILLION * scale), 20)
    bank.fill(orders)
    large = _measure(ORDERS, client, rounds)
    yield Row(f"order list of {orders:,}", large.seconds * 1000, "ms")
    yield at_most(f"order list of {orders:,}: growth from the least", _growth(large, small), "times", GROWTH)


def _said(page: Page, took: dict[int, Took], sizes: dict[int, int]) -> Iterator[Row]:
    small, large = took[1], took[100]
    for times, one in took.items():
        yield Row(f"{page.name} at {times}×", one.seconds * 1000, "ms")
    yield at_most(f"{page.name}: times the least list", large.seconds / large.least, "times", TIMES_LEAST)
    yield at_most(f"{page.name}: queries", large.queries, "queries", QUERIES)
    yield at_most(f"{page.name}: growth from {sizes[1]:,} to {sizes[100]:,}", _growth(large, small), "times", GROWTH)


def _growth(large: Took, small: Took) -> float:
    """Of the ratio to the least list, which forgives a machine that slowed down between the sizes."""
    return (large.seconds / large.least) / (small.seconds / small.least)


def _signed_in(page: Page, bank: FullBank) -> Client:
    return entered(page.who(bank), client=Client(headers={"accept-language": "fi"}))


def _measure(page: Page, client: Client, rounds: int) -> Took:
    """Turn by turn, so that both meet the same noise."""
    least = f"/bench/{page.rows}/"
    for address in (page.address, least):
        _get(client, address)
    with CaptureQueriesContext(connection) as asked:
        _get(client, page.address)
    queries = len(asked)
    pairs = [(_get(client, page.address), _get(client, least)) for _round in range(rounds)]
    mine, others = zip(*pairs, strict=True)
    return Took(median(mine), median(others), queries)


def _get(client: Client, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return took
