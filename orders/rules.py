"""Every rule that an expert must meet to be offered an order: a condition in one query, and words both ways.

The candidate list, the offer and «miksi ei X?» read the same conditions. All that is the expert's own business (tauko,
days, own limits, avoided units) is one rule, `PRIVATE`: the same words, the same questions, whichever of them it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.translation import gettext as _

from accounts.models import Person
from core import clock
from experts import availability, avoiding
from experts.models import Expert
from experts.states import ExpertStatus
from orders import clashes, own_limits
from orders.models import Booking, Gig, Order
from orders.own_limits import Times
from orders.states import GIG_OPEN, Form, GigState, OfferState

PRIVATE: Final = "private"


@dataclass(frozen=True)
class Rule:
    """`binds`: without it no offer can be sent; the other rules only keep somebody off the list."""

    name: str
    holds: Callable[[Order, Times], Q]
    met: Callable[[Order], str]
    unmet: Callable[[Order], str]
    binds: bool = False

    @property
    def column(self) -> str:
        return f"meets_{self.name}"


@dataclass(frozen=True)
class Verdict:
    rule: str
    met: bool
    words: str


def conditions(order: Order) -> dict[str, Any]:
    """What to annotate on an expert's row, of which `theme_fit` is known: a boolean for each rule."""
    times = [(session.starts, session.ends) for session in order.sessions.ahead(clock.now())]
    return {rule.column: _truth(rule.holds(order, times)) for rule in RULES}


def avoided(order: Order, experts: Iterable[Expert]) -> set[int]:
    """The blind pass: which of these rows keep away from the order's unit. For `verdicts` and `may_be_asked` alone."""
    return avoiding.among([expert.pk for expert in experts], order.unit)


def verdicts(expert: Any, order: Order, shy: set[int]) -> list[Verdict]:
    """Each rule in words, in one order. `shy`: from `avoided`."""
    found = []
    for rule in RULES:
        met = bool(getattr(expert, rule.column)) and not (rule.name == PRIVATE and expert.pk in shy)
        found.append(Verdict(rule.name, met, rule.met(order) if met else rule.unmet(order)))
    return found


def in_the_way(said: list[Verdict]) -> list[Verdict]:
    """The broken rules that bind: why no offer can be sent to this expert now."""
    return [verdict for verdict in said if not verdict.met and verdict.rule in BINDING]


def own_order(expert: Expert, by: Person | None) -> str:
    """Nobody offers a gig to oneself."""
    return _("sinulle tarjouksen lähettää toinen koordinaattori") if by and expert.person_id == by.pk else ""


def _truth(condition: Q) -> Any:
    return ExpressionWrapper(condition, BooleanField()) if condition else Value(True)


def _in_the_bank(_order: Order, _times: Times) -> Q:
    return Q(status=ExpertStatus.ACTIVE, person__is_active=True)


def _themes(_order: Order, _times: Times) -> Q:
    return Q(theme_fit__gt=0)


def _language(order: Order, _times: Times) -> Q:
    return Q(languages__contains=[order.language])


def _place(order: Order, _times: Times) -> Q:
    if order.task_type.by_deadline:
        return Q()
    if order.form == Form.REMOTE:
        return Q(remote_ok=True)
    near = Q(municipality=order.municipality) if order.municipality else Q()
    return Q(regions__contains=[order.region]) | near if order.region else Q()


def _not_there(order: Order, _times: Times) -> Q:
    return ~Q(Exists(Gig.objects.filter(expert=OuterRef("pk"), order=order, state__in=GIG_OPEN)))


def _not_released(order: Order, _times: Times) -> Q:
    """Who has said «en pääse» is left in peace; who wants back says so, and is asked by name."""
    return ~Q(Exists(Gig.objects.filter(expert=OuterRef("pk"), order=order, state=GigState.RELEASED)))


def _not_asked(order: Order, _times: Times) -> Q:
    return ~Q(Exists(order.offers.filter(expert=OuterRef("pk"), state=OfferState.SENT)))


def _free(order: Order, times: Times) -> Q:
    if order.task_type.by_deadline:
        return Q()
    return ~Q(Exists(Booking.objects.filter(clashes.overlapping(times), expert=OuterRef("pk"), live=True)))


def _private(order: Order, times: Times) -> Q:
    """What the database can tell; the units are judged by `avoided`. Work by a deadline is fitted in by the expert:
    only the week's maximum and tauko on its day stand in the way."""
    holds = own_limits.week_holds(times)
    if order.task_type.by_deadline:
        days = {clock.local(starts).date() for starts, _ends in times}
        return holds & ~Q(*map(availability.paused_on, sorted(days)), _connector="OR") if days else holds
    holds &= own_limits.rest_holds(times, demanding=own_limits.is_demanding(order))
    for starts, ends in times:
        holds &= availability.free_at(starts, ends)
    return holds


def _place_met(order: Order) -> str:
    if order.task_type.by_deadline:
        return _("työn voi tehdä missä vain")
    return _("tekee keikkoja etänä") if order.form == Form.REMOTE else _("tekee keikkoja tällä alueella")


def _place_unmet(order: Order) -> str:
    return _("ei tee keikkoja etänä") if order.form == Form.REMOTE else _("ei tee keikkoja tällä alueella")


def _said(order: Order) -> dict[str, str]:
    return {"language": str(order.get_language_display())}


RULES: Final = (
    Rule(
        "in_the_bank",
        _in_the_bank,
        lambda _order: _("on mukana pankissa"),
        lambda _order: _("ei ole nyt mukana pankissa"),
        binds=True,
    ),
    Rule(
        "themes",
        _themes,
        lambda _order: _("teema ja näkökulma sopivat"),
        lambda _order: _("teema tai näkökulma ei sovi"),
    ),
    Rule(
        "language",
        _language,
        lambda order: _("tekee keikkoja tilauksen kielellä (%(language)s)") % _said(order),
        lambda order: _("ei tee keikkoja tilauksen kielellä (%(language)s)") % _said(order),
    ),
    Rule("place", _place, _place_met, _place_unmet),
    Rule(
        "not_there",
        _not_there,
        lambda _order: _("ei ole vielä mukana tällä keikalla"),
        lambda _order: _("on jo mukana tällä keikalla"),
        binds=True,
    ),
    Rule(
        "not_released",
        _not_released,
        lambda _order: _("ei ole vapautunut tästä keikasta"),
        lambda _order: _("vapautui tästä keikasta"),
    ),
    Rule(
        "not_asked",
        _not_asked,
        lambda _order: _("tarjousta ei ole avoinna"),
        lambda _order: _("tarjous on jo avoinna"),
        binds=True,
    ),
    Rule(
        "free",
        _free,
        lambda _order: _("ei toista keikkaa samaan aikaan"),
        lambda _order: _("toinen keikka samaan aikaan"),
        binds=True,
    ),
    Rule(
        PRIVATE,
        _private,
        lambda _order: _("saatavilla"),
        lambda _order: _("ei saatavilla (yksityinen peruste)"),
        binds=True,
    ),
)
BINDING: Final = frozenset(rule.name for rule in RULES if rule.binds)
LISTED: Final = frozenset({"in_the_bank", "themes", "language", "place", "not_there", "not_released"})
"""Who meets these is on the page; who meets the rest too can be asked."""
