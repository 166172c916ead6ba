"""What an approved report left open: the coordinator decides, with a reason that the expert reads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import web
from orders import actions, lines_shown, permissions, receipts, status
from orders.forms.differences import DifferenceForm
from orders.models import ReportDifference
from orders.states import DifferenceState
from orders.views.orderer import person_of
from orders.views.reports import report_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator: what is open, what was already approved, one decision."""
    by = person_of(request)
    report = report_of(request, slug)
    permissions.require(permissions.may_coordinate(by))
    found = get_object_or_404(ReportDifference, report=report)
    found.report = report
    gig = report.gig
    card = reverse("portal:gig", args=[gig.slug])
    if found.state not in {DifferenceState.CONTESTED, DifferenceState.REFUSED}:
        return redirect(card)
    permissions.require(permissions.may_decide_report(by, found.report))
    form = DifferenceForm(request.POST or None, difference=found)
    do = lambda: actions.decide_difference(found.pk, by=by, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        messages.success(request, _("Asia on ratkaistu. Kokemusasiantuntija saa siitä tiedon."))
        return redirect("orders:board")
    lines = list(found.report.lines.all())
    said = found.approvals.exclude(outcome="").order_by("-decided_at").first()
    context = {
        "difference": found,
        "gig": gig,
        "order": gig.order,
        "status": status.of_difference(found, by),
        "paid": lines_shown.rows([line for line in lines if line.version == "final"]),
        "open": lines_shown.rows([line for line in lines if line.version == "rest"]),
        "paid_cents": sum(line.amount_cents for line in lines if line.version == "final"),
        "refused": said.note if said else "",
        "receipts": receipts.of_reports([report]).get(report.pk, []),
        "form": form,
        "card": card,
    }
    return render(request, "orders/reports/difference.html", context, status=422 if form.is_bound else 200)
