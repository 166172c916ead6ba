"""Offers and answers: who comes."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, links, outbox, policy, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from core.models import PurposeLink
from experts.models import Expert
from orders import brief, clashes, deadlines, estimates, matching, notifications, own_limits, permissions, pricing
from orders.inner import STAFFING_TASKS, close_tasks, finish_order, move, withdraw_offers
from orders.models import Booking, Gig, Offer, OfferLine, Order, OrderSession
from orders.states import GIG_LIVE, GIG_OPEN, GigState, How, MoveState, OfferState, OrderState

PAYING = (*GIG_OPEN, GigState.CLOSED)


def open_places(order: Order) -> int:
    return order.experts_needed - order.gigs.filter(state__in=PAYING).count()


def open_offers_left(order: Order) -> int:
    """One live offer for an open place; in a hurry up to three, and the first yes gets it (model.md §5)."""
    first = order.sessions.ahead(clock.now()).first()
    hurry = first is not None and (_was_released(order) or deadlines.is_urgent(clock.now(), first.starts))
    each = int(policy.get("urgent_offers_per_place")) if hurry else 1
    return open_places(order) * each - order.offers.live().count()


@verb
def send_offer(
    order_id: int,
    *,
    by: Person,
    expert: Expert,
    trips: Sequence[pricing.Trip] = (),
    greeting: str = "",
    answer_by: datetime | None = None,
) -> Offer:
    """Offer the gig to one expert: lines, schedule, pay day and deadline are frozen now.

    Who: a coordinator, never to oneself. Never more live offers than open places. Raises DomainError while the brief
    has gaps, when the expert is not to be had, or when the price goes over what was approved (code "money": ask the
    approver first).
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    return offer_to(order, expert, by=by, trips=trips, greeting=greeting, answer_by=answer_by)


def offer_to(
    order: Order,
    expert: Expert,
    *,
    by: Person,
    trips: Sequence[pricing.Trip] = (),
    greeting: str = "",
    answer_by: datetime | None = None,
) -> Offer:
    """What send_offer does. Locked: order."""
    permissions.require(permissions.may_coordinate(by) and expert.person_id != by.pk)
    if order.state != OrderState.STAFFING:
        raise Stale()
    _refuse_gaps(order)
    _refuse_unfit(order, expert)
    now = clock.now()
    sessions = _ahead(order, now)
    day = estimates.spans(sessions)[0].date
    lines = [*estimates.fee_lines(order, sessions), *pricing.travel_lines(trips, policy.rate("km_car", day))]
    _refuse_over_maximum(order, lines, sessions[-1].ends)
    offer = Offer.objects.create(
        order=order,
        expert=expert,
        sent_by=by,
        **_times(order, sessions, answer_by, now),
        schedule=estimates.schedule_on(day),
        profile=order.profile,
        total_cents=pricing.total(lines),
        themes_shown=_themes_shown(order, expert),
        greeting=greeting,
    )
    OfferLine.objects.bulk_create(_rows(offer, lines))
    _told(offer, by)
    return offer


def _ahead(order: Order, now: datetime) -> list[OrderSession]:
    sessions = list(order.sessions.filter(starts__gt=now))
    if not sessions:
        raise DomainError(_("Keikan aika on jo mennyt."), code="sessions")
    return sessions


def _times(order: Order, sessions: list[OrderSession], answer_by: datetime | None, now: datetime) -> dict[str, Any]:
    """Until when an answer is waited for, when it is reminded of, and when the money would come."""
    first, last = sessions[0].starts, sessions[-1].ends
    deadline = answer_by or deadlines.answer_by(now, first, released=_was_released(order))
    if not now < deadline <= first:
        raise DomainError(_("Vastausajan on päätyttävä tulevaisuudessa, kuitenkin ennen keikkaa."), code="answer_by")
    pay_day = deadlines.expected_pay_day(last)
    return {"answer_by": deadline, "remind_at": now + (deadline - now) / 2, "expected_pay_day": pay_day}


def _told(offer: Offer, by: Person) -> None:
    """The next act is the expert's: by the offer's own deadline, with nothing left to do for the coordinator."""
    order = offer.order
    Order.objects.filter(pk=order.pk).update(due=offer.answer_by)
    for what in ("offer_again", "staff_order", "money_refused"):
        todo.close(what, order)
    audit.log(by, "offer_sent", offer, about=offer.expert.person)
    notifications.offer_sent(offer)


def _rows(offer: Offer, lines: list[pricing.PricedLine]) -> list[OfferLine]:
    return [
        OfferLine(
            offer=offer,
            position=i,
            kind=line.kind,
            date=line.date,
            quantity=line.quantity,
            unit_cents=line.unit_cents,
            amount_cents=line.amount_cents,
            from_place=line.from_place,
            to_place=line.to_place,
            km=line.km,
            basis=line.basis,
        )
        for i, line in enumerate(lines)
    ]


def _refuse_gaps(order: Order) -> None:
    if missing := brief.sentences(order):
        raise DomainError(_("Toimeksiannosta puuttuu vielä: %(what)s.") % {"what": ", ".join(missing)}, code="brief")


def _refuse_unfit(order: Order, expert: Expert) -> None:
    """The same rules as the candidate list, judged again under the lock; the reason stays private."""
    if order.move_proposals.filter(state=MoveState.ASKED).exists():
        raise DomainError(_("Keikalle kysytään parhaillaan uutta aikaa. Odota ensin vastaukset."))
    if open_offers_left(order) < 1:
        raise DomainError(_("Jokaiselle paikalle on jo avoin tarjous. Odota vastausta tai vedä tarjous pois."))
    if why := matching.refusal(order, expert):
        raise DomainError(_("Tarjousta ei voi lähettää: %(why)s.") % {"why": why}, code="expert")


def _refuse_over_maximum(order: Order, lines: list[pricing.PricedLine], last_end: datetime) -> None:
    if order.approved_max_cents is not None and cost_with(order, lines, last_end) > order.approved_max_cents:
        raise DomainError(
            _("Tarjous ylittää sen, mitä kustannuspaikka on hyväksynyt. Pyydä ensin lupa suurempaan summaan."),
            code="money",
        )


def cost_with(order: Order, lines: list[pricing.PricedLine], last_end: datetime) -> int:
    """What the order would cost with one more gig of these lines: those agreed and offered, and employer's costs."""
    pay_day = deadlines.expected_pay_day(last_end)
    agreed = OfferLine.objects.filter(offer__order=order, offer__gig__state__in=PAYING)
    dearest = [pricing.total(lines) + estimates.employer_cents(lines, order.profile, pay_day)]
    for offer in order.offers.live().prefetch_related("lines"):
        theirs = list(offer.lines.all())
        dearest.append(offer.total_cents + estimates.employer_cents(theirs, order.profile, pay_day))
    known = list(agreed)
    taken = sum(line.amount_cents for line in known) + estimates.employer_cents(known, order.profile, pay_day)
    return taken + sum(sorted(dearest, reverse=True)[: max(open_places(order), 1)])


def _was_released(order: Order) -> bool:
    return order.gigs.filter(state="released").exists()


def _themes_shown(order: Order, expert: Expert) -> list[int]:
    """Themes that match the order and that the expert lets an orderer of a gig see."""
    wanted = matching.answering(order)
    shown = expert.themes.filter(withdrawn_at=None, visibility__in=["orderer", "public"], tags__in=wanted)
    return sorted(shown.distinct().values_list("pk", flat=True))


def _refuse_clash(expert: Expert, sessions: list[OrderSession], *, signed_in: bool) -> None:
    """Names the own gig to a signed-in expert; a mail's link, which may have been sent on, tells of its one offer."""
    clash = clashes.first(expert.pk, clashes.times(sessions))
    if clash is not None:
        raise DomainError(clashes.words(clash) if signed_in else clashes.unnamed(), code="clash")


@verb
def accept_offer(
    offer_id: int,
    *,
    by: Person,
    how: str = How.PERSON,
    link: PurposeLink | None = None,
    passing: Container[str] = (),
) -> Gig:
    """Yes: the gig and its bookings are made, and the order is staffed when no place is left.

    Who: the expert the offer is to. The same click twice returns the same gig. A clash with an own gig is said by
    its date and task; two clicks at once fall to the exclusion constraint. Raises Stale when the offer is closed.
    `link`: the mail's link, used up by this. `passing`: own limits that the expert goes past knowingly.
    """
    expert_id, order_id = Offer.objects.values_list("expert_id", "order_id").get(pk=offer_id)
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    order = lock(Order.objects.filter(pk=order_id)).get()
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    permissions.require(permissions.is_own_offer(by, offer))
    if offer.state == OfferState.ACCEPTED:
        return offer.gig
    now = clock.now()
    sessions = _still_to_take(offer, order, now)
    _refuse_clash(expert, sessions, signed_in=link is None)
    own_limits.refuse(expert, order, [(s.starts, s.ends) for s in sessions], passing=passing, signed_in=link is None)
    if link is not None:
        links.use(link)
    move(offer, OfferState.ACCEPTED, answered_at=now, answered_by=by, answered_how=how)
    gig = _booked(offer, expert, order, sessions)
    audit.log(by, "offer_accepted", gig, about=expert.person)
    outbox.emit("orders.offer_accepted", offer)
    _settle_places(order, now=now)
    notifications.offer_accepted(gig)
    return gig


def _still_to_take(offer: Offer, order: Order, now: datetime) -> list[OrderSession]:
    """What a yes would book now. Raises Stale in words when it comes too late."""
    if offer.state != OfferState.SENT or offer.answer_by <= now:
        raise Stale(_("Tarjous ei ole enää avoin. Katso etusivultasi, mitä on tarjolla nyt."))
    if order.state != OrderState.STAFFING or open_places(order) < 1:
        raise Stale(_("Keikalle on jo löytynyt tekijä. Kiitos, että vastasit."))
    sessions = list(order.sessions.filter(starts__gt=now))
    if not sessions:
        raise Stale(_("Keikan aika on jo mennyt."))
    return sessions


def _booked(offer: Offer, expert: Expert, order: Order, sessions: list[OrderSession]) -> Gig:
    gig = Gig.objects.create(order=order, expert=expert, offer=offer)
    for session in sessions:
        own = {"starts": session.starts, "ends": session.ends, "work_minutes": session.work_minutes}
        Booking.objects.create(expert=expert, gig=gig, session=session, during=clashes.of_session(session), **own)
    return gig


def _settle_places(order: Order, *, now: datetime) -> None:
    if open_places(order) > 0:
        return
    for other in withdraw_offers(order, by=None, now=now, how=How.SWEEP):
        notifications.offer_withdrawn(other)
    move(order, OrderState.STAFFED, staffed_at=now, due=None)
    close_tasks(order, STAFFING_TASKS)
    audit.log(None, "order_staffed", order)


@verb
def decline_offer(offer_id: int, *, by: Person, reason: str = "", link: PurposeLink | None = None) -> Offer:
    """«Ei tällä kertaa»: no reason needed, ranks nobody lower; the next act is the coordinator's."""
    order_id = Offer.objects.values_list("order_id", flat=True).get(pk=offer_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    permissions.require(permissions.is_own_offer(by, offer))
    if offer.state == OfferState.DECLINED:
        return offer
    if link is not None:
        links.use(link)
    now = clock.now()
    move(offer, OfferState.DECLINED, answered_at=now, answered_by=by, answered_how=How.PERSON, decline_reason=reason)
    audit.log(by, "offer_declined", offer, about=by)
    coordinator_next(order, now=now)
    notifications.offer_declined(offer)
    return offer


def coordinator_next(order: Order, *, now: datetime) -> None:
    """A declined, expired or withdrawn offer puts the next act on the coordinator. Locked: order."""
    if order.state == OrderState.STAFFING:
        first = order.sessions.ahead(now).first()
        due = deadlines.staff_by(now, first.starts if first else None)
        Order.objects.filter(pk=order.pk).update(due=due)
        todo.open("staff_order", order, role="coordinator", person=order.coordinator, due=due)


@verb
def withdraw_offer(offer_id: int, *, by: Person) -> Offer:
    """Who: a coordinator. The expert hears of it at once."""
    order_id = Offer.objects.values_list("order_id", flat=True).get(pk=offer_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    offer = lock(Offer.objects.filter(pk=offer_id)).get()
    permissions.require(permissions.may_coordinate(by))
    if offer.state == OfferState.WITHDRAWN:
        return offer
    now = clock.now()
    move(offer, OfferState.WITHDRAWN, answered_at=now, answered_by=by, answered_how=How.PERSON)
    audit.log(by, "offer_withdrawn", offer, about=offer.expert.person)
    coordinator_next(order, now=now)
    notifications.offer_withdrawn(offer)
    return offer


@verb
def accept_fewer(order_id: int, *, by: Person) -> Order:
    """The orderer goes on with the experts already found."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.is_orderer_of(by, order))
    if order.state == OrderState.STAFFED:
        return order
    found = order.gigs.filter(state__in=GIG_LIVE).count()
    if not found:
        raise DomainError(_("Keikalle ei ole vielä löytynyt ketään."))
    now = clock.now()
    order.experts_needed = order.gigs.filter(state__in=PAYING).count()
    order.options_answered_at = now if order.options_asked_at else None
    order.save(update_fields=["experts_needed", "options_answered_at"])
    for offer in withdraw_offers(order, by=by, now=now):
        notifications.offer_withdrawn(offer)
    move(order, OrderState.STAFFED, staffed_at=now, due=None)
    close_tasks(order, STAFFING_TASKS)
    audit.log(by, "fewer_accepted", order)
    finish_order(order, now=now)
    return order
