from collections.abc import Callable

import pytest

from accounts.models import Person

Someone = Callable[..., Person]


@pytest.fixture
def someone(db: None) -> Someone:
    """A person with no role and nothing else: what the ground knows of people."""

    def make(name: str = "Aino", **facts: object) -> Person:
        email = f"{name.lower()}{Person.objects.count()}@esimerkki.fi"
        return Person.objects.create(**{"first_name": name, "last_name": "Virta", "email": email, **facts})

    return make


@pytest.fixture
def aino(someone: Someone) -> Person:
    return someone("Aino")


@pytest.fixture
def onni(someone: Someone) -> Person:
    return someone("Onni")
