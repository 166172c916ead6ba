"""Pages opened by a mail's link, without signing in. GET shows and writes nothing; POST acts and uses the link up.

They speak the language of the mail.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock, links
from core.errors import DomainError, Missing
from core.models import PurposeLink
from core.web import CALM
from orders import actions, lines_shown, notifications, permissions, reports
from orders.models import GigReport, Offer
from orders.states import OfferState, ReportState
from orders.views import expert
from orders.views.reports import shown


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The expert's offer in short: no net, no contact, no own themes. The button answers."""
    link = links.resolve(token, notifications.ANSWER)
    with translation.override(link.person.language):
        return _offer(request, link)


def _offer(request: HttpRequest, link: PurposeLink) -> HttpResponse:
    found = expert.offers_known().filter(pk=link.object_id).first()
    if found is None or not permissions.is_own_offer(link.person, found):
        raise Missing(code="link")
    error, clash = "", False
    if request.method == "POST" and request.POST.get("answer") in {"yes", "no"}:
        try:
            return _answered(request, found, link)
        except CALM:
            raise
        except DomainError as refused:
            error, clash = refused.message, refused.code == "clash"
    context = {
        **expert.facts(found, contact=False),
        "waits": found.state == OfferState.SENT and found.answer_by > clock.now(),
        "error": error,
        "clash": clash,
        "more": reverse("orders:offer", args=[found.slug]),
    }
    return render(request, "orders/expert/link_offer.html", context, status=409 if error else 200)


def _answered(request: HttpRequest, found: Offer, link: PurposeLink) -> HttpResponse:
    if request.POST.get("answer") == "yes":
        gig = actions.accept_offer(found.pk, by=link.person, link=link)
        said = _("Keikka on sinun. Sopimus tulee allekirjoitettavaksi ihan pian.")
        return _thanks(request, said, reverse("portal:gig", args=[gig.slug]), _("Avaa keikkakortti"))
    reason = request.POST.get("reason", "").strip()[:300]
    actions.decline_offer(found.pk, by=link.person, reason=reason, link=link)
    said = _("Kiitos, kun vastasit. Vastaus ei vaikuta siihen, tarjotaanko sinulle keikkoja jatkossa.")
    return _thanks(request, said, reverse("orders:offers"), _("Omat keikat"))


def _thanks(request: HttpRequest, said: str, url: str, act: str) -> HttpResponse:
    return render(request, "orders/reports/thanks.html", {"said": said, "url": url, "act": act})


def _report(link: PurposeLink) -> GigReport:
    found = GigReport.objects.select_related("gig__order__task_type", "gig__order__unit", "gig__expert__person")
    report = found.filter(pk=link.object_id).first()
    if report is None:
        raise Missing(code="link")
    return report


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """«Toteutui kuten sovittiin» from the mail; anything else is told signed in."""
    link = links.resolve(token, notifications.REPORT)
    with translation.override(link.person.language):
        return _told(request, link)


def _told(request: HttpRequest, link: PurposeLink) -> HttpResponse:
    found = _report(link)
    if not permissions.is_own_report(link.person, found):
        raise Missing(code="link")
    if request.method == "POST":
        actions.report_as_agreed(found.pk, by=link.person, link=link)
        said = _("Kiitos! Ilmoitus on lähetetty tilaajalle kuitattavaksi.")
        return _thanks(request, said, reverse("portal:gig", args=[found.gig.slug]), _("Avaa keikkakortti"))
    context = {
        **shown(found, link.person),
        "waits": found.state == ReportState.AWAITED,
        "agreed": lines_shown.rows(lines_shown.unwritten(reports.as_agreed(found))),
        "more": reverse("orders:report", args=[found.slug]),
    }
    return render(request, "orders/reports/link_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The orderer's confirmation from the mail; another view is told signed in."""
    link = links.resolve(token, notifications.CONFIRM)
    with translation.override(link.person.language):
        return _confirmed(request, link)


def _confirmed(request: HttpRequest, link: PurposeLink) -> HttpResponse:
    found = _report(link)
    if not permissions.is_orderer_of(link.person, found.gig.order):
        raise Missing(code="link")
    more = reverse("orders:report-confirm", args=[found.slug])
    if request.method == "POST":
        actions.confirm_report(found.pk, by=link.person, seen=request.POST.get("seen", ""), link=link)
        said = _("Kiitos! Toteuma on vahvistettu.")
        return _thanks(request, said, reverse("portal:gig", args=[found.gig.slug]), _("Avaa keikka"))
    context = {**shown(found, link.person), "waits": found.state == ReportState.SUBMITTED, "more": more}
    return render(request, "orders/reports/link_confirm.html", context)
