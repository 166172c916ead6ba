from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.factories import world as made
from tests.factories.world import NOW, World
from tests.system.hands import Desk


@pytest.fixture
def bank(transactional_db: None, move_clock: Callable[[datetime], None]) -> World:
    """A small county bank on a quiet Tuesday, committed, as the live server sees it."""
    move_clock(NOW)
    return made.world()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, settings: LazySettings
) -> Iterator[Desk]:
    settings.KP_PUBLIC_URL = live_server.url
    desk = Desk(browser, live_server.url, javascript=request.param)
    yield desk
    desk.nothing_found()
