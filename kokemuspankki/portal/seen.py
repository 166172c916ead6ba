"""«Näin sinut nähdään»: the expert looks at oneself through the code of those who look."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.views.common import person_of
from core import policy
from core.errors import NotAllowed
from experts.states import Visibility
from experts.views.coordinator import with_shown
from kokemuspankki.portal import comers


@login_required
@require_GET
def seen(request: HttpRequest) -> HttpResponse:
    """One card for each pair of eyes: the orderer before, after and close to the gig, the coordinator, only me."""
    expert = with_shown().filter(person=person_of(request)).first()
    if expert is None:
        raise NotAllowed()
    context = {
        "expert": expert,
        "orderer": comers.previews(expert),
        "only_me": expert.themes.live().filter(visibility=Visibility.ME).order_by("id"),
        "hours": int(policy.get("contact_shown_hours_before")),
    }
    return render(request, "portal/seen.html", context)
