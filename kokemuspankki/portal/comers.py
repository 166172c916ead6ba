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
from experts.states import Visibility
from orders.states import GIG_LIVE, GigState

if TYPE_CHECKING:
    from accounts.models import Person
    from orders.models import Gig

ENDED = frozenset({GigState.RELEASED, GigState.CANCELLED})
SHOWN = (Visibility.ORDERER, Visibility.PUBLIC)


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


def _near(spans: list[Span], now: datetime) -> bool:
    first, last = min((s.starts for s in spans), default=now), max((s.ends for s in spans), default=now)
    return first - timedelta(hours=int(policy.get("contact_shown_hours_before"))) <= now <= last


def _themes(gigs: list[Gig]) -> dict[int, tuple[str, ...]]:
    wanted = {pk: gig for gig in gigs for pk in gig.offer.themes_shown}
    if not wanted:
        return {}
    shown = ExpertTheme.objects.filter(pk__in=list(wanted), withdrawn_at=None, visibility__in=SHOWN)
    rows = list(shown.order_by("pk"))
    prefetch_related_objects([theme for theme in rows if not theme.own_words], "tags")
    found: dict[int, tuple[str, ...]] = {}
    for theme in rows:
        gig = wanted[theme.pk]
        words = theme.own_words or ", ".join(str(tag) for tag in theme.tags.all())
        if gig.expert_id == theme.expert_id and words:
            found[gig.pk] = (*found.get(gig.pk, ()), words)
    return found


def _comer(gig: Gig, *, near: bool, themes: tuple[str, ...]) -> Comer:
    person = gig.expert.person
    contact = near and gig.expert.share_contact and not person.protected and gig.state in GIG_LIVE
    reached = (person.phone, str(person.email or "")) if contact else ("", "")
    return Comer(person.name, gig.expert.title, *reached, themes)


def _write_looks(by: Person, gigs: list[Gig], found: dict[int, Comer]) -> None:
    """The expert can read who saw the contact data and the themes."""
    order = gigs[0].order
    reached = [gig.expert.person for gig in gigs if found[gig.pk].phone or found[gig.pk].email]
    themed = [gig.expert.person for gig in gigs if found[gig.pk].themes]
    for what, people in (("gig_contact", reached), ("gig_themes", themed)):
        if people:
            audit.viewed(by, what, people, order)


audit.word("gig_contact", _("yhteystietosi, jotka annoit keikan tilaajan nähdä"))
