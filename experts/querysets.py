from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from experts.states import ExpertStatus, PayeeState, Visibility

if TYPE_CHECKING:
    from accounts.models import Person
    from experts.models import Expert, ExpertTheme, PayeeChange, Theme


class ThemeQuerySet(models.QuerySet["Theme"]):
    def in_use(self) -> Self:
        return self.filter(active=True)


class ExpertThemeQuerySet(models.QuerySet["ExpertTheme"]):
    """One rule for every page, mail and list: a withdrawn theme is nowhere, the others no further than chosen."""

    def live(self) -> Self:
        return self.filter(withdrawn_at=None)

    def for_coordinator(self) -> Self:
        return self.live().exclude(visibility=Visibility.ME)

    def for_orderer(self) -> Self:
        """Of a gig, once the expert has taken it."""
        return self.live().filter(visibility__in=[Visibility.ORDERER, Visibility.PUBLIC])


class ExpertQuerySet(models.QuerySet["Expert"]):
    def visible_to(self, person: Person) -> Self:
        """Coordinators and the main user see all, auditors too; an expert oneself."""
        if person.has("coordinator") or person.has("main_user") or person.has("auditor"):
            return self
        return self.filter(person=person)

    def offerable(self, on: date) -> Self:
        """Active and not on tauko that day."""
        return self.filter(status=ExpertStatus.ACTIVE).exclude(paused__contains=on).exclude(person__is_active=False)

    def by_name(self) -> Self:
        return self.order_by("person__last_name", "person__first_name", "id")

    def known(self) -> Self:
        """Whose name the bank still uses: not those whose data are closed away for payroll or gone."""
        return self.exclude(status__in=[ExpertStatus.RESTRICTED, ExpertStatus.ANONYMISED])

    def named(self, text: str) -> Self:
        """Each word stands in the first or the last name."""
        words = [Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word) for word in text.split()]
        return self.filter(*words)


class PayeeChangeQuerySet(models.QuerySet["PayeeChange"]):
    def waiting(self) -> Self:
        return self.filter(state=PayeeState.WAITING)

    def coming(self, today: date) -> Self:
        """Confirmed and not in use yet."""
        return self.filter(state=PayeeState.CONFIRMED, used_from__gt=today)
