"""The bank's dated rules: what holds now, what is coming, what has been, and a new value from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import permissions
from accounts.forms import RuleForm, WhyForm
from accounts.models import Person
from accounts.views.common import person_of
from core import clock, policy
from core.models import PolicyValue
from core.policy_kinds import guessed
from core.policy_words import RULES, Rule, Section
from core.web import act, submit


@dataclass(frozen=True)
class Row:
    """One value of a rule in words."""

    said: str
    starts: date | None
    last_day: date | None
    decided: date
    by: str
    why: str
    taken_back: bool = False


@dataclass(frozen=True)
class Shown:
    key: str
    rule: Rule
    now: Row | None
    coming: list[Row]
    to_staff: bool

    @property
    def unsure(self) -> bool:
        """Nobody of the bank has decided the value in force: said to its own staff, who can ask for the decision."""
        return self.to_staff and self.rule.unsure and (self.now is None or not self.now.by)


def rule_of(key: str, value: object) -> Rule:
    """A rule that nobody has described yet goes by its key."""
    return RULES.get(key) or Rule(key, "", guessed(value))


def row(value: PolicyValue, rule: Rule, viewer: Person) -> Row:
    taken_back = bool(value.valid.isempty)
    ends = None if taken_back else value.valid.upper
    return Row(
        said=rule.kind.say(value.value) if rule.kind else str(value.value),
        starts=None if taken_back else value.valid.lower,
        last_day=ends - timedelta(days=1) if ends else None,
        decided=clock.local(value.created_at).date(),
        by=_who(value, viewer),
        why=value.why if value.by_id else _("Lähtöarvo, jonka pankki vahvistaa."),
        taken_back=taken_back,
    )


def _who(value: PolicyValue, viewer: Person) -> str:
    if value.by is None:
        return ""
    return value.by.name if permissions.may_see_who_decided(viewer) else _("Pääkäyttäjä")


def shown(key: str, values: list[PolicyValue], viewer: Person) -> Shown:
    today, rule = clock.today(), rule_of(key, values[0].value)
    said = [(value, row(value, rule, viewer)) for value in values if not value.valid.isempty]
    now = next((words for value, words in said if today in value.valid), None)
    to_staff = permissions.may_see_who_decided(viewer)
    return Shown(key, rule, now, [words for value, words in said if value.valid.lower > today], to_staff)


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Expert, coordinator, payroll, auditor and main user: every rule, by topic."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_rules(viewer))
    found: dict[str, list[PolicyValue]] = {}
    for value in PolicyValue.objects.lasting(clock.today()).select_related("by"):
        found.setdefault(value.key, []).append(value)
    sections: dict[str, list[Shown]] = {}
    for key in sorted(found, key=_place):
        one = shown(key, found[key], viewer)
        sections.setdefault(one.rule.section, []).append(one)
    named: list[tuple[str | Promise, list[Shown]]] = [(s.label, sections[s]) for s in Section if s in sections]
    return render(request, "accounts/rules.html", {"sections": named, "may_edit": permissions.may_edit_rules(viewer)})


def _place(key: str) -> int:
    return list(RULES).index(key) if key in RULES else len(RULES)


@login_required
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule with its history; the main user gives it a new value here."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_rules(viewer))
    if request.method == "POST":
        permissions.require(permissions.may_edit_rules(viewer))
    values = list(PolicyValue.objects.filter(key=key).select_related("by").order_by("-created_at", "-pk"))
    if not values:
        raise Http404
    one = shown(key, sorted(values, key=lambda v: v.valid.lower or date.max), viewer)
    form = _form(request, one, values) if permissions.may_edit_rules(viewer) and one.rule.kind else None
    if form and request.method == "POST":
        made = submit(form, lambda: form.save(viewer))
        if made:
            said = _("Uusi arvo on tallennettu. Se alkaa %(day)s.") % {"day": f"{made.valid.lower:%-d.%-m.%Y}"}
            messages.success(request, said)
            return redirect("accounts:rule", key)
    context = {
        "shown": one,
        "history": [row(value, one.rule, viewer) for value in values],
        "form": form,
    }
    return render(request, "accounts/rule.html", context, status=422 if form and form.is_bound else 200)


def _form(request: HttpRequest, one: Shown, values: list[PolicyValue]) -> RuleForm:
    today = clock.today()
    now = next((value.value for value in values if today in value.valid), values[0].value)
    return RuleForm(request.POST or None, key=one.key, rule=one.rule, now=now)


@login_required
@require_POST
def rule_take_back(request: HttpRequest, key: str) -> HttpResponse:
    """A coming value, before it begins."""
    by = person_of(request)
    permissions.require(permissions.may_edit_rules(by))
    form = WhyForm(request.POST)
    home = reverse("accounts:rule", args=[key])
    if not form.is_valid():
        messages.error(request, _("Kirjoita, miksi perut tulevan arvon."))
        return redirect(home)
    starts, why = form.cleaned_data["starts"], form.cleaned_data["why"]
    said = _("Tuleva arvo on peruttu. Nykyinen arvo jatkuu.")
    return act(request, lambda: policy.take_back(by, key, starts=starts, why=why), said=said, to=home)
