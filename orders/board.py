"""The coordinator's board: every open order in one of four columns, with who is late and the next act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.status import ALERT
from core.templatetags.kp import day, moment, stop
from orders.models import Gig, GigReport, Offer, Order
from orders.states import GIG_LIVE, GIG_OPEN, ORDER_OPEN, REPORT_OPEN, GigState, OfferState, OrderState, ReportState

if TYPE_CHECKING:
    from core.status import Words

NEW, SEARCHING, AGREED, HELD = range(4)
TITLES: tuple[str | Promise, ...] = (
    gettext_lazy("Uudet tilaukset"),
    gettext_lazy("Etsitään tekijää"),
    gettext_lazy("Sovitut"),
    gettext_lazy("Tehdyt, kesken"),
)
EMPTY: tuple[str | Promise, ...] = (
    gettext_lazy("Uusi tilaus tulee tähän, kun tilaaja lähettää sen."),
    gettext_lazy("Tässä ovat tilaukset, joille etsitään tekijää."),
    gettext_lazy("Tähän tulevat keikat, joilla on tekijä."),
    gettext_lazy("Tässä ovat pidetyt keikat, joilta puuttuu ilmoitus, kuittaus tai palaute."),
)
LIMIT = 200
SHOWS: dict[str, str | Promise] = {
    "": gettext_lazy("Kaikki"),
    "act": gettext_lazy("Odottaa minua"),
    "urgent": gettext_lazy("Kiireelliset"),
    "week": gettext_lazy("Viikon sisällä"),
}
"""Quick views. Each is one look at the cards that are there already."""


@dataclass(frozen=True)
class Card:
    order: Order
    at: datetime | None
    who: str
    says: Words
    tone: str
    act: Words = ""
    url: str = ""

    def fits(self, show: str, now: datetime) -> bool:
        if show == "act":
            return bool(self.act)
        if show == "urgent":
            return self.tone == ALERT
        if show == "week":
            return self.at is not None and now <= self.at < now + timedelta(days=7)
        return True


@dataclass(frozen=True)
class View:
    """One quick view: its words, how many cards it has, and whether it is the one shown."""

    key: str
    words: Words
    number: int
    current: bool


@dataclass(frozen=True)
class Column:
    title: Words
    empty: Words
    cards: list[Card] = field(default_factory=list)

    @property
    def waits(self) -> int:
        return sum(bool(card.act) for card in self.cards)


def columns(found: Iterable[Order], now: datetime) -> list[Column]:
    made = [Column(title, empty) for title, empty in zip(TITLES, EMPTY, strict=True)]
    for order in found:
        place, card = _card(order, now)
        made[place].cards.append(card)
    for column in made:
        column.cards.sort(key=lambda card: (not card.act, card.tone != ALERT, card.at or now, card.order.pk))
    return made


def views(made: list[Column], current: str, now: datetime) -> list[View]:
    cards = [card for column in made for card in column.cards]
    return [
        View(key, words, sum(card.fits(key, now) for card in cards), key == current) for key, words in SHOWS.items()
    ]


def narrowed(made: list[Column], show: str, now: datetime) -> list[Column]:
    return [
        Column(column.title, column.empty, [card for card in column.cards if card.fits(show, now)]) for column in made
    ]


def orders(chosen: Q | None = None, limit: int = LIMIT) -> list[Order]:
    """Open ones, and ended ones that still have an open report; four questions whatever their number."""
    reports = GigReport.objects.filter(state__in=REPORT_OPEN)
    unreported = Exists(reports.filter(gig__order=OuterRef("pk")))
    open_ones = Q(state__in=ORDER_OPEN) | (unreported & ~Q(state=OrderState.DRAFT))
    found: Any = Order.objects.filter(open_ones, chosen or Q())
    live = Offer.objects.filter(state=OfferState.SENT).select_related("expert__person").order_by("id")
    gigs = Gig.objects.select_related("expert__person").order_by("id")
    return list(
        found.for_list()
        .order_by("first_start", "id")
        .prefetch_related(
            "sessions",
            Prefetch("offers", queryset=live, to_attr="live_offers"),
            Prefetch("gigs", queryset=gigs, to_attr="all_gigs"),
            Prefetch("all_gigs__reports", queryset=reports, to_attr="open_reports"),
        )[:limit]
    )


def summary(made: list[Column], now: datetime) -> str:
    """The day in a sentence or two."""
    waits = sum(column.waits for column in made)
    said = (
        ngettext("Yksi tilaus odottaa sinua.", "%(n)d tilausta odottaa sinua.", waits) % {"n": waits}
        if waits
        else _("Mikään ei odota sinua juuri nyt.")
    )
    said = f"{said} {burning(made)}".strip()
    ahead = [card.at for card in made[SEARCHING].cards if card.at and card.at > now]
    if not ahead:
        return said
    nearest = stop(_("Lähin keikka ilman tekijää on %(day)s") % {"day": day(min(ahead))})
    return f"{said} {nearest}"


def burning(made: list[Column]) -> str:
    """How many of those that wait for the reader are late or due today; nothing when none."""
    n = sum(bool(card.act) and card.tone == ALERT for column in made for card in column.cards)
    return ngettext("Yksi niistä on kiireellinen.", "%(n)d niistä on kiireellisiä.", n) % {"n": n} if n else ""


def _card(order: Any, now: datetime) -> tuple[int, Card]:
    if order.question_due is not None and order.state in {OrderState.AWAITING_BANK, OrderState.STAFFING}:
        return NEW if order.state == OrderState.AWAITING_BANK else SEARCHING, _asked(order, now)
    if order.state == OrderState.AWAITING_APPROVER:
        who = f"{order.asked_first or ''} {order.asked_last or ''}".strip()
        says = _("%(who)s hyväksyy") % {"who": who} if who else _("hyväksyjä puuttuu")
        return NEW, _made(order, now, says, "plain" if who else "alert")
    if order.state == OrderState.AWAITING_BANK:
        return NEW, _made(order, now, *_answer_by(order.due, now), _("Käsittele"), _handle(order))
    if order.state == OrderState.STAFFING:
        return SEARCHING, _searching(order, now)
    live = [gig for gig in order.all_gigs if gig.state in GIG_LIVE]
    if live and not any(gig.open_reports for gig in order.all_gigs):
        waits = [gig for gig in live if gig.state == GigState.AGREED]
        says = _("sopimus kesken") if waits else _("sopimus allekirjoitettu")
        return AGREED, _made(order, now, says, "wait" if waits else "ok")
    return HELD, _held(order, now)


def _asked(order: Any, now: datetime) -> Card:
    """The orderer owes an answer; a late one is phoned about."""
    if order.question_due <= now:
        return _made(order, now, _("soita tilaajalle"), "alert", _("Avaa tilaus"), _handle(order))
    said = {"when": day(order.question_due)}
    return _made(order, now, _("tilaaja vastaa %(when)s mennessä") % said, "wait")


def _answer_by(due: datetime | None, now: datetime) -> tuple[str, str]:
    if due is None:
        return _("vastaa tilaajalle"), "wait"
    if due <= now:
        return _("myöhässä: vastaa nyt"), "alert"
    if clock.local(due).date() == clock.local(now).date():
        return _("vastaa tänään"), "alert"
    return _("vastaa %(when)s mennessä") % {"when": day(due)}, "plain"


def _searching(order: Any, now: datetime) -> Card:
    if order.live_offers:
        first = min(order.live_offers, key=lambda offer: offer.answer_by)
        said = {"who": first.expert.person.first_name, "when": moment(first.answer_by)}
        return _made(order, now, _("%(who)s vastaa viimeistään %(when)s") % said, "wait")
    late = bool(order.due and order.due <= now)
    says = _("myöhässä: tarjous puuttuu") if late else _("tarjous puuttuu")
    url = reverse("orders:candidates", args=[order.slug])
    return _made(order, now, says, "alert" if late else "wait", _("Katso ehdokkaat"), url)


HELD_WORDS: dict[str, str | Promise] = {
    ReportState.AWAITED: gettext_lazy("%(who)s ei ole vielä ilmoittanut"),
    ReportState.SUBMITTED: gettext_lazy("tilaaja kuittaa, vahvistuu itsestään %(when)s"),
    ReportState.NOT_HELD_CLAIMED: gettext_lazy("ilmoitettu: ei toteutunut, toinen osapuoli vastaa %(when)s"),
    ReportState.CONTESTED: gettext_lazy("ilmoitukset eroavat"),
}


def _held(order: Any, now: datetime) -> Card:
    reports = [(report, gig) for gig in order.all_gigs for report in gig.open_reports]
    if not reports:
        return _made(order, now, _("palkkio tai palaute kesken"), "plain")
    report, gig = min(reports, key=lambda pair: (pair[0].state != ReportState.CONTESTED, pair[0].due or now))
    said = {"who": gig.expert.person.first_name, "when": day(report.due) if report.due else ""}
    says = str(HELD_WORDS[report.state]) % said
    if report.state == ReportState.CONTESTED:
        return _made(order, now, says, "alert", _("Ratkaise"), reverse("orders:report-decide", args=[report.slug]))
    if report.state == ReportState.SUBMITTED and report.reminded_at is not None:
        says = _("sopimusta suurempi ilmoitus")
        return _made(order, now, says, "alert", _("Tarkista"), reverse("portal:gig", args=[gig.slug]))
    if report.state == ReportState.AWAITED and report.due and report.due <= now:
        return _made(order, now, says, "alert", _("Kirjaa puhelu"), reverse("orders:report", args=[report.slug]))
    return _made(order, now, says, "wait" if report.state != ReportState.AWAITED else "plain")


def _made(order: Any, now: datetime, says: str, tone: str, act: str = "", url: str = "") -> Card:
    at = _next_session(order, now)
    names = [gig.expert.person.name for gig in order.all_gigs if gig.state in {*GIG_OPEN, GigState.CLOSED}]
    return Card(order, at, ", ".join(names), says, tone, act, url)


def _next_session(order: Any, now: datetime) -> datetime | None:
    """The next one to come, or the last one held."""
    starts: list[datetime] = [session.starts for session in order.sessions.all()]
    ahead = [start for start in starts if start > now]
    return min(ahead) if ahead else max(starts, default=None)


def _handle(order: Order) -> str:
    return reverse("orders:handle", args=[order.slug])
