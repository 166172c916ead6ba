"""Moving a date that experts have agreed to: proposed, answered, and moved when everybody says yes (model.md §3).

With several experts the gig is one event: one no, or one silence, and the old time stands for all.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, links, outbox, todo
from core.db import lock, verb
from core.errors import DomainError, NotAllowed, Stale
from core.models import PurposeLink
from experts.models import Expert
from orders import clashes, deadlines, notices_of_moves, notifications, own_limits, permissions
from orders.inner import withdraw_offers
from orders.models import Booking, Gig, MoveAnswer, MoveProposal, Order, OrderSession, ProposedTime
from orders.pairing import line_sessions
from orders.states import GIG_LIVE, MOVE_MOVES, ORDER_OPEN, MoveState


def _decide(proposal: MoveProposal, to: str, now: datetime) -> None:
    if to not in MOVE_MOVES[proposal.state]:
        raise Stale()
    proposal.state, proposal.decided_at = to, now
    proposal.save(update_fields=["state", "decided_at"])


@verb
def propose_move(order_id: int, *, by: Person, times: list[tuple[datetime, datetime]]) -> MoveProposal:
    """New times for the sessions not begun; each expert who has agreed is asked. Offers still open end with thanks.

    Who: the orderer's side or a coordinator. The duration, and so the price, stays: a longer gig is another order.
    Raises DomainError without anybody to ask, for a past time, another duration, or while a proposal waits.
    """
    order = lock(Order.objects.filter(pk=order_id)).get()
    if not (permissions.is_orderer_of(by, order) or permissions.may_coordinate(by)):
        raise NotAllowed()
    if order.state not in ORDER_OPEN:
        raise Stale()
    now = clock.now()
    gigs = list(order.gigs.filter(state__in=GIG_LIVE).select_related("expert__person").order_by("id"))
    ahead = list(order.sessions.ahead(now))
    if not gigs or not ahead:
        raise DomainError(_("Keikalla ei ole ketään, jolta kysyä. Vaihda aika tilauksen sivulta."))
    moved = _moved(ahead, sorted(times), now)
    first = min(time.old_starts for time in moved)
    proposal = MoveProposal.objects.create(
        order=order,
        proposed_by=by,
        answer_by=deadlines.answer_by(now, min(first, *(time.starts for time in moved))),
    )
    for time in moved:
        time.proposal = proposal
    ProposedTime.objects.bulk_create(moved)
    for offer in withdraw_offers(order, by=by, now=now):
        notifications.offer_outdated(offer, "date")
    audit.log(by, "move_proposed", order)
    for gig in gigs:
        answer = MoveAnswer.objects.create(proposal=proposal, gig=gig)
        notices_of_moves.asked(answer)
    notices_of_moves.proposed(proposal)
    return proposal


def _moved(ahead: list[OrderSession], times: list[tuple[datetime, datetime]], now: datetime) -> list[ProposedTime]:
    if len(times) != len(ahead) or any(starts <= now for starts, _ends in times):
        raise DomainError(_("Anna jokaiselle jäljellä olevalle kerralle tuleva aika."), code="sessions")
    pairs = list(zip(ahead, times, strict=True))
    if any(ends - starts != session.ends - session.starts for session, (starts, ends) in pairs):
        raise DomainError(
            _("Kesto ei voi muuttua, koska palkkio on sovittu. Anna yhtä pitkä aika tai soita koordinaattorille."),
            code="duration",
        )
    found = [
        ProposedTime(session=session, old_starts=session.starts, starts=starts, ends=ends)
        for session, (starts, ends) in pairs
        if starts != session.starts
    ]
    if not found:
        raise DomainError(_("Aika on sama kuin ennen. Anna uusi aika."), code="same")
    return found


@verb
def answer_move(
    answer_id: int, *, by: Person, yes: bool, link: PurposeLink | None = None, passing: Container[str] = ()
) -> MoveAnswer:
    """The expert's yes or no, without a reason. The last yes moves the bookings; one no keeps the old time for all.

    Who: the gig's expert. The same click twice is calm. A clash with another gig is said and nothing moves; an own
    limit is told of, and `passing` names those that the expert goes past knowingly.
    """
    gig_id, order_id, proposal_id = MoveAnswer.objects.values_list("gig_id", "gig__order_id", "proposal_id").get(
        pk=answer_id
    )
    lock_experts(order_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    proposal = lock(MoveProposal.objects.filter(pk=proposal_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    answer = lock(MoveAnswer.objects.filter(pk=answer_id)).get()
    permissions.require(permissions.is_own_gig(by, gig))
    if answer.yes is yes:
        return answer
    now = clock.now()
    if proposal.state != MoveState.ASKED or proposal.answer_by <= now or gig.state not in GIG_LIVE:
        raise Stale(_("Ehdotus ei ole enää avoin. Katso keikkakortilta, mikä on sovittu."))
    if yes:
        times, signed_in = times_after(gig, proposal), link is None
        _refuse_clash(gig, proposal, signed_in=signed_in)
        own_limits.refuse(gig.expert, order, times, passing=passing, signed_in=signed_in, besides=gig)
    if link is not None:
        links.use(link)
    answer.yes, answer.answered_at = yes, now
    answer.save(update_fields=["yes", "answered_at"])
    audit.log(by, "move_answered", gig, about=by, data={"yes": yes})
    proposal.order = order
    if not yes:
        _decide(proposal, MoveState.REFUSED, now)
        notices_of_moves.old_time_stands(proposal)
    else:
        _conclude(proposal, now)
    return answer


def lock_experts(order_id: int) -> None:
    """Everybody who is or was on the order, before it is locked: a move may widen anybody's booking."""
    everybody = Gig.objects.filter(order=order_id).values("expert_id")
    list(lock(Expert.objects.filter(pk__in=everybody).order_by("id")))


def ask_no_more_of_who_left(order: Order, *, now: datetime) -> None:
    """Somebody who was asked is on the gig no longer: the rest have agreed, still wait, or nobody is left to answer.

    Locked: everybody's expert, order.
    """
    proposal = lock(order.move_proposals.filter(state=MoveState.ASKED)).first()
    if proposal is None:
        return
    proposal.order = order
    if order.gigs.filter(state__in=GIG_LIVE).exists():
        _conclude(proposal, now)
        return
    _decide(proposal, MoveState.SILENT, now)
    notices_of_moves.old_time_stands(proposal)


def _conclude(proposal: MoveProposal, now: datetime) -> None:
    """Moves when everybody who comes has said yes. Who has taken another gig since has in effect said no."""
    gigs = proposal.order.gigs.filter(state__in=GIG_LIVE).order_by("id")
    if gigs.exclude(move_answers__in=proposal.answers.filter(yes=True)).exists():
        return
    if any(in_the_way(gig, proposal) for gig in gigs):
        _decide(proposal, MoveState.REFUSED, now)
        notices_of_moves.old_time_stands(proposal)
    else:
        _apply(proposal, now)


def _refuse_clash(gig: Gig, proposal: MoveProposal, *, signed_in: bool) -> None:
    """Names the own gig to a signed-in expert; a mail's link, which may have been sent on, tells of its one gig."""
    clash = in_the_way(gig, proposal)
    if clash is not None:
        raise DomainError(clashes.words_of_move(clash) if signed_in else clashes.unnamed_of_move(), code="clash")


def in_the_way(gig: Gig, proposal: MoveProposal) -> Booking | None:
    """The first other own gig at any of the proposed times."""
    new = [(time.starts, time.ends) for time in proposal.times.all() if not time.session.by_deadline]
    return clashes.first(gig.expert_id, new, besides=gig)


def times_after(gig: Gig, proposal: MoveProposal) -> list[tuple[datetime, datetime]]:
    """When the gig would be held if everybody says yes."""
    new = {time.session_id: (time.starts, time.ends) for time in proposal.times.all()}
    return [new.get(b.session_id, (b.starts, b.ends)) for b in gig.bookings.filter(live=True)]


def _apply(proposal: MoveProposal, now: datetime) -> None:
    """Sessions, bookings and the dates of the agreed lines move together. Locked: experts, order."""
    order = proposal.order
    times = {time.session_id: time for time in proposal.times.all()}
    gigs = list(lock(order.gigs.filter(state__in=GIG_LIVE).order_by("id")))
    owned = {gig.pk: line_sessions(gig) for gig in gigs}
    for time in times.values():
        OrderSession.objects.filter(pk=time.session_id).update(starts=time.starts, ends=time.ends)
    for gig in gigs:
        gig.order = order
        _move_gig(gig, times, owned[gig.pk])
    _decide(proposal, MoveState.AGREED, now)
    audit.log(None, "date_moved", order)
    notices_of_moves.moved(proposal)


def _move_gig(gig: Gig, times: dict[int, ProposedTime], owned: dict[int, list[Booking]]) -> None:
    """Prices stay as agreed; each line follows its session, so that its report asks for it in the right month.

    The task stands until the contract of the new date is there, which comes by itself.
    """
    bookings = list(lock(gig.bookings.filter(live=True, session__in=list(times)).order_by("id")))
    shift = {b.pk: times[b.session_id].starts - b.starts for b in bookings}
    for line in gig.offer.lines.all():
        by = next((shift[b.pk] for b in owned[line.pk] if b.pk in shift), None)
        if by is not None:
            old = owned[line.pk][0].starts
            days = clock.local(old + by).date() - clock.local(old).date()
            line.date += days
            line.save(update_fields=["date"])
    Booking.objects.filter(pk__in=list(shift)).update(live=False)
    for booking in bookings:
        time = times[booking.session_id]
        booking.starts, booking.ends, booking.live = time.starts, time.ends, True
        booking.during = clashes.NO_TIME if booking.by_deadline else clashes.during(time.starts, time.ends)
        booking.revision += 1
        booking.save(update_fields=["starts", "ends", "during", "live", "revision"])
    last = max(booking.ends for booking in gig.bookings.filter(live=True))
    gig.offer.expected_pay_day = deadlines.expected_pay_day(last)
    gig.offer.save(update_fields=["expected_pay_day"])
    due = deadlines.workdays(clock.now(), "bank_answer_workdays")
    todo.open("amend_contract", gig, role="coordinator", person=gig.order.coordinator, due=due)
    outbox.emit("orders.gig_moved", gig)


@verb
def end_silent_move(proposal_id: int) -> bool:
    """No answer from somebody in time: the old time stands, and all hear of it."""
    order_id = MoveProposal.objects.values_list("order_id", flat=True).get(pk=proposal_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    proposal = lock(MoveProposal.objects.filter(pk=proposal_id)).get()
    now = clock.now()
    if proposal.state != MoveState.ASKED or (proposal.answer_by > now and order.state in ORDER_OPEN):
        return False
    proposal.order = order
    _decide(proposal, MoveState.SILENT, now)
    audit.log(None, "move_unanswered", order)
    if order.state in ORDER_OPEN:
        notices_of_moves.old_time_stands(proposal)
    return True
