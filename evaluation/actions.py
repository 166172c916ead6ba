"""Feedback both ways. The orderer's reaches the expert before the gig can close, whatever it takes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock, links, policy, todo
from core.db import lock, verb
from core.errors import DomainError, Stale
from core.models import PurposeLink
from evaluation import notifications, permissions
from evaluation.models import Feedback, FeedbackRequest
from evaluation.states import MOVES, SETTLED, Direction, RequestState
from orders import deadlines
from orders import inner as orders
from orders.models import Gig, Order
from orders.reports import was_held
from orders.states import GigState


@verb
def ask_feedback(gig_id: int) -> None:
    """Listener of orders.gig_over and orders.report_decided: three questions each way. Delivered twice, asks once.

    While somebody says that the gig was not held, nobody is asked; once that is so, nothing is left to give feedback
    on and the gig may close without it. Locks the order first, since the gig may close.
    """
    order_id = Gig.objects.values_list("order_id", flat=True).get(pk=gig_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    gig.order = order
    held = was_held(gig)
    if gig.state != GigState.OVER or held is None:
        return
    if not held:
        _nothing_to_ask(gig)
        return
    due = deadlines.workdays(clock.now(), "feedback_call_workdays")
    givers = {Direction.TO_EXPERT: gig.order.orderer, Direction.TO_UNIT: gig.expert.person}
    for direction, giver in givers.items():
        request, new = FeedbackRequest.objects.get_or_create(
            gig=gig, direction=direction, defaults={"giver": giver, "due": due}
        )
        if new:
            notifications.feedback_asked(request)


def _nothing_to_ask(gig: Gig) -> None:
    """The gig was not held: questions still open are taken back, answers given stay. Locked: order, gig."""
    asked = list(lock(FeedbackRequest.objects.filter(gig=gig, state=RequestState.ASKED).order_by("id")))
    for request in asked:
        todo.close("phone_for_feedback", request)
        audit.log(None, "feedback_taken_back", request, about=gig.expert.person)
        request.delete()
    given = FeedbackRequest.objects.filter(gig=gig, direction=Direction.TO_EXPERT, state=RequestState.GIVEN)
    if not given.exists():
        orders.note_feedback_settled(gig, now=clock.now())


def _locked(request_id: int) -> FeedbackRequest:
    """The request with its order and gig locked first: giving may close the gig."""
    gig_id, order_id = FeedbackRequest.objects.values_list("gig_id", "gig__order_id").get(pk=request_id)
    order = lock(Order.objects.filter(pk=order_id)).get()
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    request = lock(FeedbackRequest.objects.filter(pk=request_id)).get()
    gig.order = order
    request.gig = gig
    return request


def _move(request: FeedbackRequest, to: str, *, by: Person | None, now: datetime, **facts: object) -> None:
    if to not in MOVES[request.state]:
        raise Stale()
    request.state = to
    settled = {"settled_at": now, "settled_by": by} if to in SETTLED else {}
    for name, value in {**settled, **facts}.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *settled, *facts])


def _settle(request: FeedbackRequest, to: str, *, by: Person | None, now: datetime, **facts: object) -> None:
    _move(request, to, by=by, now=now, **facts)
    for what in ("phone_for_feedback", "go_through_feedback"):
        todo.close(what, request)
    audit.log(by, f"feedback_{to}", request, about=request.gig.expert.person)
    if request.direction == Direction.TO_EXPERT:
        notifications.feedback_reached(request)
        orders.note_feedback_settled(request.gig, now=now)


@verb
def give(
    request_id: int,
    *,
    by: Person,
    scale: int,
    good: str,
    wish: str,
    talk_first: bool = False,
    link: PurposeLink | None = None,
) -> FeedbackRequest:
    """Give the three answers. Who: the one asked, signed in or by the mail's link.

    An orderer's answer goes to the expert at once, unless its writer or a low scale asks that it is gone through
    together first: then a coordinator has two working days. A second click changes nothing. `link`: the mail's link,
    used up by this.
    """
    request = _locked(request_id)
    permissions.require(permissions.may_give(by, request))
    if Feedback.objects.filter(request=request).exists():
        return request
    if request.state != RequestState.ASKED:
        raise Stale(_("Palaute on jo käsitelty. Kiitos sinulle."))
    if link is not None:
        links.use(link)
    now = clock.now()
    Feedback.objects.create(request=request, scale=scale, good=good, wish=wish, talk_first=talk_first)
    low = scale <= int(policy.get("feedback_low_scale"))
    audit.log(by, "feedback_given", request, about=request.gig.expert.person)
    if request.direction == Direction.TO_EXPERT and (talk_first or low):
        due = deadlines.workdays(now, "feedback_talk_workdays")
        _move(request, RequestState.GIVEN, by=by, now=now, given_at=now, due=due)
        todo.open("go_through_feedback", request, role="coordinator", person=request.gig.order.coordinator, due=due)
    else:
        _settle(request, RequestState.DELIVERED, by=by, now=now, given_at=now)
    return request


@verb
def release_after_talk(request_id: int, *, by: Person, word: str = "") -> FeedbackRequest:
    """The coordinator has gone it through with the expert: now it is the expert's. Stale while none is given."""
    request = _locked(request_id)
    permissions.require(permissions.may_see_through(by))
    if request.state == RequestState.DELIVERED:
        return request
    if request.state != RequestState.GIVEN:
        raise Stale()
    _settle(request, RequestState.DELIVERED, by=by, now=clock.now(), word=word)
    return request


@verb
def note_phoned(request_id: int, *, by: Person, word: str) -> FeedbackRequest:
    """The coordinator phoned the orderer and writes the expert what was said."""
    request = _locked(request_id)
    permissions.require(permissions.may_see_through(by))
    if not word.strip():
        raise DomainError(_("Kirjoita kokemusasiantuntijalle, mitä tilaaja sanoi."), code="word")
    if request.state == RequestState.PHONED:
        return request
    _settle(request, RequestState.PHONED, by=by, now=clock.now(), word=word)
    return request


@verb
def note_not_reached(request_id: int, *, by: Person, word: str = "") -> FeedbackRequest:
    """One more try that did not reach the orderer. After the second the expert gets the coordinator's own word."""
    request = _locked(request_id)
    permissions.require(permissions.may_see_through(by))
    if request.state == RequestState.NOT_REACHED:
        return request
    if request.state != RequestState.ASKED:
        raise Stale()
    request.tries += 1
    if request.tries < 2:
        request.save(update_fields=["tries"])
        audit.log(by, "feedback_try", request, about=request.gig.expert.person)
        return request
    if not word.strip():
        raise DomainError(_("Tilaajaa ei tavoitettu. Kirjoita kokemusasiantuntijalle oma sanasi."), code="word")
    _settle(request, RequestState.NOT_REACHED, by=by, now=clock.now(), word=word, tries=request.tries)
    return request
