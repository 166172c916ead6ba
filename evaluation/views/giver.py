"""Giving feedback: signed in, or by the mail's link without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.views.common import person_of
from core import links
from core.errors import Missing
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


def link_feedback(request: HttpRequest, token: str) -> HttpResponse:
    """By the mail's link: a GET shows, a POST gives. Bound to its person and its request."""
    link = links.resolve(token, FEEDBACK)
    asked = FeedbackRequest.objects.select_related(*WHOLE).filter(pk=link.object_id).first()
    if asked is None:
        raise Missing()
    return _page(request, asked, link.person, done="")


def _page(request: HttpRequest, asked: FeedbackRequest, by: Person, *, done: str) -> HttpResponse:
    form = FeedbackForm(request.POST or None, request=asked)
    given = asked.state != RequestState.ASKED
    if request.method == "POST" and not given and saved(form, lambda: form.save(by)) is not None:
        if not done:
            return render(request, "evaluation/thanks.html", {"asked": asked})
        messages.success(request, _("Kiitos palautteestasi."))
        return redirect(done)
    template = "evaluation/thanks.html" if given else "evaluation/give.html"
    return render(request, template, {"form": form, "asked": asked}, status=422 if form.is_bound and not given else 200)
