"""What is so, who acts next, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.status import OK, PLAIN, WAIT, YOU, Status
from supervision.states import DebriefState, SeatState

if TYPE_CHECKING:
    from accounts.models import Person
    from supervision.models import Debrief, Seat

COORDINATOR = _("pankin koordinaattori")


def of_seat(seat: Seat, viewer: Person) -> Status:
    """Of the own seat: for its expert."""
    found = {
        SeatState.BOOKED: Status(_("Sinulla on paikka"), tone=OK),
        SeatState.WAITING: Status(_("Olet jonossa"), tone=WAIT, extra=_("Kerromme heti, jos paikka vapautuu.")),
        SeatState.OFFERED: Status(_("Sinulle vapautui paikka"), YOU, seat.answer_by, WAIT),
        SeatState.ATTENDED: Status(_("Olit paikalla"), tone=OK),
        SeatState.MISSED: Status(
            _("Ei tavoitettu"), COORDINATOR, tone=PLAIN, extra=_("Koordinaattori soittaa sinulle.")
        ),
        SeatState.CANCELLED: Status(_("Paikka on peruttu"), tone=PLAIN),
    }
    return found[SeatState(seat.state)]


def of_debrief(debrief: Debrief, viewer: Person) -> Status:
    own = debrief.expert.person_id == viewer.pk
    coordinator = YOU if viewer.has("coordinator") and not own else COORDINATOR
    giver = debrief.giver.first_name if debrief.giver else ""
    found = {
        DebriefState.OFFERED: Status(_("Sinulle on tarjolla purku"), YOU, debrief.due, WAIT),
        DebriefState.ASKED: Status(_("Purku on pyydetty"), coordinator, debrief.due, WAIT),
        DebriefState.ACCEPTED: Status(
            _("Purku on sovittu"), YOU if debrief.giver_id == viewer.pk else giver, debrief.starts, OK
        ),
        DebriefState.HELD: Status(_("Purku on pidetty"), tone=OK),
    }
    return found[DebriefState(debrief.state)]
