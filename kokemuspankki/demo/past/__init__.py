"""Half a year of the demo's bank, told by the real verbs at their own moments.

The same story each time (one seed for the dice), on whatever date it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import RoleGrant
from core import clock
from kokemuspankki.demo.past import joining, paying, plans, supporting
from kokemuspankki.demo.past.cast import Cast
from kokemuspankki.demo.past.people import COMERS
from kokemuspankki.demo.past.telling import Past

Told = Callable[[date, int], None]


@dataclass(frozen=True)
class Form:
    """How much is told. A short form tells of the last weeks alone, for a test."""

    orders: int = 75
    comers: int = len(COMERS)
    today: int = len(plans.TODAY)
    days: int | None = None


LONG = Form()


def tell(on_day: Told, form: Form = LONG) -> Past:
    """From the day the small bank was planted to the present. Raises nothing that a live user's acts could cause."""
    ends = clock.now()
    planted = RoleGrant.objects.order_by("id")[0].valid.lower
    opening = clock.at_closing(planted) - timedelta(hours=7)
    starts = opening if form.days is None else ends - timedelta(days=form.days)
    with clock.at(starts):
        titles = joining.new_units()
        cast = Cast(titles)
    past = Past(starts, ends)
    joining.tell(past, cast, form.comers)
    if form is LONG:
        joining.lately(past, cast)
        supporting.lately(past, cast)
    plans.flow(past, cast, form.orders)
    plans.today(past, cast, form.today)
    paying.tell(past, cast)
    supporting.tell(past, cast)
    past.run(on_day)
    return past
