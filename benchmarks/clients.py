"""Eight clients at once, each with its own process and connection: what they tried and what came of it."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable
from queue import Empty, Queue
from typing import Any, NamedTuple

from django.db import connection, connections

from core.errors import Busy, DomainError

EIGHT = 8
PATIENCE_SECONDS = 1800.0
Act = Callable[[], Any]
Script = Callable[[int], Iterable[Act]]
"""Of a client's number: what it tries, one after another."""
DONE, REFUSED = "done", "refused"


class Try(NamedTuple):
    """`came`: done, refused in words, or the name of a fault."""

    came: str
    seconds: float


class Clients:
    """Processes in the bench. In a test, threads: a process of many threads must not fork."""

    def __init__(self, *, processes: bool, number: int = EIGHT) -> None:
        self.processes, self.number = processes, number

    def run(self, script: Script) -> list[Try]:
        """Every client's tries. Raises when a client died without a word."""
        connections.close_all()
        place = multiprocessing.get_context("fork") if self.processes else None
        found: Any = place.Queue() if place else Queue()
        start: Any = place.Barrier(self.number) if place else threading.Barrier(self.number)
        made: Any = place.Process if place else threading.Thread
        clients = [made(target=_client, args=(script, n, start, found)) for n in range(self.number)]
        for client in clients:
            client.start()
        try:
            told = [found.get(timeout=PATIENCE_SECONDS) for _client_done in clients]
        except Empty:
            raise RuntimeError("a client died") from None
        for client in clients:
            client.join()
        return [Try(*one) for tries in told for one in tries]


def _client(script: Script, number: int, start: Any, found: Any) -> None:
    tries: list[Try] = []
    try:
        start.wait()
        tries += [_try(act) for act in script(number)]
    except Exception as error:
        tries.append(Try(f"client: {error!r}"[:80], 0.0))
    finally:
        connection.close()
        found.put([tuple(one) for one in tries])


def _try(act: Act) -> Try:
    started = time.perf_counter()
    try:
        act()
        came = DONE
    except Busy as error:
        came = f"busy: {type(error.__cause__ and error.__cause__.__cause__).__name__}"
    except DomainError:
        came = REFUSED
    except Exception as error:
        came = type(error).__name__
    return Try(came, time.perf_counter() - started)
