"""The expert's own pages: what the bank knows of me, and what I decide."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.common import person_of
from core import clock
from core.errors import NotAllowed
from core.web import submit as saved
from experts import actions
from experts.forms import AccountForm, IdentityForm, ProfileForm, TaxCardForm, ThemeForm
from experts.models import Expert, ExpertTheme


def own_expert(request: HttpRequest) -> Expert:
    """The signed-in person's own row; NotAllowed for anybody who is no expert."""
    expert = Expert.objects.select_related("person").filter(person=person_of(request)).first()
    if expert is None:
        raise NotAllowed()
    return expert


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Own profile, own themes, and how to change both."""
    expert = own_expert(request)
    names = ("title", "bio", "languages", "municipality", "regions", "remote_ok", "share_contact")
    form = ProfileForm(request.POST or None, initial={name: getattr(expert, name) for name in names})
    by = person_of(request)
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Tietosi on tallennettu."))
        return redirect("experts:me")
    themes = expert.themes.filter(withdrawn_at=None).prefetch_related("tags").order_by("id")
    context = {"form": form, "expert": expert, "themes": themes}
    return render(request, "experts/me.html", context, status=422 if form.is_bound else 200)


@login_required
def theme_add(request: HttpRequest) -> HttpResponse:
    expert, by = own_expert(request), person_of(request)
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Teema on tallennettu."))
        return redirect("experts:me")
    return render(request, "experts/theme_add.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def theme_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    theme = get_object_or_404(ExpertTheme, pk=pk, expert=own_expert(request))
    actions.withdraw_theme(theme.pk, by=person_of(request))
    messages.success(request, _("Teema on poistettu. Sanojasi ei enää näy missään."))
    return redirect("experts:me")


def _masked(text: str | None, shown: int = 4) -> str:
    return f"•••• {text[-shown:]}" if text else ""


PAYEE_FORMS: dict[str, type[AccountForm] | type[IdentityForm] | type[TaxCardForm]] = {
    "account": AccountForm,
    "identity": IdentityForm,
    "card": TaxCardForm,
}


@login_required
def payee(request: HttpRequest) -> HttpResponse:
    """One plain page for account, personal code and tax card; what is saved is shown masked."""
    expert, by = own_expert(request), person_of(request)
    which = request.POST.get("which", "")
    bound = {name: (request.POST if name == which else None) for name in PAYEE_FORMS}
    account = AccountForm(bound["account"])
    identity = IdentityForm(bound["identity"])
    card = TaxCardForm(bound["card"], initial=_card_year())
    forms: dict[str, AccountForm | IdentityForm | TaxCardForm] = {
        "account": account,
        "identity": identity,
        "card": card,
    }
    if (
        request.method == "POST"
        and which in forms
        and saved(forms[which], lambda: forms[which].save(by, expert)) is not None
    ):
        messages.success(request, _("Tallennettu."))
        return redirect("experts:payee")
    context = {"expert": expert, "forms": forms, **_on_record(expert), "bound": which}
    return render(request, "experts/payee.html", context, status=422 if which else 200)


def _card_year() -> dict[str, object]:
    today = clock.today()
    return {"valid_from": today.replace(month=1, day=1), "valid_to": today.replace(month=12, day=31)}


def _on_record(expert: Expert) -> dict[str, object]:
    """What payroll would use, masked; a new account that is not in use yet is shown beside the old one."""
    today = clock.today()
    accounts = list(expert.accounts.order_by("valid_from"))
    current = next((a for a in reversed(accounts) if a.valid_from <= today), None)
    coming = next((a for a in accounts if a.valid_from > today), None)
    identity = expert.identities.filter(replaced_at=None).first()
    cards = expert.tax_cards.filter(withdrawn_at=None).order_by("-valid")[:3]
    return {
        "account": _masked(current.iban) if current else "",
        "coming": coming and {"iban": _masked(coming.iban), "valid_from": coming.valid_from},
        "personal_code": f"{(identity.personal_code or '')[:7]}••••" if identity else "",
        "cards": [_card_row(card.valid.lower, card.valid.upper, card.numbers) for card in cards],
    }


def _card_row(lower: object, upper: object, numbers: dict[str, object]) -> dict[str, object]:
    return {"valid_from": lower, "valid_to": upper, **numbers}
