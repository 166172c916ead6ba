"""The contract to read and to sign; the coordinator's queue, consent by phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts.views.common import person_of
from core import audit, clock, documents, web
from core.forms import LookForm
from orders import lines_shown
from orders.states import GIG_LIVE
from payments import actions, permissions, status
from payments.forms import CommentForm, PhoneForm, RecomposeForm
from payments.models import Contract, Signature
from payments.states import ContractState, Party, SignedHow

PAGE = 50


def _found(request: HttpRequest, slug: str) -> Contract:
    rows = Contract.objects.visible_to(person_of(request))
    return get_object_or_404(
        rows.select_related("gig__order__task_type", "gig__expert__person", "document", "template"), slug=slug
    )


@login_required
@require_GET
def contract(request: HttpRequest, slug: str) -> HttpResponse:
    """The text as it is signed, and the one thing to do. A staff member's look is logged."""
    found = _found(request, slug)
    viewer = person_of(request)
    audit.viewed(viewer, "contract", [found.gig.expert.person], found)
    if permissions.reads_contract_in_part(viewer, found):
        return _part(request, found, LookForm())
    return _page(request, found)


def _part(request: HttpRequest, found: Contract, form: LookForm) -> HttpResponse:
    """Parties, price, times and signatures: neither the order's title, its themes nor anybody's free text."""
    context = {
        "contract": found,
        "status": replace(status.of_contract(found, person_of(request)), extra=""),
        "lines": lines_shown.rows(found.gig.offer.lines.all()),
        "bookings": list(found.gig.bookings.all()),
        "signatures": _standing(found),
        "form": form,
    }
    return render(request, "payments/contract_part.html", context, status=422 if form.is_bound else 200)


def _standing(found: Contract) -> list[Signature]:
    return list(found.signatures.filter(undone_at=None).select_related("person").order_by("created_at", "id"))


@login_required
@require_POST
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The auditor's full view, page or PDF: the answer to one POST with a reason, kept nowhere."""
    found, form, by = _found(request, slug), LookForm(request.POST), person_of(request)
    permissions.require(permissions.reads_contract_in_part(by, found))
    look = lambda: actions.look_at_whole_contract(found.pk, by=by, reason=form.cleaned_data["reason"])  # noqa: E731
    if web.submit(form, look) is None:
        return _part(request, found, form)
    if "pdf" in request.POST and found.document is not None:
        return documents.pdf_response(found.document, f"sopimus-{found.number}.pdf")
    return web.kept_nowhere(_page(request, found))


def _page(request: HttpRequest, found: Contract, **forms: Any) -> HttpResponse:
    viewer = person_of(request)
    own = permissions.is_own_contract(viewer, found)
    bank = permissions.may_bind_bank(viewer, found)
    signatures = list(found.signatures.select_related("person").order_by("created_at", "id"))
    context = {
        "contract": found,
        "status": status.of_contract(found, viewer),
        "signatures": [s for s in signatures if s.undone_at is None],
        "own": own,
        "may_sign": own and found.state == ContractState.COMPOSED,
        "may_undo": own and _by_phone(signatures) and _not_begun(found),
        "may_bank_sign": bank and found.state == ContractState.EXPERT_SIGNED,
        "may_phone": bank and found.state == ContractState.COMPOSED,
        "may_recompose": bank and found.state == ContractState.COMMENTED,
        "for_staff": bank,
        "may_pdf": permissions.may_read_contract(viewer, found),
        "comment_form": CommentForm(),
        "recompose_form": RecomposeForm(),
        **forms,
    }
    return render(request, "payments/contract.html", context, status=422 if forms else 200)


def _by_phone(signatures: list[Any]) -> bool:
    return any(s.party == Party.EXPERT and s.how == SignedHow.PHONE and s.undone_at is None for s in signatures)


def _not_begun(found: Contract) -> bool:
    first = found.gig.bookings.order_by("starts").first()
    return found.gig.state in GIG_LIVE and first is not None and first.starts > clock.now()


def _act(
    request: HttpRequest, slug: str, verb: Callable[..., Contract], said: str | Promise, **facts: Any
) -> HttpResponse:
    found = _found(request, slug)
    return web.act(
        request, lambda: verb(found.pk, by=person_of(request), **facts), said=said, to=_address, back=_address(found)
    )


def _address(found: Contract) -> str:
    return found.get_absolute_url()


@login_required
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Kiitos, allekirjoituksesi on tallessa. Seuraavaksi pankki allekirjoittaa.")
    return _act(request, slug, actions.sign, said)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Suostumus on peruttu. Koordinaattori ottaa sinuun yhteyttä.")
    return _act(request, slug, actions.undo_phone_consent, said)


@login_required
@require_POST
def bank_sign(request: HttpRequest, slug: str) -> HttpResponse:
    said = _("Sopimus on voimassa ja keikka vahvistettu. Kokemusasiantuntija sai viestin.")
    return _act(request, slug, actions.sign_for_bank, said)


@login_required
@require_POST
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = _found(request, slug), CommentForm(request.POST)
    permissions.require(permissions.is_own_contract(person_of(request), found))
    done = web.submit(form, lambda: actions.comment(found.pk, by=person_of(request), text=form.cleaned_data["text"]))
    if done is None:
        return _page(request, found, comment_form=form)
    messages.success(request, _("Pyyntösi on lähetetty. Koordinaattori vastaa sinulle."))
    return redirect(found)


@login_required
@require_POST
def recompose(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = _found(request, slug), RecomposeForm(request.POST)
    permissions.require(permissions.may_sign_for_bank(person_of(request)))
    newer = web.submit(
        form, lambda: actions.recompose(found.pk, by=person_of(request), addition=form.cleaned_data["addition"])
    )
    if newer is None:
        return _page(request, found, recompose_form=form)
    messages.success(request, _("Uusi sopimus on laadittu. Kokemusasiantuntija sai viestin."))
    return redirect(newer)


@login_required
def phone(request: HttpRequest, slug: str) -> HttpResponse:
    """Consent by phone: what follows is said before the click."""
    permissions.require(permissions.may_sign_for_bank(person_of(request)))
    found, form = _found(request, slug), PhoneForm(request.POST or None)
    if request.method == "POST":
        by = person_of(request)
        done = web.submit(form, lambda: actions.record_phone_consent(found.pk, by=by, note=form.cleaned_data["note"]))
        if done is not None:
            messages.success(request, _("Suostumus on kirjattu. Kokemusasiantuntija sai tekstin ja voi perua sen."))
            return redirect(found)
    context = {"contract": found, "form": form}
    return render(request, "payments/contract_phone.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    found = _found(request, slug)
    permissions.require(permissions.may_read_contract(person_of(request), found))
    if found.document is None:
        messages.info(request, _("PDF valmistuu, kun sopimus on voimassa. Lue teksti tältä sivulta."))
        return redirect(found)
    audit.viewed(person_of(request), "contract", [found.gig.expert.person], found)
    return documents.pdf_response(found.document, f"sopimus-{found.number}.pdf")


@login_required
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """What waits for the bank first, then what waits for an expert; the latest first, paging by key."""
    viewer = person_of(request)
    permissions.require(permissions.may_sign_for_bank(viewer))
    rows = Contract.objects.select_related("gig__order__task_type", "gig__expert__person").live().order_by("-id")
    waiting = list(rows.filter(state__in=[ContractState.EXPERT_SIGNED, ContractState.COMMENTED])[:PAGE])
    others = rows.filter(state__in=[ContractState.COMPOSED, ContractState.IN_FORCE])
    if after := request.GET.get("after", ""):
        others = others.filter(pk__lt=get_object_or_404(Contract, slug=after).pk)
    found = list(others[: PAGE + 1])
    context = {
        "waiting": [(row, status.of_contract(row, viewer)) for row in waiting],
        "others": [(row, status.of_contract(row, viewer)) for row in found[:PAGE]],
        "older": f"?after={found[PAGE - 1].slug}" if len(found) > PAGE else "",
    }
    return render(request, "payments/contracts.html", context)
