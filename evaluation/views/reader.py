"""Feedback where it belongs: with the expert; and the coordinator's list of what has not arrived."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.common import person_of
from core import audit
from core.errors import DomainError, NotAllowed
from evaluation import actions, permissions
from evaluation.forms import WordForm
from evaluation.models import FeedbackRequest
from evaluation.states import Direction, RequestState
from evaluation.status import of_request

WHOLE = ("gig__order__task_type", "gig__order__unit", "gig__expert__person", "giver", "feedback")
PAGE = 50
VERBS: dict[str, Callable[..., FeedbackRequest]] = {
    "phoned": actions.note_phoned,
    "not_reached": actions.note_not_reached,
    "talked": actions.release_after_talk,
}


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What has been said of my work; newest first."""
    viewer = person_of(request)
    if not viewer.has("expert"):
        raise NotAllowed()
    received = FeedbackRequest.objects.received_by(viewer).select_related(*WHOLE).order_by("-settled_at", "-id")
    to_give = FeedbackRequest.objects.filter(giver=viewer, state=RequestState.ASKED).select_related(*WHOLE)
    context = {"received": received[:PAGE], "to_give": to_give.order_by("id")[:PAGE]}
    return render(request, "evaluation/mine.html", context)


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The orderers' feedback that is not yet with the expert, the oldest first."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_through(viewer))
    waiting = FeedbackRequest.objects.filter(
        direction=Direction.TO_EXPERT, state__in=[RequestState.ASKED, RequestState.GIVEN]
    )
    rows = list(waiting.select_related(*WHOLE).order_by("due", "id")[:PAGE])
    audit.viewed(viewer, "feedback", [row.gig.expert.person for row in rows])
    context = {"rows": [(row, of_request(row, viewer)) for row in rows]}
    return render(request, "evaluation/queue.html", context)


@login_required
def phone(request: HttpRequest, slug: str) -> HttpResponse:
    """The call: what the orderer said, or one more try; or the talk is held and the feedback goes on."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_through(viewer))
    asked = get_object_or_404(FeedbackRequest.objects.select_related(*WHOLE), slug=slug, direction=Direction.TO_EXPERT)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            VERBS.get(request.POST.get("what", ""), actions.note_phoned)(
                asked.pk, by=viewer, word=form.cleaned_data["word"]
            )
            messages.success(request, _("Kirjattu."))
            return redirect("evaluation:queue")
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error("word", error.message)
    context = {"form": form, "asked": asked, "status": of_request(asked, viewer)}
    return render(request, "evaluation/phone.html", context, status=422 if form.is_bound else 200)
