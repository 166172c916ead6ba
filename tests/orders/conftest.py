from collections.abc import Iterator

import pytest

from core import clock
from tests.factories import world as made
from tests.factories.world import NOW, World


@pytest.fixture
def bank_day() -> Iterator[None]:
    """A quiet Tuesday, four weeks before the lecture."""
    with clock.at(NOW):
        yield


@pytest.fixture
def w(db: None, bank_day: None) -> World:
    return made.world()
