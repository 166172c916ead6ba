"""An order's page: what is so, who acts next, by when; with the parts of every room, by role (model.md §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Bank, Person
from accounts.roles import Role
from accounts.views.common import person_of
from core import clock, web
from core.forms import LookForm, PhoneField
from core.status import Status
from core.templatetags.kp import day, span
from evaluation.states import RequestState
from kokemuspankki.portal import comers as known
from kokemuspankki.portal import nav
from kokemuspankki.portal.standing import Parts, gather, standing
from orders import actions, briefing, permissions, price_panel, status
from orders.models import Gig, GigReport, Order, OrderSession, ReportLine
from orders.states import GIG_LIVE, ORDER_OPEN, GigState, OrderState, ReportState, TextVia
from payments.models import Contract

TOLD = frozenset({ReportState.SUBMITTED, ReportState.APPROVED, ReportState.NOT_HELD})
"""What happened is told, and nobody says otherwise."""
Facts = list[tuple[str, Any]]
Steps = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Comer:
    """An expert of the order, as the orderer may see, and how far the gig is."""

    gig: Gig
    seen: known.Comer
    status: Status
    contract: str


def _found(slug: str) -> Order:
    found = Order.objects.for_list().select_related("cost_centre", "coordinator", "task_type", "unit", "orderer")
    row: Order = get_object_or_404(found.prefetch_related("sessions", "themes"), slug=slug)
    return row


@login_required
@require_GET
def order(request: HttpRequest, slug: str) -> HttpResponse:
    by, row = person_of(request), _found(slug)
    audience = audience_of(by, row)
    if row.state == OrderState.DRAFT:
        return redirect("orders:step", slug, row.step)
    if audience == "approver":
        return to_approval(by, row)
    return _page(by, row, audience, request, LookForm() if audience == "lean" else None)


@login_required
@require_POST
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The auditor's and the main user's full view: the answer to one POST with a reason, kept nowhere."""
    by, row, form = person_of(request), _found(slug), LookForm(request.POST)
    permissions.require(audience_of(by, row) == "lean")
    look = lambda: actions.look_at_whole_order(row.pk, by=by, reason=form.cleaned_data["reason"])  # noqa: E731
    if web.submit(form, look) is None:
        return _page(by, row, "lean", request, form)
    return web.kept_nowhere(_page(by, row, "lean", request))


def _page(by: Person, row: Order, audience: str, request: HttpRequest, look: LookForm | None = None) -> HttpResponse:
    """`look`: the form that asks for a reason; until it is answered, title, themes and free text are left out."""
    parts = gather([row])[row.pk]
    stands = standing(row, by, parts)
    context = {
        "order": row,
        "audience": audience,
        "look_form": look,
        "status": replace(stands, extra="") if look else stands,
        "facts": lean_facts(row) if look else facts(row),
        "price": price(row, parts),
        "life": life(row, parts),
        "questions": [] if look else list(row.questions.select_related("asked_by", "answered_by")),
        "comers": comers(row, by, parts) if audience != "lean" else [],
        "reports": [r for r in parts.reports if r.state == ReportState.SUBMITTED] if audience == "orderer" else [],
        "claims": _claims(parts) if audience == "orderer" else [],
        "gigs": parts.gigs if audience == "lean" and by.has(Role.AUDITOR) else [],
        "fees_url": _fees_url(by, row) if parts.reports else "",
        "had_gigs": row.state == OrderState.CANCELLED and row.gigs.exists(),
        "paid_cents": _paid_though_cancelled(row) if row.state == OrderState.CANCELLED else None,
        "give": [f for f in parts.feedback if f.giver_id == by.pk and f.state == RequestState.ASKED],
        "handle": nav.url("orders:handle", slug=row.slug) if audience == "coordinator" else "",
        "name_approver": _names_approver(by, row),
        **choices(row, audience, parts),
    }
    return render(request, "portal/order.html", context, status=422 if look and look.is_bound else 200)


def price(row: Order, parts: Parts) -> price_panel.Panel:
    """An estimate, until everybody who was asked for has said yes."""
    if row.state in {OrderState.STAFFED, OrderState.DONE} and parts.gigs:
        return price_panel.of_gigs(row, parts.gigs, parts.reports)
    return price_panel.of_order(row)


def audience_of(by: Person, row: Order) -> str:
    """As whom the person looks: the widest right counts. Nobody's business gives the same answer as no such order."""
    if row.state == OrderState.DRAFT:
        if not permissions.may_edit_draft(by, row):
            raise Http404
        return "orderer"
    if permissions.is_orderer_of(by, row):
        return "orderer"
    if permissions.may_coordinate(by):
        return "coordinator"
    if Order.objects.approvable_by(by).filter(pk=row.pk).exists():
        return "approver"
    if permissions.reads_order_in_part(by, row):
        return "lean"
    raise Http404


def _claims(parts: Parts) -> list[GigReport]:
    """The expert says that it was not held, and the orderer answers."""
    claimed = [r for r in parts.reports if r.state == ReportState.NOT_HELD_CLAIMED]
    return [r for r in claimed if r.contested_by_id == r.gig.expert.person_id]


def _fees_url(by: Person, row: Order) -> str:
    may = by.has(Role.COORDINATOR) or by.has(Role.AUDITOR)
    return f"{reverse('payments:fees')}?order={row.slug}" if may else ""


def _paid_though_cancelled(row: Order) -> int:
    lines = ReportLine.objects.filter(report__gig__order=row, report__state=ReportState.APPROVED, version="final")
    return int(lines.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def to_approval(by: Person, row: Order) -> HttpResponse:
    """An approver's view of an order is the summary that he or she was asked to decide."""
    asked = row.approvals.for_person(by).order_by("outcome", "-pk").first()
    return redirect("orders:approval", asked.slug) if asked else redirect("orders:approvals")


def _names_approver(by: Person, row: Order) -> str:
    may = permissions.may_name_approver(by) and row.state == OrderState.AWAITING_APPROVER
    return reverse("orders:name-approver", args=[row.slug]) if may else ""


def lean_facts(row: Order) -> Facts:
    """What the auditor and the main user read without a reason: no title, themes or free text."""
    return [
        (_("Tehtävä"), str(row.task_type)),
        (_("Aika"), _times(row)),
        (_("Yksikkö"), row.unit.name),
        (_("Kustannuspaikka"), _centre(row)),
    ]


def facts(row: Order) -> Facts:
    place = ", ".join(part for part in (row.address, row.room, row.municipality) if part)
    contact = f"{row.site_contact_name}, {PhoneField().prepare_value(row.site_contact_phone)}".strip(", ")
    size = _("%(size)s osallistujaa") % {"size": row.get_audience_size_display()} if row.audience_size else ""
    readers = ", ".join(part for part in (row.get_audience_type_display(), size) if part)
    alone = row.task_type.by_deadline
    return [
        (_("Aika"), _times(row)),
        (_("Paikka"), briefing.place(row) if alone else place or row.get_form_display()),
        (_("Teksti"), _text(row) if alone else ""),
        (_("Tekstin pituus"), row.answers.get("text_length", "")),
        (_("Etäyhteys"), " ".join(part for part in (row.remote_tool, row.remote_link) if part)),
        (_("Tavoite"), row.goal),
        (_("Mitä tekijä tekee"), row.description),
        (_("Kenelle teksti on") if alone else _("Kuulijat"), readers),
        (_("Teemat"), ", ".join(str(theme) for theme in row.themes.all())),
        (_("Kieli"), row.get_language_display()),
        (_("Tallennus"), row.get_recording_display() if row.task_type.asks("recording") else ""),
        (_("Muut arvioijat") if alone else _("Muut puhujat"), row.other_experts),
        (_("Perille pääsy"), row.arrival),
        (_("Esteettömyys"), row.get_step_free_display() if row.form != "remote" else ""),
        (_("Kuka vastaa kysymyksiin") if alone else _("Yhteyshenkilö paikalla"), contact),
        (_("Yksikkö"), row.unit.name),
        (_("Kustannuspaikka"), _centre(row)),
        (_("Tilaaja"), row.orderer.name),
    ]


def _text(row: Order) -> str:
    """The text to review; of one that is sent to the bank, where it is sent."""
    if row.answers.get("text_via") != TextVia.BANK:
        return briefing.text(row)
    said = {"email": Bank.objects.the().email, "number": row.number}
    return _("Tilaaja lähettää tekstin osoitteeseen %(email)s. Viestissä on tilauksen numero %(number)s.") % said


def _times(row: Order) -> str:
    return "\n".join(_time(s) for s in row.sessions.all())


def _centre(row: Order) -> str:
    return str(row.cost_centre) if row.cost_centre else ""


def _time(session: OrderSession) -> str:
    said = span(session)
    return _("%(when)s (jäi pitämättä)") % {"when": said} if session.lapsed_at else said


def life(row: Order, parts: Parts) -> Steps:
    """From the order to the thanks; what is done carries its day."""
    centre = row.approvals.filter(outcome="approved").order_by("-decided_at").first()
    by_centre = (centre and centre.decided_at) or row.approved_at
    session = next(reversed(row.sessions.all()), None)
    over = bool(parts.gigs) and all(g.state in {GigState.OVER, GigState.CLOSED} for g in parts.gigs)
    states = {r.state for r in parts.reports}
    held = over and bool(states) and states <= TOLD
    never = over and states == {ReportState.NOT_HELD}
    signed = bool(parts.gigs) and all(g.confirmed_at for g in parts.gigs)
    settled = bool(parts.gigs) and all(g.state == GigState.CLOSED for g in parts.gigs)
    steps = [
        (_("Tilattu"), _("Tilaus"), row.submitted_at),
        (_("Kustannuspaikka hyväksyi"), _("Kustannuspaikan hyväksyntä"), by_centre),
        (_("Pankki hyväksyi"), _("Pankin hyväksyntä"), row.approved_at),
        (_("Tekijä löytyi"), _("Tekijän etsiminen"), row.staffed_at if row.state != OrderState.STAFFING else None),
        (_("Sopimus allekirjoitettu"), _("Sopimuksen allekirjoitus"), _last(parts, "confirmed_at") if signed else None),
        (
            _("Keikka ei toteutunut")
            if never
            else _("Työ tehty")
            if row.task_type.by_deadline
            else _("Keikka pidetty"),
            _("Keikka"),
            min(session.ends, _last(parts, "over_at") or session.ends) if session and held else None,
        ),
        (
            _("Valmis") if never else _("Palkkio hyväksytty, palaute perillä"),
            _("Kuittaus, palkkio ja palaute"),
            _last(parts, "closed_at") if settled else None,
        ),
    ]
    return _marked(row, steps)


def _last(parts: Parts, name: str) -> datetime | None:
    return max((at for gig in parts.gigs if (at := getattr(gig, name))), default=None)


def _marked(row: Order, steps: list[tuple[str, str, Any]]) -> Steps:
    stopped = row.cancelled_at or row.rejected_at
    found: Steps = []
    current = "now"
    for done, coming, at in steps:
        if at:
            found.append((done, "done", day(at)))
        elif stopped:
            said = _("Peruttu") if row.cancelled_at else _("Hylätty")
            return [*found, (said, "stopped", day(stopped))]
        else:
            found.append((coming, current, ""))
            current = "next"
    return found


def comers(row: Order, by: Person, parts: Parts) -> list[Comer]:
    """Whoever the orderer may see by now, with how far it is."""
    seen = known.of_gigs(parts.gigs, by, row.sessions.all())
    return [
        Comer(gig, seen[gig.pk], status.of_gig(gig, by), _contract_words(parts.contracts.get(gig.pk)))
        for gig in parts.gigs
        if gig.pk in seen
    ]


def _contract_words(contract: Contract | None) -> str:
    if contract is None:
        return ""
    in_force = contract.in_force_at is not None
    return _("Sopimus on voimassa.") if in_force else _("Sopimus on tehty, allekirjoitus puuttuu.")


def _all_done(row: Order, parts: Parts) -> bool:
    """Work by a deadline was told to be ready before its day."""
    live = any(gig.state in GIG_LIVE for gig in parts.gigs)
    return row.task_type.by_deadline and row.state == OrderState.STAFFED and not live


def choices(row: Order, audience: str, parts: Parts) -> dict[str, Any]:
    """What the orderer may do now: cancel, go on with fewer, order again."""
    ahead = any(s.starts > clock.now() for s in row.sessions.all()) and not _all_done(row, parts)
    acts = audience in {"orderer", "coordinator"}
    live = [g for g in parts.gigs if g.state in GIG_LIVE]
    asked = row.state == OrderState.STAFFING and row.options_asked_at and not row.options_answered_at
    offers = row.offers.live().count() if row.state == OrderState.STAFFING else 0
    ended = audience == "orderer" and row.state not in ORDER_OPEN
    return {
        "options": asked and audience == "orderer",
        "change_url": reverse("orders:change", args=[row.slug]) if acts and ahead and row.state in ORDER_OPEN else "",
        "move_url": reverse("orders:move", args=[row.slug]) if acts and ahead and live else "",
        "cancel_url": reverse("orders:cancel", args=[row.slug]) if acts and ahead and row.state in ORDER_OPEN else "",
        "again_url": reverse("orders:again", args=[row.slug]) if ended else "",
        "fewer": len(live) if audience == "orderer" and row.state == OrderState.STAFFING else 0,
        "fewer_url": reverse("orders:fewer", args=[row.slug]),
        "offers": offers,
    }
