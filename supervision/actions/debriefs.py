"""Purku: offered after a demanding session, asked for at any time, paid when held; a no leaves nothing behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.roles import Role
from core import audit, clock, policy, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from experts.models import Expert
from orders import deadlines
from orders.models import Booking
from supervision import notifications, permissions
from supervision.inner import forget, move, note_used
from supervision.models import Debrief, DebriefSlot
from supervision.states import DebriefState


@verb
def offer_debrief(booking_id: int) -> Debrief | None:
    """Listener of orders.session_over: after a demanding session a debrief is offered, once.

    Demanding by its kind of work, or because the orderer said that it may burden (F7).
    Sweeps bring the event within minutes, well inside the promised hours. A session that ended longer ago than an
    offer lives is let be. (Delivered again after a no within that time it would offer again: no trace is no memory.)
    """
    booking = Booking.objects.select_related("gig__order__task_type").get(pk=booking_id)
    lasts = timedelta(days=int(policy.get("debrief_offer_days")))
    now = clock.now()
    order = booking.gig.order
    if not (order.task_type.debrief or order.may_burden) or booking.ends + lasts <= now:
        return None
    facts = {"expert_id": booking.expert_id, "state": DebriefState.OFFERED, "due": now + lasts}
    debrief, new = Debrief.objects.get_or_create(booking=booking, defaults=facts)
    if new:
        notifications.debrief_offered(debrief)
    return debrief


def _own(debrief_id: int, by: Person) -> Debrief:
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).first()
    if debrief is None:
        raise Stale(_("Tämä purku ei ole enää avoinna. Voit pyytää purkua milloin vain."))
    permissions.require(permissions.is_own(by, debrief))
    return debrief


@verb
def accept_debrief(debrief_id: int, *, by: Person, slot_id: int | None = None, phone: str = "") -> Debrief:
    """Yes: at a free time of a giver, or «soitetaan minulle» at a number given for this. Who: the expert alone."""
    debrief = _own(debrief_id, by)
    if debrief.state == DebriefState.ACCEPTED:
        return debrief
    _agree(debrief, slot_id, phone)
    return debrief


@verb
def ask_debrief(*, by: Person, slot_id: int | None = None, phone: str = "") -> Debrief:
    """An expert asks, at any time and without a reason. One at a time: asking again shows the one on its way."""
    if not by.has(Role.EXPERT):
        raise NotAllowed()
    expert = lock(Expert.objects.filter(person=by)).get()
    waiting = expert.debriefs.filter(booking=None, state__in=[DebriefState.ASKED, DebriefState.ACCEPTED]).first()
    if waiting is not None:
        return waiting
    debrief = Debrief(expert=expert, state=DebriefState.OFFERED, due=clock.now())
    debrief.save()
    _agree(debrief, slot_id, phone)
    return debrief


def _agree(debrief: Debrief, slot_id: int | None, phone: str) -> None:
    now = clock.now()
    if slot_id is not None:
        slot = lock(DebriefSlot.objects.filter(pk=slot_id)).get()
        if slot.starts <= now or Debrief.objects.filter(slot=slot).exists():
            raise DomainError(_("Aika ehti mennä. Valitse toinen aika tai soittopyyntö."), code="taken")
        _set(debrief, giver=slot.giver, starts=slot.starts, slot=slot, phone=phone)
        return
    if not phone:
        raise DomainError(_("Anna numero, johon soitamme."), code="phone")
    due = deadlines.workdays(now, "debrief_contact_workdays")
    if debrief.state == DebriefState.OFFERED:
        move(debrief, DebriefState.ASKED, due=due, phone=phone)
    todo.open("arrange_debrief", debrief, role="coordinator", due=due)


def _set(
    debrief: Debrief, *, giver: Person, starts: datetime, slot: DebriefSlot | None = None, phone: str = ""
) -> None:
    due = deadlines.workdays(starts, "support_mark_workdays")
    given = {"phone": phone} if phone else {}
    move(debrief, DebriefState.ACCEPTED, giver=giver, starts=starts, slot=slot, due=due, **given)
    for what in ("arrange_debrief", "call_about_debrief"):
        todo.close(what, debrief)
    notifications.debrief_agreed(debrief)


@verb
def decline_debrief(debrief_id: int, *, by: Person) -> None:
    """No, or not after all, until it is held: the row goes, without a log line. Who: the expert alone.

    A giver with whom it was agreed hears that the time is free again. A second click is calm.
    """
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).first()
    if debrief is None:
        return
    permissions.require(permissions.is_own(by, debrief))
    if debrief.state == DebriefState.HELD:
        raise Stale(_("Purku on jo pidetty."))
    giver, starts = debrief.giver, debrief.starts
    forget(debrief)
    if giver is not None and starts is not None:
        notifications.debrief_off(giver, starts)


@verb
def arrange_debrief(debrief_id: int, *, by: Person, giver: Person, starts: datetime) -> Debrief:
    """A coordinator names who holds an asked debrief and when; both hear of it. Another tap with the same is calm."""
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if debrief.state == DebriefState.ACCEPTED and (debrief.giver_id, debrief.starts) == (giver.pk, starts):
        return debrief
    if giver.pk == debrief.expert.person_id:
        raise DomainError(_("Purun pitää toinen ihminen."), code="own")
    _set(debrief, giver=giver, starts=starts)
    return debrief


@verb
def hold_debrief(debrief_id: int, *, by: Person, minutes: int) -> Debrief:
    """It was held: its length goes to payroll, the number that was given is wiped. Who: its giver, or a coordinator."""
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).get()
    permissions.require(permissions.may_give(by, debrief))
    if debrief.state == DebriefState.HELD:
        return debrief
    now = clock.now()
    if debrief.starts is None or debrief.starts > now:
        raise Stale(_("Purku merkitään vasta, kun se on pidetty."))
    starts = debrief.starts
    move(debrief, DebriefState.HELD, held_at=now, held_by=by, minutes=minutes, phone="", due=None)
    note_used(day=starts, minutes=minutes, debrief=debrief)
    todo.close("mark_debrief", debrief)
    audit.log(by, "debrief_held", debrief, data={"minutes": minutes})
    return debrief


@verb
def debrief_not_reached(debrief_id: int, *, by: Person) -> Debrief:
    """Not reached: the coordinator phones and a new time is found. It never costs. Who: its giver, or a coordinator."""
    debrief = lock(Debrief.objects.filter(pk=debrief_id)).get()
    permissions.require(permissions.may_give(by, debrief))
    if debrief.state == DebriefState.ASKED:
        return debrief
    now = clock.now()
    if debrief.starts is None or debrief.starts > now:
        raise Stale(_("Purku merkitään vasta, kun sen aika on ollut."))
    due = deadlines.workdays(now, "support_call_workdays")
    move(debrief, DebriefState.ASKED, giver=None, slot=None, starts=None, due=due)
    todo.close("mark_debrief", debrief)
    todo.open("call_about_debrief", debrief, role="coordinator", due=due)
    return debrief


@verb
def add_slot(*, by: Person, starts: datetime, ends: datetime) -> DebriefSlot:
    """Whoever gives debriefs keeps a time free for one. Who: a supervisor, of the own time."""
    permissions.require(permissions.may_supervise(by))
    if starts <= clock.now():
        raise DomainError(_("Anna tuleva aika."), code="past")
    return DebriefSlot.objects.create(giver=by, starts=starts, ends=ends)


@verb
def remove_slot(slot_id: int, *, by: Person) -> None:
    """A free time is taken away. Who: its giver. One that somebody has chosen stays: agree on another with them."""
    slot = lock(DebriefSlot.objects.filter(pk=slot_id)).first()
    if slot is None:
        return
    permissions.require(slot.giver_id == by.pk)
    if Debrief.objects.filter(slot=slot).exists():
        raise DomainError(_("Joku on jo valinnut tämän ajan. Soita koordinaattorille."), code="taken")
    slot.delete()
