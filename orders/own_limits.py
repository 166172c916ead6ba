"""An expert's own weekly maximum and rest after a demanding gig: the same conditions for the list, the offer, the yes.

The numbers are the expert's alone: `broken` speaks to the expert; everybody else reads «yksityinen peruste».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.errors import DomainError
from experts.models import Expert
from orders.models import Booking, Gig, Order
from orders.states import Burden

Times = Sequence[tuple[datetime, datetime]]
WEEK, REST = "week", "rest"


def is_demanding(order: Order) -> bool:
    """A kind of work after which a debrief is offered, or the orderer says that it burdens."""
    return order.task_type.debrief or order.sensitive_content == Burden.YES


def week_holds(times: Times, *, besides: Gig | None = None) -> Q:
    """Of an expert: with these sessions no week, Monday to Sunday, holds more than the expert's own maximum."""
    holds = Q()
    for monday, number in sorted(Counter(_monday(starts) for starts, _ends in times).items()):
        held = _booked(besides).filter(starts__date__range=(monday, monday + timedelta(days=6))).order_by()
        already = Subquery(held.values("expert").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        holds &= Q(weekly_max=None) | Q(weekly_max__gte=Coalesce(already, Value(0)) + Value(number))
    return holds


def rest_holds(times: Times, *, demanding: bool, besides: Gig | None = None) -> Q:
    """Of an expert: the own days of rest stay free after each demanding session, of other gigs and of this one.

    Work by a deadline is done on days that the expert chooses: it breaks no rest and asks for none.
    """
    holds, mine = Q(), _booked(besides).filter(work_minutes=None)
    burdens = Q(gig__order__task_type__debrief=True) | Q(gig__order__sensitive_content=Burden.YES)
    for starts, _ends in times:
        day = Value(clock.local(starts).date(), output_field=DateField())
        after_one = mine.filter(burdens, starts__lt=starts, starts__date__gte=_date(day - OuterRef("rest_days")))
        holds &= ~Q(Exists(after_one))
        if demanding:
            holds &= ~Q(Exists(mine.filter(starts__gt=starts, starts__date__lte=_date(day + OuterRef("rest_days")))))
    days = sorted(clock.local(starts).date() for starts, _ends in times)
    gaps = [(after - before).days for before, after in pairwise(days)]
    if demanding and gaps:
        holds &= Q(rest_days=None) | Q(rest_days__lt=min(gaps))
    return holds


@dataclass(frozen=True)
class Limit:
    """`name`: what the expert passes knowingly; `words`: for the expert's eyes alone."""

    name: str
    words: str


def any_set(expert: Expert) -> bool:
    return expert.weekly_max is not None or expert.rest_days is not None


def broken(expert: Expert, order: Order, times: Times, *, besides: Gig | None = None) -> list[Limit]:
    """Which of the expert's own limits these sessions would go past, said to the expert."""
    if not any_set(expert):
        return []
    held = [] if order.task_type.by_deadline else times
    rest = rest_holds(held, demanding=is_demanding(order), besides=besides)
    row: Any = Expert.objects.annotate(
        week=ExpressionWrapper(week_holds(times, besides=besides), BooleanField()),
        rest=ExpressionWrapper(rest, BooleanField()),
    ).get(pk=expert.pk)
    found = [] if row.week else [Limit(WEEK, _week_words(row.weekly_max))]
    return found if row.rest else [*found, Limit(REST, _rest_words(row.rest_days))]


def refuse(
    expert: Expert,
    order: Order,
    times: Times,
    *,
    passing: Container[str],
    signed_in: bool,
    besides: Gig | None = None,
) -> None:
    """The expert alone goes past an own limit, and knowingly: `passing` names those that the page told of.

    A mail's page, which may have been sent on, says only that there is more to read. Raises DomainError «own_limit».
    """
    told = [limit.words for limit in broken(expert, order, times, besides=besides) if limit.name not in passing]
    if told:
        more = _("Katso tämä kirjautuneena, ennen kuin vastaat.")
        raise DomainError(" ".join(told) if signed_in else more, code="own_limit")


def _week_words(most: int) -> str:
    said = ngettext(
        "Oma rajasi on enintään %(n)d keikka viikossa, ja tämä menisi sen yli.",
        "Oma rajasi on enintään %(n)d keikkaa viikossa, ja tämä menisi sen yli.",
        most,
    )
    return said % {"n": most}


def _rest_words(days: int) -> str:
    said = ngettext(
        "Olet varannut vaativan keikan jälkeen %(n)d lepopäivän, ja tämä osuisi siihen.",
        "Olet varannut vaativan keikan jälkeen %(n)d lepopäivää, ja tämä osuisi niihin.",
        days,
    )
    return said % {"n": days}


def _booked(besides: Gig | None) -> QuerySet[Booking]:
    mine = Booking.objects.filter(expert=OuterRef("pk"), live=True)
    return mine if besides is None else mine.exclude(gig=besides)


def _date(expression: Any) -> Any:
    return ExpressionWrapper(expression, output_field=DateField())


def _monday(moment: datetime) -> date:
    day = clock.local(moment).date()
    return day - timedelta(days=day.weekday())
