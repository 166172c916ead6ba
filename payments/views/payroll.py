"""Payroll's pages: runs, the preview with what is missing on top, each step of a run. No titles, themes or units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Person
from accounts.views.common import person_of
from core import audit, clock, documents, lists, web
from core.errors import Missing
from core.pay import days
from core.status import Status
from orders import ageing, consequences, receipts
from payments import actions, drawing, explaining, freshness, listing, oddities, permissions, status
from payments.calendar import steps
from payments.forms import CorrectForm, HoldForm, PayDayForm, ReasonForm, RefusedForm, SettleForm
from payments.models import Batch, Fee, Transfer
from payments.states import BatchState, FeeState
from payments.views.money import next_cut_off

SLIPS = 200


@login_required
@require_GET
def batches(request: HttpRequest) -> HttpResponseBase:
    """The next pay days with their cut-offs, then the runs; newest first."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_batches(viewer))
    form = listing.BatchListForm(request.GET, listing.BATCH)
    rows = Batch.objects.visible_to(viewer).filter(form.condition).select_related("drawn_by", "approved_by")
    caption, told = _("Palkka-ajot, uusin ensin"), listing.of_batches(viewer)
    made = lists.Listing("palkka-ajot", caption, form, rows.order_by("-id"), lists.older, told)
    pay_days = [steps(day) for day in drawing.open_days(2)]
    may_run = permissions.may_run_payroll(viewer)
    return lists.respond(request, made, "payments/batches.html", pay_days=pay_days, may_run=may_run)


@login_required
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """What a run of the day would hold. A pure read; whose data is seen is logged before the page is made."""
    viewer = person_of(request)
    permissions.require(permissions.may_run_payroll(viewer))
    form = PayDayForm(request.GET if "pay_date" in request.GET else None)
    if not form.is_valid():
        return render(request, "payments/preview.html", _choose(form), status=422 if form.is_bound else 200)
    return _preview_page(request, form, form.cleaned_data["pay_date"])


def _choose(form: PayDayForm) -> dict[str, Any]:
    return {"form": form, "preview": None, "pay_days": list(islice(days.pay_days_from(clock.today()), 2))}


def _preview_page(request: HttpRequest, form: PayDayForm, pay_date: date) -> HttpResponse:
    found = drawing.preview(pay_date)
    shown = found.slips[:SLIPS]
    fees = [*found.missing, *found.held, *found.other_profiles, *found.waiting_for_card]
    people = {f.expert.person for f in fees} | {slip.expert.person for slip in shown}
    people |= {row.transfer.payslip.expert.person for row in found.returned}
    audit.viewed(person_of(request), "payee", people)
    waiting = Batch.objects.waiting().filter(pay_date=pay_date).first()
    context = _choose(form) | {
        "preview": found,
        "untold": ageing.untold(clock.now()),
        "odd": oddities.of(found),
        "steps": steps(pay_date),
        "shown": shown,
        "unshown": len(found.slips) - len(shown),
        "sums": found.sums,
        "waiting": waiting,
        "late": found.cut_off < clock.today(),
    }
    return render(request, "payments/preview.html", context)


@login_required
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_run_payroll(by))
    form = PayDayForm(request.POST)
    made = web.submit(form, lambda: actions.draw_batch(by=by, pay_date=form.cleaned_data["pay_date"]))
    if made is None:
        return render(request, "payments/preview.html", _choose(form), status=422)
    messages.success(request, _("Palkka-ajo on laadittu. Seuraavaksi toinen palkanlaskija tarkistaa ja hyväksyy sen."))
    return redirect(made)


def _found(request: HttpRequest, slug: str) -> Batch:
    rows = Batch.objects.visible_to(person_of(request)).select_related("drawn_by", "approved_by", "manifest")
    return get_object_or_404(rows, slug=slug)


def _to_run(request: HttpRequest, slug: str) -> tuple[Batch, Person]:
    """Payroll alone acts; the auditor only reads."""
    found, by = _found(request, slug), person_of(request)
    permissions.require(permissions.may_run_payroll(by))
    return found, by


@login_required
@require_GET
def batch(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _found(request, slug))


def _page(request: HttpRequest, found: Batch, **forms: Any) -> HttpResponse:
    """One bulk row of looks for each person, then the page."""
    viewer = person_of(request)
    rows = found.payslips.select_related("expert__person").order_by("id")
    if after := request.GET.get("after", ""):
        rows = rows.filter(pk__gt=get_object_or_404(found.payslips, slug=after).pk)
    more = list(rows[: SLIPS + 1])
    slips = more[:SLIPS]
    carried = list(
        Transfer.objects.of_run(found).filter(sent_in=found).select_related("payslip__expert__person").order_by("id")
    )
    if request.method == "GET":
        seen = {slip.expert.person for slip in slips} | {row.payslip.expert.person for row in carried}
        audit.viewed(viewer, "payslip", seen, found)
    back = Transfer.objects.returned().filter(payslip__in=slips)
    carried_cents = sum(transfer.amount_cents for transfer in carried)
    files = list(found.bank_files.order_by("-id").defer("content"))
    live_file = next((f for f in files if f.refused_at is None), None)
    pays = found.net_cents + carried_cents > 0
    refused = pays and live_file is None
    context = {
        "batch": found,
        "status": status.of_batch(found, viewer, refused=refused),
        "changed": freshness.since_drawn(found) if found.state == BatchState.DRAWN else None,
        "slips": slips,
        "older": f"?after={slips[-1].slug}" if len(more) > SLIPS else "",
        "employer": explaining.employer_rows(found.employer),
        "carried": carried,
        "returned": set(back.values_list("payslip", flat=True)),
        "file_cents": found.net_cents + carried_cents,
        "pays": pays,
        "files": files,
        "live_file": live_file,
        "may": _may(found, viewer, refused=refused),
        **_forms(),
        **forms,
    }
    return render(request, "payments/batch.html", context, status=422 if forms else 200)


def _forms() -> dict[str, Any]:
    return {
        "discard_form": ReasonForm(prefix="discard"),
        "recall_form": ReasonForm(prefix="recall"),
        "refuse_form": RefusedForm(prefix="refuse"),
        "settle_form": SettleForm(),
    }


def _may(found: Batch, viewer: Any, *, refused: bool) -> dict[str, Any]:
    """What can be done now; an impossible act is shown with its reason."""
    run = permissions.may_run_payroll(viewer)
    return {
        "run": run,
        "read_slips": permissions.may_see_batches(viewer),
        "approve": run and found.state == BatchState.DRAWN,
        "approve_why": _("Laadit tämän itse, joten toinen palkanlaskija hyväksyy sen.")
        if found.drawn_by_id == viewer.pk
        else "",
        "discard": run and found.state == BatchState.DRAWN,
        "write": run and found.state in {BatchState.APPROVED, BatchState.SENT},
        "recall": run and found.state == BatchState.APPROVED and found.approved_by_id != viewer.pk,
        "send": run and found.state == BatchState.APPROVED,
        "settle": run and found.state == BatchState.SENT and not refused,
    }


def _act(request: HttpRequest, slug: str, verb: Callable[..., Any], said: str | Promise, **facts: Any) -> HttpResponse:
    found, by = _to_run(request, slug)
    address = found.get_absolute_url()
    return web.act(request, lambda: verb(found.pk, by=by, **facts), said=said, to=address)


@login_required
@require_POST
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Hyväksytty. Laskelmat valmistuvat, ja saajat saavat viestin. Tee nyt maksuaineisto.")
    return _act(request, slug, actions.approve_batch, said)


@login_required
@require_POST
def write(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Maksuaineisto on valmis. Lataa se ja lähetä pankkiin.")
    return _act(request, slug, actions.write_bank_file, said)


@login_required
@require_POST
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    return _act(request, slug, actions.mark_sent, _("Merkitty lähetetyksi pankkiin."))


def _with_form(
    request: HttpRequest, slug: str, form: Any, name: str, verb: Callable[..., Any], said: str | Promise,
    arguments: Callable[[], dict[str, Any]],
) -> HttpResponse:  # fmt: skip
    found, by = _to_run(request, slug)
    done = web.submit(form, lambda: verb(found.pk, by=by, **arguments()))
    if done is None:
        return _page(request, found, **{name: form})
    messages.success(request, str(said))
    return redirect(found)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    form, said = ReasonForm(request.POST, prefix="discard"), _("Palkka-ajo on purettu. Palkkiot ovat taas vapaina.")
    reason = lambda: {"reason": form.cleaned_data["reason"]}  # noqa: E731
    return _with_form(request, slug, form, "discard_form", actions.discard_batch, said, reason)


@login_required
@require_POST
def recall(request: HttpRequest, slug: str) -> HttpResponse:
    form, said = ReasonForm(request.POST, prefix="recall"), _("Palkka-ajo on peruttu. Saajat saivat viestin.")
    reason = lambda: {"reason": form.cleaned_data["reason"]}  # noqa: E731
    return _with_form(request, slug, form, "recall_form", actions.recall_batch, said, reason)


@login_required
@require_POST
def refuse(request: HttpRequest, slug: str) -> HttpResponse:
    form = RefusedForm(request.POST, prefix="refuse")
    said = _("Kirjattu. Tee uusi maksuaineisto: se saa uuden tunnuksen.")
    why = lambda: {"why": form.cleaned_data["reason"]}  # noqa: E731
    return _with_form(request, slug, form, "refuse_form", actions.refuse_bank_file, said, why)


@login_required
@require_POST
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    form, said = SettleForm(request.POST), _("Merkitty maksetuksi. Saajat saivat viestin.")
    on = lambda: {"settled_on": form.cleaned_data["settled_on"]}  # noqa: E731
    return _with_form(request, slug, form, "settle_form", actions.settle_batch, said, on)


@login_required
@require_GET
def bank_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The bytes as they were written. Who: payroll alone; the look-log of each whom it pays gets a row."""
    viewer = person_of(request)
    permissions.require(permissions.may_run_payroll(viewer))
    found = _found(request, slug)
    live = found.bank_files.filter(refused_at=None).first()
    if live is None:
        raise Missing(_("Maksuaineistoa ei ole vielä tehty."))
    rows = Transfer.objects.of_run(found).select_related("payslip__expert__person").order_by("id")
    audit.viewed(viewer, "bank_account", {row.payslip.expert.person for row in rows}, found)
    response = HttpResponse(str(live.content).encode(), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{live.message_id}.xml"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def manifest(request: HttpRequest, slug: str) -> HttpResponse:
    found = _found(request, slug)
    if found.manifest is None:
        raise Missing(_("Luettelo valmistuu, kun laskelmat ovat valmiit."))
    return documents.pdf_response(found.manifest, f"luettelo-{found.number}.pdf")


def _fee(request: HttpRequest, slug: str) -> Fee:
    """Payroll acts, the auditor reads."""
    by = person_of(request)
    reads = request.method in {"GET", "HEAD"} and permissions.may_open_fee(by)
    permissions.require(reads or permissions.may_run_payroll(by))
    rows = (
        Fee.objects.with_state(clock.now(), next_cut_off())
        .for_payroll()
        .select_related("cost_centre", "corrects", "report__decided_by")
    )
    return get_object_or_404(rows, slug=slug)


@login_required
def fee(request: HttpRequest, slug: str) -> HttpResponse:
    """One fee: its lines, its state, and holding it back. Number, task type and date alone."""
    by, found = person_of(request), _fee(request, slug)
    form = HoldForm(request.POST)
    if request.method == "POST":
        done = web.submit(form, lambda: actions.hold_fee(found.pk, by=by, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("Palkkio on pidossa. Asiantuntija sai viestin."))
            return redirect(found)
        return _fee_page(request, found, hold_form=form)
    return _fee_page(request, found)


def _fee_page(request: HttpRequest, found: Fee, **forms: Any) -> HttpResponse:
    viewer = person_of(request)
    if request.method == "GET":
        audit.viewed(viewer, "payee", [found.expert.person], found)
    held = found.holds.filter(released_at=None).first()
    going_on = {name: getattr(held, name) for name in ("reason", "told")} if held else {}
    gig, lines, may_run = (
        found.gig,
        list(found.lines.select_related("offer_line__offer")),
        permissions.may_act_on_pay(viewer, found.expert),
    )
    said: Status = status.of_fee(found, viewer)
    context = {
        "fee": found,
        "status": said,
        "lines": [explaining.line_row(line, found) for line in lines],
        "unsure": may_run and consequences.planning_pay_is_unsure(lines),
        "held": held,
        "report": found.report,
        "receipts": receipts.of_reports([found.report]).get(found.report.pk, []) if found.report and may_run else [],
        "signed": gig.contracts.filter(in_force_at__isnull=False).order_by("-id").first() if gig else None,
        "may_run": may_run,
        "free": _state(found) in {FeeState.WAITING, FeeState.MISSING},
        "hold_form": HoldForm(initial=going_on),
        "correct_form": CorrectForm(prefix="correct"),
        **forms,
    }
    bound = any(form.is_bound for form in forms.values())
    return render(request, "payments/fee.html", context, status=422 if bound else 200)


def _state(fee: Any) -> str:
    return str(fee.state)


@login_required
@require_POST
def release(request: HttpRequest, slug: str) -> HttpResponse:
    found, by = _fee(request, slug), person_of(request)
    address = found.get_absolute_url()
    said = _("Palkkio on taas mukana seuraavassa palkka-ajossa.")
    return web.act(request, lambda: actions.release_hold(found.pk, by=by), said=said, to=address)


@login_required
@require_POST
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    found, by = _fee(request, slug), person_of(request)
    form = CorrectForm(request.POST, prefix="correct")
    made = web.submit(form, lambda: actions.correct_fee(found.pk, by=by, **form.cleaned_data))
    if made is None:
        return _fee_page(request, found, correct_form=form)
    messages.success(request, _("Oikaisu on kirjattu. Se maksetaan seuraavassa palkka-ajossa."))
    return redirect(made)
