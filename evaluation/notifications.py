"""One function a message; each only adds outbox rows. Subjects carry task type, date and number, nothing more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit, clock, links, outbox, todo
from evaluation.models import FeedbackRequest
from evaluation.states import Direction

FEEDBACK = "feedback"
links.route(FEEDBACK, "evaluation:link-feedback")

audit.word(
    "feedback", _("palaute, jonka sait tilaajalta"), of_others=_("palaute, jonka kokemusasiantuntija sai tilaajalta")
)
todo.word("phone_for_feedback", _("Soita tilaajalle: palaute ei ole vielä perillä"))
todo.word("go_through_feedback", _("Käy palaute läpi yhdessä"))


def _facts(request: FeedbackRequest) -> dict[str, Any]:
    order = request.gig.order
    first = order.sessions.first()
    return {
        "task": {"fi": order.task_type.fi, "sv": order.task_type.sv, "en": order.task_type.en},
        "number": order.number,
        "starts": first.told if first else "",
        "due": request.due.isoformat(),
    }


def feedback_asked(request: FeedbackRequest) -> None:
    _ask("evaluation_ask_orderer" if request.direction == Direction.TO_EXPERT else "evaluation_ask_expert", request)


def feedback_reminder(request: FeedbackRequest) -> None:
    if request.giver.wants("reminders"):
        _ask("evaluation_reminder", request)


def _ask(template: str, request: FeedbackRequest) -> None:
    link = links.make(FEEDBACK, request.giver, request, expires_at=clock.now() + timedelta(days=90))
    outbox.mail(
        template, request.giver, about=request, context=_facts(request), dedupe=f"{template}:{request.pk}", link=link
    )


def feedback_reached(request: FeedbackRequest) -> None:
    """To the expert: it is here to read. What it says is never in the mail."""
    outbox.mail(
        "evaluation_reached",
        request.gig.expert.person,
        about=request,
        context=_facts(request),
        dedupe=f"evaluation_reached:{request.pk}",
        path=reverse("evaluation:mine"),
    )
