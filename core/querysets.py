"""Questions put to the ground's own tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from core import models as rows

VIEWED = "viewed:"


def label(obj: models.Model | type[models.Model]) -> str:
    """How audit, events, links and tasks name a kind of object."""
    return obj._meta.label_lower


class About[Row: models.Model](models.QuerySet[Row]):
    """Rows that name their object by (label, id)."""

    def about(self, obj: models.Model) -> Self:
        return self.filter(object_label=label(obj), object_id=obj.pk)


class AuditQuerySet(About["rows.AuditEntry"]):
    def views_of(self, person: models.Model) -> Self:
        """Who looked at this person's data; looks of one's own are never written."""
        return self.filter(about=person.pk, verb__startswith=VIEWED)

    def acts(self) -> Self:
        return self.exclude(verb__startswith=VIEWED)


class DueQuerySet[Row: models.Model](models.QuerySet[Row]):
    def due(self, moment: datetime) -> Self:
        return self.filter(done_at=None, next_at__lte=moment).order_by("next_at", "id")


class DeliveryQuerySet(DueQuerySet["rows.EventDelivery"]):
    pass


class MessageQuerySet(DueQuerySet["rows.OutboxMessage"]):
    def sent(self) -> Self:
        return self.filter(state="sent")


class DocumentQuerySet(models.QuerySet["rows.Document"]):
    def waiting(self) -> Self:
        """Asked to be rendered and not yet made."""
        return self.filter(wanted_at__isnull=False, rendered_at=None)


class DatedQuerySet[Row: models.Model](models.QuerySet[Row]):
    def on(self, day: date) -> Self:
        return self.filter(valid__contains=day)

    def lasting(self, day: date) -> Self:
        """Valid on the day or coming after it, the earliest first; without what was taken back."""
        return self.filter(Q(valid__endswith__gt=day) | Q(valid__upper_inf=True)).order_by("valid")


class PolicyQuerySet(DatedQuerySet["rows.PolicyValue"]):
    pass


class RateQuerySet(DatedQuerySet["rows.Rate"]):
    def latest_by(self, day: date) -> Self:
        """For each code the row valid on the day, else the last one that began before it."""
        begun = self.filter(valid__startswith__lte=day)
        return begun.order_by("code", "-valid").distinct("code")


class LinkQuerySet(About["rows.PurposeLink"]):
    def live(self, moment: datetime) -> Self:
        return self.filter(used_at=None, expires_at__gt=moment)


class TaskQuerySet(About["rows.Task"]):
    def open(self) -> Self:
        return self.filter(done_at=None)

    def of(self, person: models.Model) -> Self:
        """What waits for this person by name, or for a role that the person holds."""
        roles: frozenset[str] = getattr(person, "roles", frozenset())
        return self.open().filter(Q(person=person.pk) | Q(person=None, role__in=roles))

    def seen_by(self, person: models.Model) -> Self:
        """As `of`, and also what a colleague of the same role has: a board where nothing waits for one who is away."""
        roles: frozenset[str] = getattr(person, "roles", frozenset())
        return self.open().filter(Q(person=person.pk) | Q(role__in=roles))
