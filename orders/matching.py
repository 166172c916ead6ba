"""Who fits: one query, ranked as model.md §5 says and by nothing else.

Theme fit → days since the last gig → distance → id. The inputs are a closed list (features.md 2.10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from experts.models import Expert, ExpertTheme, Theme
from experts.querysets import ExpertQuerySet
from experts.states import ExpertStatus
from orders.models import Booking, Gig, Order, OrderSession
from orders.states import GIG_OPEN, OfferState

RANKING_INPUTS = ("theme_fit", "last_gig", "distance", "id")
FULL, PARTIAL = 2, 1
Reach = list[tuple[set[int], set[int]]]


def fit(wanted: Iterable[Theme], offered: Iterable[Theme]) -> int:
    """How well an expert's tags answer an order's: each wanted theme counts once, by its best answer.

    Full: the same theme, or the order wants a main theme and the expert has one under it. Partial: the order wants a
    theme under a main one and the expert has the main one alone. Sisters do not answer for each other.
    """
    mine = {theme.pk for theme in offered}
    return sum(FULL if mine & full else PARTIAL if mine & partial else 0 for full, partial in reach(wanted))


def reach(wanted: Iterable[Theme]) -> Reach:
    """For each wanted theme the tags that answer it fully and those that answer it in part. Reads `children`."""
    return [
        ({theme.pk, *(child.pk for child in theme.children.all())}, {theme.parent_id} if theme.parent_id else set())
        for theme in wanted
    ]


def answering(order: Order) -> set[int]:
    """Every tag that answers any of the order's themes, fully or in part."""
    return set().union(*(full | partial for full, partial in reach(order.themes.prefetch_related("children"))))


@dataclass(frozen=True)
class Candidate:
    """`why_not`: why an offer can't be sent now, in words; the private reason stays private."""

    expert: Expert
    reasons: list[str]
    live_offer: bool
    why_not: str = ""
    answered: str = ""


def candidates(order: Order, limit: int = 50) -> list[Candidate]:
    """Fitting experts with each reason in words. Two queries, whatever the number of experts."""
    return [_candidate(expert) for expert in ranked(order)[:limit]]


def unavailable(order: Order, limit: int = 20) -> list[Candidate]:
    """Whose themes, language and region fit but who are not free then: by name, without the reason."""
    sessions = list(order.sessions.ahead(clock.now()))
    fitting = _fitting(order)
    free = _free(fitting, sessions).values("pk")
    found: Any = fitting.filter(status=ExpertStatus.ACTIVE, person__is_active=True).exclude(pk__in=free)
    why = _("ei saatavilla (yksityinen peruste)")
    return [Candidate(expert, [], False, why) for expert in found.by_name()[:limit]]


def _candidate(expert: Any) -> Candidate:
    why = _("tarjous on jo avoinna") if expert.has_live_offer else ""
    answered = {
        OfferState.DECLINED: _("vastasi tästä: ei tällä kertaa"),
        OfferState.EXPIRED: _("ei ehtinyt vastata edelliseen tarjoukseen"),
        OfferState.ACCEPTED: _("oli jo mukana, mutta estyi"),
    }
    said = answered.get(expert.last_answer, "")
    return Candidate(expert, reasons(expert), bool(expert.has_live_offer), why, said)


def ranked(order: Order) -> QuerySet[Expert]:
    free: Any = _free(_fitting(order), list(order.sessions.ahead(clock.now())))
    found: QuerySet[Expert] = (
        free.annotate(last_gig=_last_gig(), distance=_distance(order))
        .annotate(has_live_offer=_live_offer(order), last_answer=_last_answer(order))
        .order_by("-theme_fit", F("last_gig").asc(nulls_first=True), "distance", "id")
    )
    return found


def _fitting(order: Order) -> ExpertQuerySet:
    """By theme, language and place, whether free or not."""
    wanted = reach(order.themes.prefetch_related("children"))
    experts: Any = Expert.objects.select_related("person").filter(languages__contains=[order.language])
    if order.form == "remote":
        experts = experts.filter(remote_ok=True)
    elif order.region:
        experts = experts.filter(Q(regions__contains=[order.region]) | Q(municipality=order.municipality))
    there = Gig.objects.filter(expert=OuterRef("pk"), order=order, state__in=GIG_OPEN)
    found: Any = experts.exclude(Exists(there)).annotate(
        theme_fit=_theme_fit(wanted, order), themes_whole=_themes_whole(wanted, order)
    )
    fitting: ExpertQuerySet = found.filter(theme_fit__gt=0)
    return fitting


def _free(experts: ExpertQuerySet, sessions: Iterable[OrderSession]) -> ExpertQuerySet:
    for session in sessions:
        busy = Booking.objects.filter(expert=OuterRef("pk"), live=True, during__overlap=(session.starts, session.ends))
        experts = experts.offerable(clock.local(session.starts).date()).exclude(Exists(busy))
    return experts


def _given(order: Order) -> QuerySet[ExpertTheme]:
    """What the expert has given to the coordinators' eyes, of the wished perspective."""
    mine = ExpertTheme.objects.filter(expert=OuterRef("pk"), withdrawn_at=None).exclude(visibility="me")
    return mine.filter(perspective=order.perspective) if order.perspective in {"own", "relative"} else mine


def _sum(cases: Iterable[Case]) -> Any:
    return sum(cases, start=Value(0))


def _theme_fit(wanted: Reach, order: Order) -> Any:
    """`fit` in the database."""
    mine = _given(order)
    return _sum(
        Case(
            When(Exists(mine.filter(tags__in=full)), then=Value(FULL)),
            When(Exists(mine.filter(tags__in=partial)), then=Value(PARTIAL)),
            default=Value(0),
            output_field=IntegerField(),
        )
        for full, partial in wanted
    )


def _themes_whole(wanted: Reach, order: Order) -> Any:
    mine = _given(order)
    whole = (When(Exists(mine.filter(tags__in=full)), then=Value(1)) for full, _partial in wanted)
    return _sum(Case(one, default=Value(0), output_field=IntegerField()) for one in whole)


def _last_gig() -> Subquery:
    held = Booking.objects.filter(expert=OuterRef("pk"), live=True).order_by()
    return Subquery(held.values("expert").annotate(at=Max("ends")).values("at"))


def _distance(order: Order) -> Case:
    """0 the same municipality, 1 the same region, 2 other; a remote gig is near to all."""
    if order.form == "remote":
        return Case(default=Value(0), output_field=IntegerField())
    return Case(
        When(municipality=order.municipality, then=Value(0)),
        When(regions__contains=[order.region], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _last_answer(order: Order) -> Subquery:
    return Subquery(order.offers.filter(expert=OuterRef("pk")).order_by("-id").values("state")[:1])


def _live_offer(order: Order) -> Exists:
    return Exists(order.offers.filter(expert=OuterRef("pk"), state=OfferState.SENT))


def reasons(expert: Expert) -> list[str]:
    """Why this person stands here, in words."""
    whole: int = expert.themes_whole  # type: ignore[attr-defined]
    partly = expert.theme_fit - FULL * whole  # type: ignore[attr-defined]
    last: datetime | None = expert.last_gig  # type: ignore[attr-defined]
    distance: int = expert.distance  # type: ignore[attr-defined]
    said = [ngettext("%(n)d teema sopii", "%(n)d teemaa sopii", whole) % {"n": whole}] if whole else []
    if partly:
        said.append(ngettext("%(n)d teema sopii osin", "%(n)d teemaa sopii osin", partly) % {"n": partly})
    if last is None:
        said.append(_("ei vielä keikkoja"))
    else:
        days = (clock.now() - last).days
        said.append(
            _("keikka sovittuna")
            if days < 0
            else ngettext("%(n)d päivä edellisestä keikasta", "%(n)d päivää edellisestä keikasta", days) % {"n": days}
        )
    said.append([_("sama kunta"), _("sama alue"), _("muu alue")][distance])
    return said
