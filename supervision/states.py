"""States of seats and debriefs (model.md §3) and the moves they allow. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SupportKind(models.TextChoices):
    GROUP = "group", _("ryhmätyönohjaus")
    INDIVIDUAL = "individual", _("yksilötyönohjaus")
    JOINT = "joint", _("yhteinen työnohjaus ammattilaisten kanssa")
    TRAINING = "training", _("koulutuksellinen etätyönohjaus")


class SeatState(models.TextChoices):
    BOOKED = "booked", _("varattu")
    WAITING = "waiting", _("jonossa")
    OFFERED = "offered", _("paikka tarjolla")
    ATTENDED = "attended", _("paikalla")
    MISSED = "missed", _("ei tavoitettu")
    CANCELLED = "cancelled", _("peruttu")


class DebriefState(models.TextChoices):
    OFFERED = "offered", _("tarjolla")
    ASKED = "asked", _("pyydetty")
    ACCEPTED = "accepted", _("sovittu")
    HELD = "held", _("pidetty")


SEAT_MOVES: dict[str, frozenset[str]] = {
    SeatState.BOOKED: frozenset({SeatState.ATTENDED, SeatState.MISSED, SeatState.CANCELLED}),
    SeatState.WAITING: frozenset({SeatState.OFFERED, SeatState.CANCELLED}),
    SeatState.OFFERED: frozenset({SeatState.BOOKED, SeatState.CANCELLED}),
    SeatState.ATTENDED: frozenset(),
    SeatState.MISSED: frozenset({SeatState.ATTENDED}),
    SeatState.CANCELLED: frozenset(),
}
DEBRIEF_MOVES: dict[str, frozenset[str]] = {
    DebriefState.OFFERED: frozenset({DebriefState.ASKED, DebriefState.ACCEPTED}),
    DebriefState.ASKED: frozenset({DebriefState.ACCEPTED}),
    DebriefState.ACCEPTED: frozenset({DebriefState.ASKED, DebriefState.HELD}),
    DebriefState.HELD: frozenset(),
}
TAKES_A_SEAT = frozenset({SeatState.BOOKED, SeatState.OFFERED, SeatState.ATTENDED, SeatState.MISSED})
SEAT_OPEN = frozenset({SeatState.BOOKED, SeatState.WAITING, SeatState.OFFERED})
SEAT_SETTLED = frozenset({SeatState.ATTENDED, SeatState.MISSED, SeatState.CANCELLED})
DEBRIEF_OPEN = frozenset({DebriefState.OFFERED, DebriefState.ASKED, DebriefState.ACCEPTED})
