"""What is so, who acts next, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.status import OK, PLAIN, WAIT, YOU, Status
from evaluation.states import Direction, RequestState

if TYPE_CHECKING:
    from accounts.models import Person
    from evaluation.models import FeedbackRequest


def of_request(request: FeedbackRequest, viewer: Person) -> Status:
    giver = _("tilaaja") if request.direction == Direction.TO_EXPERT else _("kokemusasiantuntija")
    coordinator = YOU if viewer.has("coordinator") else _("pankin koordinaattori")
    found = {
        RequestState.ASKED: Status(
            _("Palautetta on pyydetty"), YOU if request.giver_id == viewer.pk else giver, request.due, WAIT
        ),
        RequestState.GIVEN: Status(_("Palaute käydään läpi yhdessä"), coordinator, request.due, WAIT),
        RequestState.DELIVERED: Status(_("Palaute on perillä"), tone=OK),
        RequestState.PHONED: Status(_("Palaute käytiin läpi puhelimessa"), tone=OK),
        RequestState.NOT_REACHED: Status(_("Tilaajaa ei tavoitettu"), tone=PLAIN),
    }
    return found[RequestState(request.state)]
