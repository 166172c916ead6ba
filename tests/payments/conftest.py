from collections.abc import Iterator

import pytest

from core import clock
from tests.factories import world as made
from tests.factories.world import World


@pytest.fixture
def w(db: None) -> Iterator[World]:
    """A bank at the default moment; the clock stands there until a test moves it."""
    with clock.at(made.NOW):
        yield made.world()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    """The same bank, committed, for races between two connections."""
    with clock.at(made.NOW):
        yield made.world()
