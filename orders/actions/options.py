"""Nobody was found in good time: the orderer says what is done (model.md §5, features.md A15)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Stale
from orders import deadlines, estimates, notifications, permissions
from orders.actions.staffing import coordinator_next
from orders.inner import withdraw_offers
from orders.models import Order, OrderSession
from orders.states import GIG_LIVE, OrderState

KEEP, REMOTE, DATE, FEWER = "keep", "remote", "date", "fewer"


def _asked(order_id: int, by: Person) -> Order:
    """The locked order, while somebody is still looked for. Who: the orderer or a colleague of the unit."""
    order = lock(Order.objects.filter(pk=order_id)).get()
    permissions.require(permissions.is_orderer_of(by, order))
    if order.state != OrderState.STAFFING:
        raise Stale()
    return order


def _nobody_has_agreed(order: Order) -> None:
    """What an expert has agreed to is not changed without that expert's yes."""
    if order.gigs.filter(state__in=GIG_LIVE).exists():
        raise DomainError(
            _("Joku on jo sopinut keikan ajan ja paikan. Soita koordinaattorille, niin muutoksesta kysytään häneltä.")
        )


def _answered(order: Order, choice: str, *, by: Person, now: datetime) -> None:
    order.options_answered_at = now
    order.save(update_fields=["options_answered_at"])
    audit.log(by, "options_answered", order, data={"choice": choice})
    notifications.options_answered(order, choice)


def _search_anew(order: Order, choice: str, *, by: Person, now: datetime) -> None:
    """Offers of what was asked before end with thanks; the coordinator looks for somebody for what is asked now."""
    for offer in withdraw_offers(order, by=by, now=now):
        notifications.offer_outdated(offer, choice)
    order.estimate_cents = estimates.of_order(order).total_cents
    order.changed_at = now
    order.save(update_fields=["estimate_cents", "changed_at"])
    coordinator_next(order, now=now)
    _answered(order, choice, by=by, now=now)


@verb
def keep_looking(order_id: int, *, by: Person) -> Order:
    """The search goes on as it is. Who: the orderer's side. A second click changes nothing."""
    order = _asked(order_id, by)
    if order.options_answered_at is None:
        _answered(order, KEEP, by=by, now=clock.now())
    return order


@verb
def go_remote(order_id: int, *, by: Person, remote_tool: str) -> Order:
    """The gig is held remotely, and experts further away fit too.

    Every live offer is withdrawn with thanks, also of those who would come remotely: its lines and its place were
    frozen for another gig. Raises DomainError once an expert has agreed. Who: the orderer's side.
    """
    order = _asked(order_id, by)
    if order.form == "remote":
        return order
    _nobody_has_agreed(order)
    order.form, order.remote_tool = "remote", remote_tool
    order.address = order.room = order.arrival = order.municipality = order.region = order.step_free = ""
    order.save(
        update_fields=["form", "remote_tool", "address", "room", "arrival", "municipality", "region", "step_free"]
    )
    order.sessions.ahead(clock.now()).update(place="")
    _search_anew(order, REMOTE, by=by, now=clock.now())
    return order


@verb
def change_times(order_id: int, *, by: Person, times: list[tuple[datetime, datetime]]) -> Order:
    """New times for the sessions not begun; whoever was asked for the old ones is thanked.

    Raises DomainError once an expert has agreed, when a session lacks its time or has begun, or when the price would
    go over what was approved. Who: the orderer's side.
    """
    order = _asked(order_id, by)
    _nobody_has_agreed(order)
    now = clock.now()
    ahead = list(order.sessions.ahead(now))
    times = sorted(times)
    if len(times) != len(ahead) or any(starts <= now for starts, _ends in times):
        raise DomainError(_("Anna jokaiselle jäljellä olevalle kerralle tuleva aika."), code="sessions")
    for session, (starts, ends) in zip(ahead, times, strict=True):
        session.starts, session.ends = starts, ends
    _refuse_dearer(order, ahead, now)
    OrderSession.objects.bulk_update(ahead, ["starts", "ends"])
    _search_anew(order, DATE, by=by, now=now)
    if order.approved_at is not None and deadlines.options_at(order.approved_at, ahead[0].starts) > now:
        Order.objects.filter(pk=order.pk).update(options_asked_at=None, options_answered_at=None)
    return order


def _refuse_dearer(order: Order, ahead: list[OrderSession], now: datetime) -> None:
    begun = list(order.sessions.filter(starts__lte=now, lapsed_at=None))
    price = estimates.of_order(order, [*begun, *ahead]).total_cents
    if order.approved_max_cents is not None and price > order.approved_max_cents:
        raise DomainError(
            _("Uusi aika maksaisi enemmän kuin kustannuspaikka on hyväksynyt. Valitse lyhyempi aika."), code="money"
        )
