"""Who comes, as an orderer may see: one rule for the order's page and the gig card (model.md §4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from core import audit, clock, policy
from experts.models import ExpertTheme
from orders.states import GIG_LIVE, GigState

if TYPE_CHECKING:
    from accounts.models import Person
    from experts.models import Expert
    from orders.models import Gig

ENDED = frozenset({GigState.RELEASED, GigState.CANCELLED})


class Span(Protocol):
    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime: ...


@dataclass(frozen=True)
class Comer:
    name: str
    title: str
    phone: str = ""
    email: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Previews:
    """`taken`: from the acceptance on. `near`: close to the gig, when contact data may be shown too."""

    taken: Comer
    near: Comer


def of_gigs(gigs: Iterable[Gig], by: Person, spans: Iterable[Span]) -> dict[int, Comer]:
    """By gig. The name from the acceptance until a month after closing; phone and e-mail from two days before until
    the end, when the expert lets and is not protected; the themes that the acceptance gave. Looks are written.
    """
    now = clock.now()
    kept = timedelta(days=int(policy.get("name_shown_days_after_closing")))
    seen = [g for g in gigs if g.state not in ENDED and (g.closed_at is None or now <= g.closed_at + kept)]
    if not seen:
        return {}
    near, themes = _near(list(spans), now), _themes(seen)
    found = {gig.pk: _comer(gig, near=near, themes=themes.get(gig.pk, ())) for gig in seen}
    _write_looks(by, seen, found)
    return found


def previews(expert: Expert) -> Previews:
    """What `of_gigs` would show of this expert, for the expert's own eyes, with every theme that may ever be shown."""
    words = tuple(_said(theme) for theme in expert.themes.for_orderer().prefetch_related("tags").order_by("pk"))
    return Previews(taken=_seen(expert, contact=False, themes=words), near=_seen(expert, contact=True, themes=words))


def _near(spans: list[Span], now: datetime) -> bool:
    first, last = min((s.starts for s in spans), default=now), max((s.ends for s in spans), default=now)
    return first - timedelta(hours=int(policy.get("contact_shown_hours_before"))) <= now <= last


def _themes(gigs: list[Gig]) -> dict[int, tuple[str, ...]]:
    wanted = {pk: gig for gig in gigs for pk in gig.offer.themes_shown}
    if not wanted:
        return {}
    rows = list(ExpertTheme.objects.for_orderer().filter(pk__in=list(wanted)).order_by("pk"))
    prefetch_related_objects([theme for theme in rows if not theme.own_words], "tags")
    found: dict[int, tuple[str, ...]] = {}
    for theme in rows:
        gig = wanted[theme.pk]
        words = _said(theme)
        if gig.expert_id == theme.expert_id and words:
            found[gig.pk] = (*found.get(gig.pk, ()), words)
    return found


def _said(theme: ExpertTheme) -> str:
    return theme.own_words or ", ".join(str(tag) for tag in theme.tags.all())


def _comer(gig: Gig, *, near: bool, themes: tuple[str, ...]) -> Comer:
    return _seen(gig.expert, contact=near and gig.state in GIG_LIVE, themes=themes)


def _seen(expert: Expert, *, contact: bool, themes: tuple[str, ...]) -> Comer:
    """Phone and e-mail only when the expert lets and is not protected, whatever the moment allows."""
    person = expert.person
    given = contact and expert.share_contact and not person.protected
    reached = (person.phone, str(person.email or "")) if given else ("", "")
    return Comer(person.name, expert.title, *reached, themes)


def _write_looks(by: Person, gigs: list[Gig], found: dict[int, Comer]) -> None:
    """The expert can read who saw the contact data and the themes."""
    order = gigs[0].order
    reached = [gig.expert.person for gig in gigs if found[gig.pk].phone or found[gig.pk].email]
    themed = [gig.expert.person for gig in gigs if found[gig.pk].themes]
    for what, people in (("gig_contact", reached), ("gig_themes", themed)):
        if people:
            audit.viewed(by, what, people, order)


audit.word(
    "gig_contact",
    _("yhteystietosi, jotka annoit keikan tilaajan nähdä"),
    of_others=_("yhteystiedot, jotka hän antoi keikan tilaajan nähdä"),
)
