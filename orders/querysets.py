from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.roles import Role
from orders import states
from orders.states import GigState, OfferState, OrderState, ReportState

if TYPE_CHECKING:
    from accounts.models import Person
    from orders.models import Approval, Booking, Gig, GigReport, Offer, Order, OrderSession, ReportDifference

_BANK_WIDE = (Role.COORDINATOR, Role.MAIN_USER, Role.AUDITOR)


def _sees_all(person: Person) -> bool:
    return any(person.has(role) for role in _BANK_WIDE)


def _related(queryset: models.QuerySet[Any], name: str) -> models.QuerySet[Any]:
    model: Any = queryset.model._meta.get_field(name).related_model
    found: models.QuerySet[Any] = model.objects.all()
    return found


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, person: Person) -> Self:
        """Own unit's for orderers, own cost centre's for approvers, own gigs' and live offers' for experts."""
        if _sees_all(person):
            return self.filter(~Q(state=OrderState.DRAFT) | Q(orderer=person))
        return self.of_units(person)

    def approvable_by(self, person: Person) -> Self:
        first, deputy = Q(cost_centre__approver=person), Q(cost_centre__deputy=person)
        centre = first | deputy | Q(cost_centre__second_approver=person)
        return self.filter(centre | Q(approvals__asked_of=person)).exclude(state=OrderState.DRAFT).distinct()

    def of_units(self, person: Person) -> Self:
        """As an orderer: those of the units one orders for today; of drafts one's own."""
        return self.filter(Q(orderer=person) | ~Q(state=OrderState.DRAFT), unit_id__in=person.unit_ids)

    def for_list(self) -> Self:
        """With what a row of a list says: when, the open question's deadline, whose approval it waits."""
        sessions = _related(self, "sessions").filter(order=OuterRef("pk"))
        questions = _related(self, "questions").filter(order=OuterRef("pk"), answered_at=None).order_by("due")
        waiting = _related(self, "approvals").filter(order=OuterRef("pk"), outcome="", difference=None)
        return self.select_related("task_type", "unit", "orderer").annotate(
            first_start=Subquery(sessions.values("starts")[:1]),
            question_due=Subquery(questions.values("due")[:1]),
            asked_first=Subquery(waiting.values("asked_of__first_name")[:1]),
            asked_last=Subquery(waiting.values("asked_of__last_name")[:1]),
        )

    def open(self) -> Self:
        return self.filter(state__in=states.ORDER_OPEN)

    def with_first_session(self) -> Self:
        return self.annotate(first_start=Min("sessions__starts"))


class SessionQuerySet(models.QuerySet["OrderSession"]):
    def ahead(self, now: datetime) -> Self:
        return self.filter(starts__gt=now)

    def unfilled_by(self, now: datetime) -> Self:
        """Begun while somebody was looked for: after the last release, not held by anybody, not told of yet."""
        gigs = _related(self, "order").model._meta.get_field("gigs").related_model.objects
        released = gigs.filter(order=OuterRef("order"), ended_at__isnull=False).order_by("-ended_at")
        since = Coalesce(Subquery(released.values("ended_at")[:1]), F("order__submitted_at"))
        return self.filter(starts__lte=now, starts__gt=since, lapsed_at=None)


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> Self:
        return self.filter(outcome="")

    def for_decider(self, person: Person) -> Self:
        """Waits for this person: asked, or the first approver still while the deputy is asked. Never an own order."""
        first = Q(deputised=True, stage="first", order__cost_centre__approver=person)
        second = Q(deputised=True, stage="second", order__cost_centre__second_approver=person)
        return self.waiting().filter(Q(asked_of=person) | first | second).exclude(order__orderer=person)

    def with_first_session(self) -> Self:
        return self.annotate(first_start=Min("order__sessions__starts"))

    def for_person(self, person: Person) -> Self:
        return self.filter(Q(asked_of=person) | Q(decided_by=person))


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Person) -> Self:
        if _sees_all(person):
            return self
        return self.filter(expert__person=person)

    def live(self) -> Self:
        return self.filter(state=OfferState.SENT)

    def overdue(self, now: datetime) -> Self:
        return self.live().filter(answer_by__lte=now)


class GigQuerySet(models.QuerySet["Gig"]):
    def visible_to(self, person: Person) -> Self:
        """The expert's own; the orderer's own unit's; all for coordinator and auditor."""
        if person.has(Role.COORDINATOR) or person.has(Role.AUDITOR):
            return self
        return self.filter(Q(expert__person=person) | Q(order__unit_id__in=person.unit_ids))

    def of_expert(self, person: Person) -> Self:
        return self.filter(expert__person=person)

    def live(self) -> Self:
        return self.filter(state__in=states.GIG_LIVE)

    def over_by(self, now: datetime) -> Self:
        """Live gigs whose last session has ended."""
        from_now = OuterRef("pk")
        ahead = Exists(_booking_model(self).objects.filter(gig=from_now, live=True, ends__gt=now))
        return self.live().exclude(ahead)

    def with_span(self) -> Self:
        return self.annotate(first_start=Min("bookings__starts"), last_end=models.Max("bookings__ends"))


def _booking_model(queryset: GigQuerySet) -> type[Booking]:
    model: type[Booking] = queryset.model._meta.get_field("bookings").related_model  # type: ignore[assignment]
    return model


class GigReportQuerySet(models.QuerySet["GigReport"]):
    def visible_to(self, person: Person) -> Self:
        if _sees_all(person):
            return self
        return self.filter(Q(gig__expert__person=person) | Q(gig__order__unit_id__in=person.unit_ids))

    def waiting(self) -> Self:
        return self.filter(state__in=states.REPORT_OPEN)

    def overdue(self, now: datetime) -> Self:
        return self.waiting().filter(due__lte=now)

    def ageing(self, now: datetime) -> Self:
        """Not reported though the last session is over: the coordinator's list (D7)."""
        return self.filter(state=ReportState.AWAITED, gig__state=GigState.OVER, due__lte=now)


class DifferenceQuerySet(models.QuerySet["ReportDifference"]):
    def visible_to(self, person: Person) -> Self:
        if _sees_all(person):
            return self
        return self.filter(report__gig__expert__person=person)

    def open(self) -> Self:
        """Not paid and not dropped: somebody must still decide."""
        return self.filter(state__in=states.DIFFERENCE_OPEN)
