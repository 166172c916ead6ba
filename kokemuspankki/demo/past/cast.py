"""Who acts in the demo's past: the bank's own people and the units' people, each read once with their roles."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import CostCentre, Person, Unit
from accounts.roles import Role
from core import clock
from experts.models import Expert


@dataclass(frozen=True)
class Side:
    """A unit that orders: who orders, what their job is, who approves."""

    unit: Unit
    centre: CostCentre
    orderer: Person
    title: str


class Cast:
    """Roles are read at the moment the cast is made, and asked no more: nobody's role ends in the demo's past."""

    def __init__(self, titles: dict[str, str]) -> None:
        self.coordinators = _holding(Role.COORDINATOR)
        self.payers = _holding(Role.PAYROLL)
        self.supervisors = _holding(Role.SUPERVISOR)
        self.main_users = _holding(Role.MAIN_USER)
        self.sides: dict[str, Side] = {}
        self._people: dict[int, Person] = {}
        for centre in CostCentre.objects.select_related("unit__organisation").order_by("id"):
            orderer = self.person(Person.objects.get(grants__unit=centre.unit, grants__role=Role.ORDERER).pk)
            title = titles.get(orderer.first_name, "vastaava sosiaaliohjaaja")
            self.sides[orderer.first_name] = Side(centre.unit, centre, orderer, title)

    def person(self, pk: int) -> Person:
        """Always the same object, so that roles and units are asked once."""
        if pk not in self._people:
            person = Person.objects.get(pk=pk)
            assert person.held_roles is not None
            assert person.unit_ids is not None
            self._people[pk] = person
        return self._people[pk]

    def expert(self, name: str) -> Expert:
        return Expert.objects.select_related("person").get(person__first_name=name)

    def clerk(self, name: str) -> Person:
        people = [*self.coordinators, *self.payers, *self.supervisors, *self.main_users]
        return next(person for person in people if person.first_name == name)


def _holding(role: Role) -> list[Person]:
    people = list(Person.objects.holding(role, on=clock.today()).order_by("id"))
    return [person for person in people if person.held_roles]
