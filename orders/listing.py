"""The list of every order ever sent, for whoever sees all of them; drafts are their writers' own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.lists import Cents, Column, Words
from core.status import YOU
from orders import permissions, shown
from orders.models import Gig, Order
from orders.states import GIG_OPEN, GigState, OrderState

if TYPE_CHECKING:
    from accounts.models import Person
    from orders.shown import OrderRow


def columns(viewer: Person) -> list[Column]:
    """A coordinator's; an auditor and the main user read neither titles, themes nor free text (model.md §4)."""
    return [_number(viewer), *ABOUT, *([TITLE] if permissions.may_coordinate(viewer) else []), *LEAN]


def _number(viewer: Person) -> Column:
    page = "orders:handle" if permissions.may_coordinate(viewer) else "portal:order"
    return Column(
        "number", _("Numero"), lambda row: row.order.number, url=lambda row: reverse(page, args=[row.order.slug])
    )


def _experts(row: OrderRow) -> str:
    held: Any = row.order
    return ", ".join(gig.expert.person.name for gig in held.kept_gigs)


def _coordinator(row: OrderRow) -> str:
    return row.order.coordinator.name if row.order.coordinator else ""


def _max(row: OrderRow) -> Cents | None:
    cents = row.order.approved_max_cents
    return None if cents is None else Cents(cents)


def _who(row: OrderRow) -> Words:
    who = row.status.who if row.open else ""
    return _("sinä") if who == YOU else who


def _when(row: OrderRow) -> datetime | date | None:
    """Work by a deadline has a day, no hour."""
    return clock.local(row.starts).date() if row.starts and row.order.task_type.by_deadline else row.starts


TITLE = Column("title", _("Otsikko"), lambda row: row.order.title)
ABOUT = (
    Column("starts", _("Aika"), _when),
    Column("task", _("Tehtävä"), lambda row: str(row.order.task_type)),
)
LEAN = (
    Column("unit", _("Yksikkö"), lambda row: row.order.unit.name),
    Column("state", _("Tilanne"), lambda row: row.status.words, tone=lambda row: row.status.tone),
    Column("next", _("Kuka toimii"), _who),
    Column("by", _("Viimeistään"), lambda row: row.status.by if row.open else None, extra=True),
    Column("experts", _("Tekijät"), _experts),
    Column("places", _("Tekijöitä tarvitaan"), lambda row: row.order.experts_needed, extra=True, sum=True),
    Column("orderer", _("Tilaaja"), lambda row: row.order.orderer.name, extra=True),
    Column("coordinator", _("Koordinaattori"), _coordinator, extra=True),
    Column("centre", _("Kustannuspaikka"), lambda row: str(row.order.cost_centre or ""), extra=True),
    Column("sent", _("Lähetetty"), lambda row: row.order.submitted_at, extra=True),
    Column("most", _("Enintään"), _max, extra=True, sum=True),
)  # fmt: skip


def found(viewer: Person, chosen: Q) -> Any:
    """Newest first; a handful of questions whatever their number."""
    kept = Gig.objects.filter(state__in=[*GIG_OPEN, GigState.CLOSED]).select_related("expert__person").order_by("id")
    rows = Order.objects.visible_to(viewer).exclude(state=OrderState.DRAFT).for_list().filter(chosen)
    return (
        rows.select_related("task_type", "unit", "orderer", "coordinator", "cost_centre")
        .prefetch_related(Prefetch("gigs", kept, to_attr="kept_gigs"))
        .order_by("-id")
    )


def rows(viewer: Person) -> Any:
    return lambda chunk: shown.rows(chunk, viewer)
