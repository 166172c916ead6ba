"""Giving feedback: signed in, or by the mail's link without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Person
from accounts.views.common import person_of
from core import links
from core.errors import Missing
from core.models import PurposeLink
from core.web import submit as saved
from evaluation import permissions
from evaluation.forms import FeedbackForm
from evaluation.models import FeedbackRequest
from evaluation.notifications import FEEDBACK
from evaluation.states import RequestState

WHOLE = ("gig__order__task_type", "gig__order__unit", "gig__expert__person", "giver")


@login_required
def give(request: HttpRequest, slug: str) -> HttpResponse:
    viewer = person_of(request)
    asked = get_object_or_404(FeedbackRequest.objects.visible_to(viewer).select_related(*WHOLE), slug=slug)
    permissions.require(permissions.may_give(viewer, asked))
    return _page(request, asked, viewer, done="portal:front")


@require_http_methods(["GET", "HEAD", "POST"])
def link_feedback(request: HttpRequest, token: str) -> HttpResponse:
    """By the mail's link, in the language of the mail: a GET shows, a POST gives and uses the link up.

    Bound to its person and its request. A used one thanks again.
    """
    link = links.resolve(token, FEEDBACK, thanked=True)
    asked = FeedbackRequest.objects.select_related(*WHOLE).filter(pk=link.object_id).first()
    if asked is None:
        raise Missing()
    with translation.override(link.person.language):
        return _page(request, asked, link.person, done="", link=link)


def _page(
    request: HttpRequest, asked: FeedbackRequest, by: Person, *, done: str, link: PurposeLink | None = None
) -> HttpResponse:
    form = FeedbackForm(request.POST or None, request=asked)
    given = asked.state != RequestState.ASKED
    if request.method == "POST" and not given and saved(form, lambda: form.save(by, link)) is not None:
        if not done:
            return render(request, "evaluation/thanks.html", {"asked": asked})
        messages.success(request, _("Kiitos palautteestasi."))
        return redirect(done)
    template = "evaluation/thanks.html" if given else "evaluation/give.html"
    return render(request, template, {"form": form, "asked": asked}, status=422 if form.is_bound and not given else 200)
