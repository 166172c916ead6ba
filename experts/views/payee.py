"""An expert's account, personal code and tax card on one plain page; what is saved is shown masked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import second_factor
from accounts.views.common import person_of
from core import clock, policy
from core.pay.withholding import TaxCard
from core.web import submit as saved
from experts import actions
from experts import cards as cards_of_law
from experts.forms import AccountForm, IdentityForm, TaxCardForm
from experts.models import Expert, PayeeChange
from experts.states import PayeeKind, PayeeState
from experts.status import of_payee
from experts.views.expert import own_expert

FACTOR = ("payee_factor_fresh_minutes", "payee_factor_settled_days")
PAYEE_FORMS: dict[str, type[AccountForm] | type[IdentityForm] | type[TaxCardForm]] = {
    "account": AccountForm,
    "identity": IdentityForm,
    "card": TaxCardForm,
}


@login_required
def payee(request: HttpRequest) -> HttpResponse:
    """Saving says at once whether the change is confirmed or waits, for whom and until when."""
    expert, by = own_expert(request), person_of(request)
    which = request.POST.get("which", "")
    bound = {name: (request.POST if name == which else None) for name in PAYEE_FORMS}
    forms: dict[str, AccountForm | IdentityForm | TaxCardForm] = {
        "account": AccountForm(bound["account"]),
        "identity": IdentityForm(bound["identity"]),
        "card": TaxCardForm(bound["card"], initial=_card_year()),
    }
    strength = _strength(request)
    proved = strength == second_factor.Strength.FRESH
    if request.method == "POST" and which in forms:
        done = saved(forms[which], lambda: forms[which].save(by, expert, proved=proved))
        if done is not None:
            messages.success(request, _said(done))
            return redirect("experts:payee")
    context = {
        "expert": expert,
        "forms": forms,
        "factor": strength,
        "factor_page": second_factor.way(by),
        **_on_record(expert),
        "bound": which,
    }
    return render(request, "experts/payee.html", context, status=422 if which else 200)


def _strength(request: HttpRequest) -> second_factor.Strength:
    rules = policy.get_many(FACTOR)
    return second_factor.strength(request, person_of(request), minutes=rules[FACTOR[0]], settled_days=rules[FACTOR[1]])


def _said(done: Any) -> str:
    if isinstance(done, PayeeChange) and done.state == PayeeState.WAITING:
        return _("Tallennettu. Pankki soittaa sinulle ja varmistaa tiedon, ennen kuin se otetaan käyttöön.")
    return _("Tallennettu.")


@login_required
@require_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    change = get_object_or_404(PayeeChange, slug=slug, expert=own_expert(request))
    actions.cancel_change(change.pk, by=person_of(request))
    messages.success(request, _("Muutos on peruttu."))
    return redirect("experts:payee")


@login_required
@require_POST
def disown(request: HttpRequest, slug: str) -> HttpResponse:
    change = get_object_or_404(PayeeChange, slug=slug, expert=own_expert(request))
    actions.disown_change(change.pk, by=person_of(request))
    messages.success(request, _("Muutos on pysäytetty. Palkanlaskija soittaa sinulle pian."))
    return redirect("experts:payee")


def masked(text: str | None, shown: int = 4) -> str:
    return f"•••• {text[-shown:]}" if text else ""


def _card_year() -> dict[str, object]:
    today = clock.today()
    return {"valid_from": today.replace(month=1, day=1), "valid_to": today.replace(month=12, day=31)}


def _on_record(expert: Expert) -> dict[str, object]:
    """What payroll would use today, masked, and beside it what waits or is used from a later day."""
    today = clock.today()
    account, code = actions.account_on(expert, today), actions.code_on(expert, today)
    rows = [*expert.payee_changes.waiting(), *expert.payee_changes.coming(today)]
    cards = expert.tax_cards.filter(withdrawn_at=None).order_by("-valid")[:3]
    return {
        "account": masked(account.iban) if account else "",
        "personal_code": f"{(code.personal_code or '')[:7]}••••" if code else "",
        "account_changes": [_change(row, expert) for row in rows if row.kind == PayeeKind.ACCOUNT],
        "code_changes": [_change(row, expert) for row in rows if row.kind == PayeeKind.CODE],
        "cards": [_card_row(cards_of_law.as_card(card), card.numbers) for card in cards],
    }


def _change(change: PayeeChange, expert: Expert) -> dict[str, object]:
    """The typed account by its end alone; a personal code not at all. A confirmed one is read from its table."""
    text = change.content
    if change.used_from is not None and change.kind == PayeeKind.ACCOUNT:
        text = expert.accounts.get(valid_from=change.used_from).iban
    return {
        "shown": masked(text) if change.kind == PayeeKind.ACCOUNT else "",
        "status": of_payee(change, expert.person),
        "waits": change.state == PayeeState.WAITING,
        "number": masked(change.call_number, 3),
        "slug": change.slug,
    }


def _card_row(card: TaxCard, numbers: dict[str, object]) -> dict[str, object]:
    return {"valid_from": card.valid_from, "valid_to": card.valid_to, "over": card.valid_to < clock.today(), **numbers}
