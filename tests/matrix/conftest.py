"""The scene is made once for the package, in a transaction of its own; each test undoes what it does to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings
from pytest_django import Settings

from core import clock
from tests.matrix import scene as making
from tests.matrix.asking import Asker, undone
from tests.matrix.scene import Scene


@pytest.fixture(scope="package")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Asker, Path]]:
    private: Path = tmp_path_factory.mktemp("private")
    with django_db_blocker.unblock(), override_settings(KP_PRIVATE_ROOT=private), undone():
        scene = making.scene()
        with clock.at(making.PRESENT):
            asker = Asker(scene)
        yield scene, asker, private


@pytest.fixture
def here(made: tuple[Scene, Asker, Path], db: None, settings: Settings) -> Iterator[tuple[Scene, Asker]]:
    scene, asker, settings.KP_PRIVATE_ROOT = made
    with clock.at(making.PRESENT):
        yield scene, asker
