"""«Haluan että minuun otetaan yhteyttä»: one tap, no reason, a person who phones by the next working day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.roles import Role
from core import clock, policy, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed
from experts.models import Expert
from orders import deadlines
from orders.models import Gig
from supervision.models import EntitlementEntry

CONTACT = "contact_expert"


def _mine(by: Person) -> Expert:
    if not by.has(Role.EXPERT):
        raise NotAllowed()
    return lock(Expert.objects.filter(person=by)).get()


@verb
def ask_contact(*, by: Person) -> None:
    """A task for the coordinator the expert knows from the latest gig, else for whoever is there. Once while open."""
    expert = _mine(by)
    if not by.phone and not by.email:
        raise DomainError(_("Lisää ensin puhelinnumerosi omiin tietoihin."), code="phone")
    due = deadlines.workdays(clock.now(), "support_call_workdays")
    todo.open(CONTACT, expert, role=Role.COORDINATOR, person=_known(expert), due=due)


def _known(expert: Expert) -> Person | None:
    latest = Gig.objects.filter(expert=expert).select_related("order__coordinator").order_by("-id").first()
    known = latest.order.coordinator if latest else None
    on = clock.today()
    return known if known and Person.objects.holding(Role.COORDINATOR, on=on).filter(pk=known.pk).exists() else None


@verb
def withdraw_contact(*, by: Person) -> None:
    """Not needed after all. Who: the expert, of oneself. A second tap is calm."""
    todo.close(CONTACT, _mine(by))


@verb
def accrue_support(gig_id: int) -> None:
    """Listener of orders.gig_over: each gig earns minutes of paid support by the day's rule. Delivered twice, once."""
    gig = Gig.objects.get(pk=gig_id)
    day = clock.local(gig.over_at or clock.now()).date()
    minutes = int(policy.get("support_minutes_per_gig", day))
    if minutes:
        EntitlementEntry.objects.get_or_create(
            gig=gig, defaults={"expert_id": gig.expert_id, "day": day, "minutes": minutes}
        )
