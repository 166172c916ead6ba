"""The orderer's pages: the form, the list, questions, cancelling."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.held import answers, drop, keeping_answers
from accounts.models import Person
from core import clock, policy, web
from core.errors import Stale
from core.pay import days
from experts.theme_tree import searching
from orders import actions, brief, consequences, deadlines, estimates, permissions, price_panel, shown
from orders.forms import sessions as rows
from orders.forms.ending import AnswerForm, CancelForm
from orders.forms.ordering import STEPS, PayerForm, WhereForm, WhoseForm
from orders.forms.step import StartForm, StepForm
from orders.models import Gig, Order, OrderQuestion, OrderSession
from orders.states import ORDER_OPEN, OrderState

PAGE = 30


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Orderer: which unit, which task; and the drafts that wait."""
    by = person_of(request)
    permissions.require(permissions.may_order(by))
    form = StartForm(request.POST or None, by=by)
    if request.method == "POST" and (order := web.submit(form, form.save)):
        return redirect("orders:step", order.slug, 1)
    drafts = (
        Order.objects.of_units(by)
        .filter(orderer=by, state=OrderState.DRAFT)
        .select_related("unit")
        .order_by("-changed_at")
    )
    context = {"form": form, "drafts": drafts[:5]}
    return render(request, "orders/orderer/new.html", context, status=422 if form.is_bound else 200)


def own_draft(request: HttpRequest, slug: str) -> Order:
    by = person_of(request)
    found = Order.objects.of_units(by).select_related("task_type", "unit", "cost_centre__approver", "orderer")
    order = get_object_or_404(found.filter(orderer=by), slug=slug)
    if order.state != OrderState.DRAFT:
        raise Stale(_("Tilaus on jo lähetetty. Näet sen tilanteen tilauksen sivulta."))
    return order


@keeping_answers()
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, step: int) -> HttpResponse:
    """One step of the own draft. Buttons: go on, keep for later, one session more or less, a day from the calendar."""
    order = own_draft(request, slug)
    if not 1 <= step <= len(STEPS):
        return redirect("orders:step", slug, min(max(step, 1), len(STEPS)))
    if request.method != "POST":
        return _open_step(request, order, STEPS[step - 1])
    drop(request)
    if step == WhoseForm.step and searching(request.POST):
        form: StepForm = WhoseForm(request.POST, order=order)
        form.quiet()
        return step_page(request, order, form)
    if step == WhereForm.step and (moved := _rows_changed(request.POST, order)) is not None:
        form = WhereForm(moved, order=order)
        form.quiet()
        return step_page(request, order, form)
    later = "later" in request.POST
    form = STEPS[step - 1](request.POST, order=order, partial=later)
    reached = step if later else min(step + 1, len(STEPS))
    if web.submit(form, lambda: form.save(person_of(request), reached)) is None:
        return step_page(request, order, form)
    if later:
        messages.success(request, _("Luonnos on tallessa. Voit jatkaa siitä, mihin jäit."))
        return redirect("orders:list")
    return redirect("orders:step", slug, reached)


def _open_step(request: HttpRequest, order: Order, kind: type[StepForm]) -> HttpResponse:
    """As it was kept; or with what met an expired session, to be looked over and sent again."""
    typed = answers(request)
    if typed is None:
        return step_page(request, order, kind(order=order))
    form = kind(typed, order=order)
    form.quiet()
    messages.info(request, _("Istunto ehti päättyä, mutta vastauksesi ovat tallessa. Tarkista ne ja jatka."))
    return step_page(request, order, form)


def _rows_changed(data: Any, order: Order) -> Any:
    if "add" in data:
        return rows.one_more(data)
    if "pick" in data:
        return rows.with_day(data, data["pick"], order.task_type.sessions_at_most)
    if "remove" in data:
        return rows.one_less(data, rows.number(data["remove"]))
    return None


def step_page(request: HttpRequest, order: Order, form: StepForm) -> HttpResponse:
    sessions = getattr(form, "sessions", None)
    if isinstance(form, PayerForm) and order.cost_centre is None:
        order.cost_centre = form.only_centre
    missing = brief.sentences(order) if form.step == len(STEPS) else []
    context = {
        "order": order,
        "form": form,
        "called": form.called(order.task_type),
        "sessions": sessions,
        "forms": [form] if sessions is None else [*sessions.forms, form],
        "steps": _steps(order, form.step),
        "last": form.step == len(STEPS),
        "back": reverse("orders:step", args=[order.slug, form.step - 1]) if form.step > 1 else "",
        "why": _why_not_yet(order, form, missing),
        **price_context(order),
        **(_calendar(order) if sessions is not None else {}),
    }
    refused = form.is_bound and (bool(form.errors) or bool(sessions and sessions.total_error_count()))
    return render(request, f"orders/orderer/step_{form.step}.html", context, status=422 if refused else 200)


def _steps(order: Order, now: int) -> list[tuple[Any, str, str]]:
    found = []
    for kind in STEPS:
        state = "now" if kind.step == now else "done" if kind.step < max(order.step, now) else "next"
        url = reverse("orders:step", args=[order.slug, kind.step]) if kind.step <= order.step else ""
        found.append((kind.called(order.task_type), state, url))
    return found


def _why_not_yet(order: Order, form: StepForm, missing: list[str]) -> list[str]:
    """What earlier steps still lack, so that the last button says why instead of failing."""
    if form.step != len(STEPS):
        return []
    own = {str(field.label) for field in form.fields.values()} | {str(brief.LABELS["cost_centre"])}
    found = [word for word in missing if word not in own and word != str(brief.LABELS["site_contact_phone"])]
    first = order.sessions.first()
    if first is not None and first.starts <= clock.now():
        found.append(_("tuleva aika: ensimmäinen kerta on jo alkanut"))
    return found


def price_context(order: Order, sessions: list[OrderSession] | None = None) -> dict[str, Any]:
    """The price and the warning of a short notice."""
    known = list(order.sessions.all()) if sessions is None else sessions
    panel = price_panel.of_order(order, known)
    minors = order.audience_age in {"minors", "mixed"}
    calm = deadlines.unhurried(clock.now(), order.task_type.slug, minors=minors)
    hurried = bool(known) and clock.local(known[0].starts).date() < calm
    return {"price": panel, "calm_day": calm, "hurried": hurried}


def _calendar(order: Order) -> dict[str, Any]:
    minors = order.audience_age in {"minors", "mixed"}
    calm = deadlines.unhurried(clock.now(), order.task_type.slug, minors=minors)
    return {"weeks": shown.weeks(clock.today(), calm)}


@login_required
@require_POST
def price(request: HttpRequest, slug: str) -> HttpResponse:
    """The price of what stands in the third step now; keeps nothing."""
    order = own_draft(request, slug)
    form = WhereForm(request.POST, order=order, partial=True)
    form.is_valid()
    for name in ("planning", "preparation_hours", "form"):
        if form.cleaned_data.get(name) is not None:
            setattr(order, name, form.cleaned_data[name])
    times = sorted(form.sessions.times()) if form.sessions.is_valid() else []
    work = form.sessions.work_minutes() if times else None
    unsaved = [OrderSession(order=order, starts=start, ends=end, work_minutes=work) for start, end in times]
    return render(request, "orders/orderer/_price.html", {"order": order, **price_context(order, unsaved)})


@keeping_answers(lambda slug: reverse("orders:step", args=[slug, len(STEPS)]))
@require_POST
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """The last step is kept, then the order goes to the cost centre. A second click finds it already sent."""
    by = person_of(request)
    order = get_object_or_404(Order.objects.filter(orderer=by), slug=slug)
    if order.state != OrderState.DRAFT:
        return redirect("portal:order", slug)
    order = own_draft(request, slug)
    drop(request)
    form = STEPS[-1](request.POST, order=order)
    if web.submit(form, lambda: form.save(by, len(STEPS))) is None:
        return step_page(request, order, form)
    order = own_draft(request, slug)
    if web.submit(form, lambda: actions.submit(order.pk, by=by)) is None:
        return step_page(request, order, form)
    messages.success(request, _("Kiitos, tilaus on lähetetty. Saat viestin aina, kun tilanne muuttuu."))
    return redirect("portal:order", slug)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    order = own_draft(request, slug)
    do = lambda: actions.discard_draft(order.pk, by=person_of(request))  # noqa: E731
    return web.act(request, do, said=_("Luonnos on poistettu."), to="orders:list")


@login_required
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Orderer: the own unit's orders, newest first; who acts next and by when."""
    by = person_of(request)
    permissions.require(permissions.may_order(by))
    found = Order.objects.of_units(by).for_list()
    if before := rows.number(request.GET.get("ennen", "")):
        found = found.filter(pk__lt=before)
    page = list(found.order_by("-pk")[: PAGE + 1])
    older = f"?ennen={page[PAGE - 1].pk}" if len(page) > PAGE else ""
    open_, ended = shown.split(shown.rows(page[:PAGE], by))
    context = {"open": open_, "ended": ended, "older": older, "newer": "?" if before else ""}
    return render(request, "orders/orderer/list.html", context)


def own_order(request: HttpRequest, slug: str) -> Order:
    found = Order.objects.of_units(person_of(request)).select_related("task_type", "unit", "coordinator", "orderer")
    return get_object_or_404(found.exclude(state=OrderState.DRAFT), slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The bank's question: read and answer."""
    by = person_of(request)
    found = OrderQuestion.objects.select_related("order__task_type", "asked_by")
    question = get_object_or_404(found.filter(order__in=Order.objects.of_units(by)), slug=slug)
    form = AnswerForm(request.POST or None)
    do = lambda: actions.answer_question(question.pk, by=by, answer=form.cleaned_data["answer"])  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        messages.success(request, _("Kiitos, vastauksesi on lähetetty koordinaattorille."))
        return redirect("portal:order", question.order.slug)
    context = {"form": form, "question": question, "order": question.order}
    return render(request, "orders/orderer/answer.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """What cancelling costs now and who is told, before the one button. Orderer, colleague of the unit, coordinator."""
    by = person_of(request)
    order = _cancellable(request, slug)
    if order.state not in ORDER_OPEN:
        return redirect("portal:order", slug)
    costs = consequences.of_order(order, now=clock.now())
    offers = order.offers.live().count()
    form = CancelForm(request.POST or None, somebody=bool(costs or offers))
    do = lambda: actions.cancel(order.pk, by=by, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and web.submit(form, do) is not None:
        messages.success(request, _("Tilaus on peruttu. Kerroimme siitä kaikille, joita se koskee."))
        return redirect("portal:order", slug)
    profile = order.profile or estimates.default_profile(order.task_type)
    first = order.sessions.filter(starts__gt=clock.now()).first()
    context = {
        "form": form,
        "order": order,
        "costs": costs,
        "total_cents": sum(cost.total_cents for _gig, cost in costs),
        "employer_cents": sum(_on_top(gig, cost) for gig, cost in costs),
        "unsure": _planning_unsure(by, costs),
        "late": any(cost.late for _gig, cost in costs),
        "offers": offers,
        "free_until": deadlines.free_until(first.starts, profile) if first else None,
        "begun": first is None,
    }
    return render(request, "orders/orderer/cancel.html", context, status=422 if form.is_bound else 200)


def _planning_unsure(by: Person, costs: list[tuple[Gig, consequences.Consequence]]) -> bool:
    """The bank's own staff alone hears that a part of the price waits for the bank's decision."""
    meetings = permissions.may_coordinate(by) and any(cost.planning_cents for _gig, cost in costs)
    return meetings and policy.is_unsure(consequences.LATE)


def _on_top(gig: Gig, cost: consequences.Consequence) -> int:
    """What the employer pays beside the fee, were it cancelled now: an estimate, as the order form's."""
    return estimates.employer_on(cost.taxable_cents, gig.offer.profile, days.next_pay_day(clock.today()))


def _cancellable(request: HttpRequest, slug: str) -> Order:
    by = person_of(request)
    found = Order.objects.visible_to(by).select_related("task_type", "unit", "orderer")
    order = get_object_or_404(found.exclude(state=OrderState.DRAFT), slug=slug)
    permissions.require(permissions.is_orderer_of(by, order) or permissions.may_coordinate(by))
    return order


@login_required
@require_POST
def fewer(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on with the experts already found."""
    order = own_order(request, slug)
    do = lambda: actions.accept_fewer(order.pk, by=person_of(request))  # noqa: E731
    said = _("Jatketaan niillä, jotka on jo löydetty.")
    return web.act(request, do, said=said, to=reverse("portal:order", args=[slug]))


@login_required
@require_POST
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """«Tilaa uudelleen»: a new draft with the old answers, opened at its first step."""
    order = own_order(request, slug)
    return web.act(
        request,
        lambda: actions.order_again(order.pk, by=person_of(request)),
        said=_("Luonnos on valmis pohja: tarkista tiedot ja valitse uudet ajat."),
        to=lambda draft: reverse("orders:step", args=[draft.slug, 1]),
        back=reverse("portal:order", args=[slug]),
    )
