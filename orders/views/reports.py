"""What happened: told by the expert, confirmed or contested by the orderer, decided by the coordinator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from core import web
from orders import actions, lines_shown, permissions, receipts, reports, status
from orders.actions.reporting import told
from orders.forms.receipts import ReportTripSet, choose_again, made_trips
from orders.forms.reporting import ChangedForm, ContestForm, DecideForm, DisputeForm, NotHeldForm
from orders.forms.staffing import one_more
from orders.models import GigReport, ReportLine
from orders.permissions import may_open_receipt
from orders.states import GigState, ReportState
from orders.views.orderer import person_of

Version = ReportLine.Version
Verb = tuple[Any, Callable[[], Any], str]
"""Its form if it has one, what it does, what is said then."""
KEPT = frozenset({"changed", "not_held", "contest", "dispute"})


def report_of(request: HttpRequest, slug: str) -> GigReport:
    found = GigReport.objects.visible_to(person_of(request)).select_related(
        "gig__order__task_type", "gig__order__unit", "gig__order__orderer", "gig__expert__person", "contested_by"
    )
    return get_object_or_404(found, slug=slug)


def shown(report: GigReport, by: Person) -> dict[str, Any]:
    """The report with each side's lines, whichever of them exist."""
    lines = list(report.lines.all())
    sides = {v: [line for line in lines if line.version == v] for v in Version.values}
    return {
        "report": report,
        "told": told(report),
        "gig": report.gig,
        "order": report.gig.order,
        "status": status.of_report(report, by),
        "sessions": list(report.gig.bookings.filter(live=True)),
        "sides": {v: lines_shown.rows(found) for v, found in sides.items()},
        "sums": {v: sum(line.amount_cents for line in found) for v, found in sides.items()},
        "receipts": receipts.of_reports([report]).get(report.pk, []) if may_open_receipt(by, report) else [],
    }


def _to_gig(report: GigReport) -> str:
    return reverse("portal:gig", args=[report.gig.slug])


@login_required
@require_POST
def agreed(request: HttpRequest, slug: str) -> HttpResponse:
    """«Toteutui kuten sovittiin» in one tap. Expert, or a coordinator who phoned."""
    by, report = person_of(request), report_of(request, slug)
    said = _("Kiitos! Ilmoitus on lähetetty tilaajalle kuitattavaksi.")
    return web.act(request, lambda: actions.report_as_agreed(report.pk, by=by), said=said, to=_to_gig(report))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Expert, or a coordinator by phone: it went otherwise, or it did not happen."""
    by, found = person_of(request), report_of(request, slug)
    permissions.require(permissions.is_own_report(by, found) or permissions.may_coordinate(by))
    own = permissions.is_own_report(by, found)
    mine = found.state == ReportState.SUBMITTED and found.reported_by_id == by.pk
    if found.state != ReportState.AWAITED and not mine:
        return redirect(_to_gig(found))
    do = request.POST.get("do", "")
    adding = "add" in request.POST
    changed, trips = _typed(request, found, do == "changed", adding)
    not_held = NotHeldForm(request.POST if do == "not_held" else None)
    if not adding and _told(do, found, by, changed, trips, not_held):
        messages.success(request, _("Kiitos! Ilmoitus on lähetetty, ja toinen osapuoli saa siitä tiedon."))
        return redirect(_to_gig(found))
    choose_again([changed, *trips.forms])
    context = {
        **shown(found, by),
        "agreed": lines_shown.rows(lines_shown.unwritten(reports.as_agreed(found))),
        "own": own,
        "changed": changed,
        "trips": trips,
        "forms": [changed, *trips.forms],
        "not_held": not_held,
        "opened": "changed" if adding else do,
        "correcting": mine,
        "tickets": changed.takes_receipts,
        "hourly": found.gig.order.task_type.by_deadline,
        "ended": found.gig.state in {GigState.CANCELLED, GigState.RELEASED},
    }
    refused = do in KEPT and not adding
    return render(request, "orders/reports/report.html", context, status=422 if refused else 200)


def _typed(request: HttpRequest, found: GigReport, told: bool, adding: bool) -> tuple[ChangedForm, ReportTripSet]:
    """What went otherwise, as typed; with room for one journey more nothing is judged yet."""
    days = [line.date for line in found.gig.offer.lines.all()]
    if not (told or adding):
        return ChangedForm(report=found), made_trips(days=days)
    data = one_more(request.POST) if adding else request.POST
    changed, trips = ChangedForm(data, request.FILES, report=found), made_trips(data, request.FILES, days=days)
    for form in [changed, *trips.forms] if adding else []:
        form.full_clean()
        form.errors.clear()
    return changed, trips


def _told(
    do: str, found: GigReport, by: Person, changed: ChangedForm, trips: ReportTripSet, not_held: NotHeldForm
) -> bool:
    if do == "changed":
        whole = trips.is_valid()
        act = lambda: actions.report_changed(  # noqa: E731
            found.pk, by=by, deviation=changed.deviation(trips), note=changed.cleaned_data["note"]
        )
        return bool(changed.is_valid() and whole and web.submit(changed, act))
    if do == "not_held":
        claim = lambda: actions.claim_not_held(found.pk, by=by, reason=not_held.cleaned_data["reason"])  # noqa: E731
        return web.submit(not_held, claim) is not None
    return False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """The orderer: confirm, see it otherwise, or say it was not held; also answers the expert's «ei toteutunut»."""
    by, found = person_of(request), report_of(request, slug)
    permissions.require(permissions.is_orderer_of(by, found.gig.order))
    do = request.POST.get("do", "")
    contest = ContestForm(request.POST if do == "contest" else None, report=found)
    not_held = NotHeldForm(request.POST if do == "not_held" else None)
    dispute = DisputeForm(request.POST if do == "dispute" else None)
    seen = request.POST.get("seen", "")
    verbs = {
        "confirm": _plainly(
            lambda: actions.confirm_report(found.pk, by=by, seen=seen), _("Kiitos! Toteuma on vahvistettu.")
        ),
        "agree": _plainly(
            lambda: actions.agree_not_held(found.pk, by=by), _("Kiitos. Koordinaattori ratkaisee asian.")
        ),
        "contest": _contesting(found, by, contest),
        "not_held": _claiming(found, by, not_held),
        "dispute": _disputing(found, by, dispute, _("Kiitos. Koordinaattori ratkaisee asian.")),
    }
    if (answered := _run(request, verbs, do, _to_gig(found))) is not None:
        return answered
    context = {
        **shown(found, by),
        "contest": contest,
        "not_held": not_held,
        "dispute": dispute,
        "opened": do,
        "submitted": found.state == ReportState.SUBMITTED,
        "claimed": found.state == ReportState.NOT_HELD_CLAIMED and found.contested_by_id == found.gig.expert.person_id,
    }
    return render(request, "orders/reports/confirm.html", context, status=422 if do in KEPT else 200)


def _plainly(act: Callable[[], Any], said: str) -> Verb:
    return None, act, said


def _contesting(found: GigReport, by: Person, form: ContestForm) -> Verb:
    said = _("Kiitos. Koordinaattori vertaa molempien ilmoituksia ja ratkaisee asian.")
    return form, lambda: actions.contest_report(found.pk, by=by, deviation=form.deviation(), **_note(form)), said


def _claiming(found: GigReport, by: Person, form: NotHeldForm) -> Verb:
    said = _("Kiitos. Kerroimme tekijälle, ja hän vastaa kolmessa arkipäivässä.")
    return form, lambda: actions.claim_not_held(found.pk, by=by, **form.cleaned_data), said


def _disputing(found: GigReport, by: Person, form: DisputeForm, said: str) -> Verb:
    return form, lambda: actions.dispute_not_held(found.pk, by=by, **_note(form)), said


def _note(form: Any) -> dict[str, str]:
    return {"note": form.cleaned_data["note"]}


def _run(request: HttpRequest, verbs: dict[str, Verb], do: str, to: str) -> HttpResponse | None:
    """One of the page's verbs; None when its form was refused, or nothing was asked."""
    if request.method != "POST" or do not in verbs:
        return None
    form, act, said = verbs[do]
    if form is None:
        return web.act(request, act, said=said, to=to)
    if web.submit(form, act) is None:
        return None
    messages.success(request, said)
    return redirect(to)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claimed(request: HttpRequest, slug: str) -> HttpResponse:
    """The orderer says that nothing was held; the expert agrees, or tells how it went. Nothing is taken in silence."""
    by, found = person_of(request), report_of(request, slug)
    permissions.require(permissions.is_own_report(by, found))
    if found.state != ReportState.NOT_HELD_CLAIMED or found.contested_by_id == by.pk:
        return redirect(_to_gig(found))
    do = request.POST.get("do", "")
    dispute = DisputeForm(request.POST if do == "dispute" else None)
    verbs = {
        "agree": _plainly(lambda: actions.agree_not_held(found.pk, by=by), _("Kiitos. Kirjattu: ei toteutunut.")),
        "dispute": _disputing(found, by, dispute, _("Kiitos. Koordinaattori ratkaisee asian, ja saat tiedon.")),
    }
    if (answered := _run(request, verbs, do, _to_gig(found))) is not None:
        return answered
    context = {**shown(found, by), "dispute": dispute, "opened": do}
    return render(request, "orders/reports/claimed.html", context, status=422 if do in KEPT else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: both versions side by side, one decision with its reason to both."""
    by, found = person_of(request), report_of(request, slug)
    permissions.require(permissions.may_coordinate(by))
    if found.state != ReportState.CONTESTED:
        return redirect(_to_gig(found))
    context = shown(found, by)
    form = DecideForm(request.POST or None, orderer_has_version=bool(context["sides"][Version.ORDERER]))
    do = lambda: actions.decide_report(found.pk, by=by, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        messages.success(request, _("Asia on ratkaistu. Molemmat saivat perustelusi."))
        return redirect("orders:board")
    if not context["sides"][Version.EXPERT]:
        lines = reports.as_agreed(found)
        context["sides"][Version.EXPERT] = lines_shown.rows(lines_shown.unwritten(lines))
        context["sums"][Version.EXPERT] = sum(line["amount_cents"] for line in lines)
    context["form"] = form
    return render(request, "orders/reports/decide.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: more than the contract was reported, and it is right."""
    by, found = person_of(request), report_of(request, slug)
    permissions.require(permissions.may_coordinate(by))
    said = _("Ilmoitus on vahvistettu.")
    do = lambda: actions.confirm_report(found.pk, by=by, seen=request.POST.get("seen", ""))  # noqa: E731
    return web.act(request, do, said=said, to=_to_gig(found))
