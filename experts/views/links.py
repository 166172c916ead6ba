"""«En tehnyt tätä muutosta» from the mail, without signing in. GET shows and writes nothing; POST stops the change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from accounts.models import Bank
from core import links
from core.errors import Missing
from core.models import PurposeLink
from experts import actions, notifications
from experts.models import PayeeChange


@require_http_methods(["GET", "HEAD", "POST"])
def payee(request: HttpRequest, token: str) -> HttpResponse:
    """Says neither account nor code: whoever holds the mail may stop a change, and learns nothing by it."""
    link = links.resolve(token, notifications.STOP)
    with translation.override(link.person.language):
        return _stopped(request, link)


def _stopped(request: HttpRequest, link: PurposeLink) -> HttpResponse:
    change = PayeeChange.objects.select_related("expert").filter(pk=link.object_id).first()
    if change is None or change.expert.person_id != link.person_id:
        raise Missing(code="link")
    done = request.method == "POST"
    if done:
        actions.disown_change(change.pk, by=link.person, link=link)
    context = {"change": change, "done": done, "bank": Bank.objects.the()}
    return render(request, "experts/link_payee.html", context)
