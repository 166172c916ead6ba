"""An expert's own money: what is coming, in a run, on the account; and the payslip that explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Bank, Person
from accounts.views.common import person_of
from core import audit, clock, documents, lists, policy, web
from core.errors import Missing
from core.forms import LookForm
from core.pay import days
from core.status import Status
from experts import cards
from experts.models import Expert
from orders.models import Order
from payments import actions, listing, permissions, slip_pages, status
from payments.forms import CardChoiceForm, ReturnedForm
from payments.models import CardChoice, Fee, Payslip, Transfer
from payments.states import BatchState, FeeState

PAGE = 30
OPEN = 100
COMING = frozenset({FeeState.WAITING, FeeState.HELD, FeeState.MISSING, FeeState.RETURNED})
DATED = frozenset({FeeState.WAITING, FeeState.IN_BATCH, FeeState.SENT})


def next_cut_off() -> Any:
    today = clock.today()
    return next(off for pay_day in days.pay_days_from(today) if (off := days.cut_off(pay_day)) >= today)


@login_required
@require_GET
def my_money(request: HttpRequest) -> HttpResponse:
    """Coming, in a run, on the account: each fee with its true state and date; what was paid, paging by key."""
    viewer = person_of(request)
    permissions.require(permissions.is_expert(viewer))
    found: Any = Fee.objects.filter(expert__person=viewer).with_state(clock.now(), next_cut_off())
    rows = found.select_related("expert", "gig__order__task_type")
    after = request.GET.get("after", "")
    open_ = [] if after else list(rows.exclude(state=FeeState.ON_ACCOUNT).order_by("state_on", "id")[:OPEN])
    paid = rows.filter(state=FeeState.ON_ACCOUNT).order_by("-id")
    if after:
        paid = paid.filter(pk__lt=get_object_or_404(Fee, slug=after, expert__person=viewer).pk)
    done = list(paid[: PAGE + 1])
    slips = Payslip.objects.visible_to(viewer).in_bulk([_slip(fee) for fee in [*open_, *done[:PAGE]]])

    def shown(fees: Iterable[Fee]) -> list[tuple[Fee, Status, Payslip | None]]:
        return [(fee, status.of_fee(fee, viewer), slips.get(_slip(fee) or 0)) for fee in fees]

    context = {
        "coming": shown(fee for fee in open_ if _state(fee) in COMING),
        "in_run": shown(fee for fee in open_ if _state(fee) not in COMING),
        "paid": shown(done[:PAGE]),
        "older_pages": bool(after),
        "older": f"?after={done[PAGE - 1].slug}" if len(done) > PAGE else "",
        **_notes(open_),
    }
    return render(request, "payments/my_money.html", context)


def _notes(open_: list[Any]) -> dict[str, Any]:
    """What the fees that are not on the account yet ask of the expert, and by when."""
    today = clock.today()
    pay_day = days.next_pay_day(today)
    missing = [fee for fee in open_ if _state(fee) == FeeState.MISSING]
    expert = open_[0].expert if open_ else None
    no_card = any(_without_card(fee) for fee in open_)
    choice = CardChoice.objects.filter(expert=expert, pay_day=pay_day).first() if no_card else None
    return {
        "coming_cents": sum(fee.total_cents for fee in open_),
        "next_day": min((_on(fee) for fee in open_ if _state(fee) in DATED), default=None),
        "missing": any(status.is_untyped(fee) for fee in missing),
        "returned": next((fee for fee in open_ if status.needs_new_account(fee)), None),
        "calls": any(not status.is_untyped(fee) for fee in missing),
        "no_card": no_card,
        "choice": choice,
        "card_ends": _card_ends(expert, today) if expert is not None and not no_card else None,
        "pay_day": pay_day,
        "later_day": days.pay_day_after(pay_day),
        "act_by": days.cut_off(pay_day),
    }


def _card_ends(expert: Expert, today: date) -> date | None:
    """The last day of a card that ends within the first reminder's days."""
    within = max((int(step) for step in policy.get("card_expiry_days")), default=0)
    card = cards.ending(today, within).filter(expert=expert).first()
    return cards.as_card(card).valid_to if card is not None else None


@login_required
@require_POST
def card_choice(request: HttpRequest) -> HttpResponse:
    """Without a tax card: 60 % now, or the next run. The expert's own choice, kept and said on the page."""
    by, form = person_of(request), CardChoiceForm(request.POST)
    permissions.require(permissions.is_expert(by))
    if not form.is_valid():
        raise Missing()
    expert = get_object_or_404(Expert, person=by)
    choose = lambda: actions.choose_without_card(expert.pk, by=by, **form.cleaned_data)  # noqa: E731
    return web.act(request, choose, said=_("Valintasi on tallennettu."), to="payments:my-money")


@login_required
@require_GET
def fees(request: HttpRequest) -> HttpResponseBase:
    """Coordinator, auditor and payroll: gross and state of each fee, or of one order's; newest first.

    What is missing of a payee's data, the net, account and card are nobody's business here.
    """
    viewer = person_of(request)
    permissions.require(permissions.may_see_fees(viewer))
    form = listing.FeeListForm(request.GET, listing.fee_columns(viewer))
    rows = Fee.objects.with_state(clock.now(), next_cut_off()).for_payroll().select_related("cost_centre")
    order = None
    if slug := request.GET.get("order", ""):
        order = get_object_or_404(Order.objects.visible_to(viewer), slug=slug)
        rows = rows.filter(gig__order=order)
    rows, told = rows.filter(form.condition).order_by("-id"), listing.of_fees(viewer)
    made = lists.Listing("palkkiot", _("Palkkiot, uusin ensin"), form, rows, lists.older, told)
    return lists.respond(request, made, "payments/fees.html", order=order)


def _slip(fee: Any) -> int | None:
    pk: int | None = fee.payslip_pk
    return pk


def _state(fee: Any) -> str:
    return str(fee.state)


def _without_card(fee: Any) -> bool:
    return fee.state == FeeState.WAITING and not fee.has_card


def _on(fee: Any) -> Any:
    return fee.state_on


def _found(request: HttpRequest, slug: str) -> Payslip:
    """Own, or any for payroll and auditor; a look at another's is logged before the page is made."""
    viewer = person_of(request)
    rows = Payslip.objects.visible_to(viewer).select_related("expert__person", "batch", "document")
    found = get_object_or_404(rows, slug=slug)
    audit.viewed(viewer, "payslip", [found.expert.person], found)
    return found


@login_required
@require_GET
def payslip(request: HttpRequest, slug: str) -> HttpResponse:
    """The same words as the frozen document, and what the bank has done with it."""
    return _slip_page(request, _found(request, slug))


@login_required
@require_POST
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The auditor's full view: personal code and account, the answer to one POST with a reason, kept nowhere."""
    by, form = person_of(request), LookForm(request.POST)
    found = get_object_or_404(
        Payslip.objects.visible_to(by).select_related("expert__person", "batch", "document"), slug=slug
    )
    permissions.require(permissions.reads_payslip_masked(by, found))
    look = lambda: actions.look_at_whole_payslip(found.pk, by=by, reason=form.cleaned_data["reason"])  # noqa: E731
    if web.submit(form, look) is None:
        return _slip_page(request, found, look_form=form)
    return web.kept_nowhere(_slip_page(request, found, **slip_pages.payee(found)))


def _slip_page(request: HttpRequest, found: Payslip, **more: Any) -> HttpResponse:
    viewer, bank = person_of(request), Bank.objects.the()
    lines, codes = slip_pages.lines_of([found]), slip_pages.codes_of([found])
    own = permissions.is_own_payslip(viewer, found)
    context = slip_pages.context(found, lines[found.pk], bank, codes[found.pk], link=own)
    transfer = found.transfers.unreplaced().select_related("sent_in", "payslip__batch", "payslip__expert").first()
    context |= {
        "own": own,
        "may_pdf": permissions.may_open_payslip(viewer, found),
        "look_form": LookForm() if permissions.reads_payslip_masked(viewer, found) else None,
        "status": status.of_payslip(found, transfer, viewer, mended=_mended(transfer)),
        "returned_form": ReturnedForm(prefix="returned") if _may_come_back(transfer, viewer) else None,
        "transfer": transfer,
        "ready": found.document is not None and found.document.is_ready,
    }
    forms = [more.get(name) for name in ("look_form", "returned_form")]
    status_code = 422 if any(form is not None and form.is_bound for form in forms) else 200
    return render(request, "payments/payslip.html", context | more, status=status_code)


def _mended(transfer: Transfer | None) -> bool:
    """Asked only of a payment that came back."""
    if transfer is None or transfer.returned_on is None:
        return False
    return transfer.payslip.expert.accounts.filter(created_at__gt=transfer.created_at).exists()


def _may_come_back(transfer: Transfer | None, viewer: Person) -> bool:
    """Payroll marks what the bank has been given and not returned yet."""
    if transfer is None or transfer.returned_on is not None:
        return False
    given = transfer.run.state in {BatchState.SENT, BatchState.SETTLED}
    return given and permissions.may_act_on_pay(viewer, transfer.payslip.expert)


@login_required
@require_POST
def returned(request: HttpRequest, slug: str) -> HttpResponse:
    """The bank sent the payment back: payroll alone says so, and the expert hears it."""
    by, form = person_of(request), ReturnedForm(request.POST, prefix="returned")
    found = get_object_or_404(
        Payslip.objects.visible_to(by).select_related("expert__person", "batch", "document"), slug=slug
    )
    permissions.require(permissions.may_run_payroll(by))
    if web.submit(form, lambda: actions.return_payment(found.pk, by=by, **form.cleaned_data)) is None:
        return _slip_page(request, found, returned_form=form)
    messages.success(request, _("Merkitty palautuneeksi. Asiantuntija sai viestin."))
    return redirect(found)


@login_required
@require_GET
def payslip_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    found = _found(request, slug)
    permissions.require(permissions.may_open_payslip(person_of(request), found))
    if found.document is None:
        return redirect(found)
    with translation.override(found.language):
        return documents.pdf_response(found.document, f"laskelma-{found.number}.pdf")
