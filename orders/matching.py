"""Who fits: one query, ranked as model.md §5 says and by nothing else.

Theme fit → days since the last gig → distance → id. The inputs are a closed list (features.md 2.10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from core import clock
from experts.models import Expert, ExpertTheme, Theme
from orders import rules
from orders.models import Booking, Offer, Order
from orders.states import Form, OfferState

RANKING_INPUTS = ("theme_fit", "last_gig", "distance", "id")
FULL, PARTIAL = 2, 1
PAGE = 100
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


@dataclass(frozen=True)
class Looked:
    """`others`: those whom themes, language and place would fit, but who can't be asked now."""

    candidates: list[Candidate]
    others: list[Candidate]


@dataclass(frozen=True)
class Answer:
    """«Miksi ei X?»: every rule of one expert, and where the list has them."""

    expert: Expert
    verdicts: list[rules.Verdict]
    may_be_asked: bool
    listed: bool
    own: str


def candidates(order: Order) -> list[Candidate]:
    return looked(order).candidates


def looked(order: Order, by: Person | None = None, limit: int = 50) -> Looked:
    """Fitting experts, ranked, each with the reasons in words: one query, and the blind pass over its rows.

    A page of rows more is read only while too few of them can be asked. `by`: who looks, and can't ask oneself.
    """
    found: list[Candidate] = []
    others: list[Candidate] = []
    pages, more = count(), True
    while more and len(found) < limit:
        start = next(pages) * PAGE
        rows = list(ranked(order)[start : start + PAGE])
        more = len(rows) == PAGE
        shy = rules.avoided(order, rows)
        for expert in rows:
            said = [v.words for v in rules.in_the_way(rules.verdicts(expert, order, shy)) if v.rule != "not_asked"]
            (others if said else found).append(_candidate(expert, ", ".join(said), by))
    return Looked(found[:limit], others[:limit])


def answers(order: Order, experts: Iterable[Expert], by: Person | None = None) -> list[Answer]:
    """Of each: which rules hold and which don't, by the conditions of the list itself."""
    rows = list(judged(order).filter(pk__in=[expert.pk for expert in experts]).by_name())  # type: ignore[attr-defined]
    shy = rules.avoided(order, rows)
    made = []
    for expert in rows:
        said = rules.verdicts(expert, order, shy)
        listed = all(verdict.met for verdict in said if verdict.rule != "not_asked")
        own = rules.own_order(expert, by)
        may_be_asked = not own and not rules.in_the_way(said)
        said.sort(key=lambda verdict: verdict.met)
        made.append(Answer(expert, said, may_be_asked, listed, own))
    return made


def refusal(order: Order, expert: Expert) -> str:
    """Why this expert can't be asked now, or nothing. The same conditions, judged again under the order's lock."""
    found = answers(order, [expert])
    return ", ".join(verdict.words for verdict in rules.in_the_way(found[0].verdicts)) if found else ""


def _candidate(expert: Any, in_the_way: str, by: Person | None) -> Candidate:
    asked = not expert.meets_not_asked
    why = in_the_way or (_("tarjous on jo avoinna") if asked else rules.own_order(expert, by))
    answered = {
        OfferState.DECLINED: _("vastasi tästä: ei tällä kertaa"),
        OfferState.EXPIRED: _("ei ehtinyt vastata edelliseen tarjoukseen"),
        OfferState.ACCEPTED: _("oli jo mukana, mutta estyi"),
    }
    return Candidate(expert, reasons(expert), asked, why, answered.get(expert.last_answer, ""))


def ranked(order: Order) -> QuerySet[Expert]:
    """Whom themes, language and place fit, free or not: theme fit → days since the last gig → distance → id."""
    fitting = {f"meets_{name}": True for name in rules.LISTED}
    everybody: Any = judged(order)
    found: QuerySet[Expert] = everybody.filter(**fitting).order_by("-theme_fit", F("last_gig").asc(), "distance", "id")
    return found


def judged(order: Order) -> QuerySet[Expert]:
    """Everybody, with what the ranking and each rule need to know."""
    wanted = reach(order.themes.prefetch_related("children"))
    fitted = Expert.objects.select_related("person").annotate(
        theme_fit=_theme_fit(wanted, order), themes_whole=_themes_whole(wanted, order)
    )
    return (
        fitted.annotate(**rules.conditions(order))
        .annotate(last_held=_last_held(), offered_until=_offered_until(order))
        .annotate(last_gig=_last_gig(), distance=_distance(order), last_answer=_last_answer(order))
    )


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


def _last_held() -> Subquery:
    held = Booking.objects.filter(expert=OuterRef("pk"), live=True).order_by()
    return Subquery(held.values("expert").annotate(at=Max("ends")).values("at"))


def _offered_until(order: Order) -> Subquery:
    """The end of what another order's open offer would bring."""
    open_ones = Offer.objects.filter(expert=OuterRef("pk"), state=OfferState.SENT).exclude(order=order).order_by()
    return Subquery(open_ones.values("expert").annotate(at=Max("order__sessions__ends")).values("at"))


def _last_gig() -> Coalesce:
    """An offer that waits counts as the gig it may become, so that one newcomer isn't asked for everything at once.

    Who has had no gig yet waits since the day of joining: before the long-waiting nobody goes for being new.
    """
    return Coalesce(Greatest(F("last_held"), F("offered_until")), F("created_at"))


def _distance(order: Order) -> Case:
    """0 the same municipality, 1 the same region, 2 other; null for all when nobody travels."""
    if order.form == Form.REMOTE:
        return Case(default=Value(None), output_field=IntegerField())
    return Case(
        When(municipality=order.municipality, then=Value(0)),
        When(regions__contains=[order.region], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _last_answer(order: Order) -> Subquery:
    return Subquery(order.offers.filter(expert=OuterRef("pk")).order_by("-id").values("state")[:1])


def reasons(expert: Expert) -> list[str]:
    """Why this person stands here, in words."""
    whole: int = expert.themes_whole  # type: ignore[attr-defined]
    partly = expert.theme_fit - FULL * whole  # type: ignore[attr-defined]
    distance: int | None = expert.distance  # type: ignore[attr-defined]
    said = [ngettext("%(n)d teema sopii", "%(n)d teemaa sopii", whole) % {"n": whole}] if whole else []
    if partly:
        said.append(ngettext("%(n)d teema sopii osin", "%(n)d teemaa sopii osin", partly) % {"n": partly})
    said.append(_waiting(expert))
    if distance is not None:
        said.append([_("sama kunta"), _("sama alue"), _("muu alue")][distance])
    return said


def _waiting(expert: Any) -> str:
    """How long without a gig, in words."""
    now = clock.now()
    held: datetime | None = expert.last_held
    offered: datetime | None = expert.offered_until
    if offered is not None and (held is None or offered > held):
        return _("tarjous toiseen keikkaan avoinna")
    if held is not None and held > now:
        return _("keikka sovittuna")
    days = (now - expert.last_gig).days
    if days < 1:
        return _("ei vielä keikkoja, tullut juuri mukaan") if held is None else _("edellinen keikka juuri pidetty")
    if held is None:
        return ngettext("ei vielä keikkoja, %(n)d päivä mukana", "ei vielä keikkoja, %(n)d päivää mukana", days) % {
            "n": days
        }
    return ngettext("%(n)d päivä edellisestä keikasta", "%(n)d päivää edellisestä keikasta", days) % {"n": days}
