"""The suite is strict by default: every warning, undefined template variable and lucky row order is a failure."""

import os

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests import database, strict
from tests.machine import CHROMIUM, CI, missing

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    wanted = {thing for mark in item.iter_markers("needs") for thing in mark.args}
    if "browser" in getattr(item, "fixturenames", ()):
        wanted.add("chromium")
    for thing in sorted(wanted):
        if missing(thing):
            (pytest.fail if CI else pytest.skip)(f"{thing} is not on this machine")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        database.make()
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(autouse=True, scope="session")
def _strict_for_all() -> Iterator[None]:
    with strict.undefined_variables_fail(), strict.unordered_rows_shuffled(), database.commits_undone():
        yield


@pytest.fixture(autouse=True)
def _own_folders_and_cache(tmp_path: Path, settings: Settings) -> None:
    from django.core.cache import cache

    settings.KP_PRIVATE_ROOT = tmp_path / "private"
    cache.clear()


@pytest.fixture
def move_clock() -> Iterator[Callable[[datetime], None]]:
    """`move_clock(moment)`: from now on core.clock.now() tells that moment, until the test ends."""
    from core import clock

    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.at(moment)) and None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "fi-FI", "timezone_id": "Europe/Helsinki"}


LONG = ("tests/pages/", "tests/system/", "tests/matrix/", "tests/test_house_rules.py", "tests/ground/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first, so that no worker is left alone with one at the end. Within both the order stays random."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
