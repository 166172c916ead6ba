"""States of feedback (model.md §3). A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    TO_EXPERT = "to_expert", _("palaute kokemusasiantuntijalle")
    TO_UNIT = "to_unit", _("palaute yksikölle")


class RequestState(models.TextChoices):
    ASKED = "asked", _("pyydetty")
    GIVEN = "given", _("käydään läpi yhdessä")
    DELIVERED = "delivered", _("perillä")
    PHONED = "phoned", _("käyty läpi puhelimessa")
    NOT_REACHED = "not_reached", _("ei tavoitettu")


MOVES: dict[str, frozenset[str]] = {
    RequestState.ASKED: frozenset(
        {RequestState.GIVEN, RequestState.DELIVERED, RequestState.PHONED, RequestState.NOT_REACHED}
    ),
    RequestState.GIVEN: frozenset({RequestState.DELIVERED}),
    RequestState.DELIVERED: frozenset(),
    RequestState.PHONED: frozenset(),
    RequestState.NOT_REACHED: frozenset(),
}
SETTLED = frozenset({RequestState.DELIVERED, RequestState.PHONED, RequestState.NOT_REACHED})
