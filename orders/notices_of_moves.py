"""Messages of a moved date: what changes, as old and new time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core import clock, links, outbox, todo
from core.outbox import Attachment
from orders import calendar
from orders.models import Gig, MoveAnswer, MoveProposal
from orders.notifications import facts_of
from orders.states import GIG_LIVE

MOVE = "move"
links.route(MOVE, "orders:link-move")
todo.word("amend_contract", _("Keikan aika vaihtui: tee sopimukseen liite"))


def _told(proposal: MoveProposal) -> dict[str, Any]:
    by_deadline = proposal.order.task_type.by_deadline
    pairs = [[_when(at, by_deadline) for at in (time.old_starts, time.starts)] for time in proposal.times.all()]
    return facts_of(proposal.order) | {"changes": pairs, "answer_by": proposal.answer_by.isoformat()}


def _when(starts: datetime, by_deadline: bool) -> str:
    return (clock.at_closing(clock.local(starts).date()) if by_deadline else starts).isoformat()


def asked(answer: MoveAnswer) -> None:
    proposal, person = answer.proposal, answer.gig.expert.person
    link = links.make(MOVE, person, answer, expires_at=max(proposal.answer_by, clock.now() + timedelta(days=1)))
    dedupe = f"orders_move:{answer.pk}"
    outbox.mail("orders_move", person, about=proposal.order, context=_told(proposal), dedupe=dedupe, link=link)


def proposed(proposal: MoveProposal) -> None:
    """The other side hears that it was asked."""
    _to_all(proposal, "orders_move_proposed", [p for p in _bank_and_orderer(proposal) if p != proposal.proposed_by])


def moved(proposal: MoveProposal) -> None:
    """The calendars of the experts and the orderer move by the same mail."""
    gigs = _coming(proposal)
    files = {gig.expert.person_id: calendar.attached(gig) for gig in gigs}
    files[proposal.order.orderer_id] = calendar.attached_order(proposal.order)
    _to_all(proposal, "orders_moved", [*_bank_and_orderer(proposal), *(gig.expert.person for gig in gigs)], files)


def old_time_stands(proposal: MoveProposal) -> None:
    _to_all(
        proposal,
        "orders_move_stands",
        [*_bank_and_orderer(proposal), *(gig.expert.person for gig in _coming(proposal))],
    )


def _bank_and_orderer(proposal: MoveProposal) -> list[Person]:
    order = proposal.order
    return [order.orderer, *([order.coordinator] if order.coordinator else [])]


def _coming(proposal: MoveProposal) -> list[Gig]:
    """Of those who were asked: who has left since is told no more of it."""
    asked = proposal.answers.filter(gig__state__in=GIG_LIVE).select_related("gig__expert__person")
    return [answer.gig for answer in asked]


def _to_all(
    proposal: MoveProposal, template: str, people: list[Person], files: dict[int, list[Attachment]] | None = None
) -> None:
    context = _told(proposal)
    for person in people:
        path = reverse("portal:front")
        if person in _bank_and_orderer(proposal):
            path = reverse("portal:order", args=[proposal.order.slug])
        dedupe = f"{template}:{proposal.pk}:{person.pk}"
        outbox.mail(
            template,
            person,
            about=proposal.order,
            context=context,
            dedupe=dedupe,
            path=path,
            attachments=(files or {}).get(person.pk),
        )
