from datetime import timedelta

import pytest

from accounts.models import Person
from core import clock, health, todo
from core.models import Task


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_checks", {})


def test_a_task_is_open_once_and_closes(aino: Person, onni: Person) -> None:
    todo.word("ring", "Soita")
    for _n in range(2):
        todo.open("ring", onni, role="coordinator", due=clock.now() + timedelta(days=1))
    task = Task.objects.get()
    assert todo.said(task) == "Soita"
    assert task in Task.objects.open().about(onni)
    for _n in range(2):
        todo.close("ring", onni)
    assert not Task.objects.open().exists()
    todo.open("ring", onni, person=aino)
    assert Task.objects.of(aino).count() == 1
    assert not Task.objects.of(onni).exists()


def test_a_task_waits_for_a_role_or_a_person(aino: Person, onni: Person) -> None:
    todo.open("ring", onni, role="coordinator")
    assert not Task.objects.of(aino).exists()
    aino.held_roles = frozenset({"coordinator"})
    assert Task.objects.of(aino).count() == 1


@pytest.mark.usefixtures("checks")
def test_a_nightly_check_makes_a_task_and_turns_health_red(aino: Person, onni: Person) -> None:
    @health.nightly("no_phone", "Puhelin puuttuu", role="coordinator")
    def missing() -> list[Person]:
        return list(Person.objects.filter(phone="").order_by("id"))

    assert health.red_flags() == []
    assert health.nightly_check() == {"no_phone": 2}
    assert health.nightly_check() == {"no_phone": 2}
    assert health.red_flags() == ["Puhelin puuttuu"]
    assert Task.objects.open().count() == 2

    Person.objects.update(phone="+358401")
    assert health.nightly_check() == {"no_phone": 0}
    assert health.red_flags() == []
    assert not Task.objects.open().exists()


@pytest.mark.usefixtures("checks")
def test_a_check_that_breaks_stops_no_other(aino: Person) -> None:
    @health.nightly("broken", "Rikki")
    def broken() -> list[Person]:
        raise ValueError

    @health.nightly("whole", "Ehjä")
    def whole() -> list[Person]:
        return [aino]

    assert health.nightly_check() == {"broken": 1, "whole": 1}
