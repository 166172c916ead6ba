"""A world written again as rows is the same as its verbs make, and steps aside when anything else was written."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import Bank, Person
from core import clock, outbox
from tests.factories import rows
from tests.factories import world as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_moment() -> Iterator[None]:
    with clock.at(made.NOW):
        yield


def ran(make: Any) -> bool:
    """Whether the verbs were asked: they are told by the questions that Django asks."""
    asked: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        make()
    return bool(asked)


_counts: list[dict[str, int]] = []


@pytest.mark.parametrize("time", ["by verbs", "by rows"])
def test_the_same_rows_are_there_as_the_verbs_write(time: str) -> None:
    if time == "by verbs":
        made.world.__wrapped__()  # type: ignore[attr-defined]
    else:
        made.world()
    _counts.append({table: len(found) for table, found in rows.everything().items()})
    assert outbox._wake_mail in [entry[1] for entry in connection.run_on_commit]
    assert _counts[0] == _counts[-1]


_ran: list[bool] = []


@pytest.mark.parametrize("time", ["once", "again"])
def test_from_the_second_time_on_no_verb_is_asked(time: str) -> None:
    _ran.append(ran(made.world))
    assert Person.objects.count() > 10
    assert not any(_ran[1:])


def test_whatever_else_was_written_makes_the_verbs_run() -> None:
    Bank.objects.all().delete()
    Person.objects.create(email="muu@esimerkki.invalid")
    assert ran(made.world)
