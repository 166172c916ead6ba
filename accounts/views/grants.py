"""Every role that has been given: who holds what, where, from when to when, and who gave it."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts import permissions
from accounts.forms import GRANT_CHOICES, place
from accounts.models import RoleGrant, Unit
from accounts.views.common import person_of
from core import clock
from core.forms import Form

PAGE = 100
STATES = [("", _("Voimassa ja tulossa")), ("ended", _("Päättyneet")), ("all", _("Kaikki"))]


class GrantFilter(Form):
    """In the address, so that a view can be sent to a colleague."""

    role = forms.ChoiceField(label=_("Rooli"), choices=[("", _("Kaikki roolit")), *GRANT_CHOICES[1:]], required=False)
    unit = forms.ModelChoiceField(
        label=_("Yksikkö"),
        queryset=Unit.objects.none(),
        to_field_name="slug",
        empty_label=_("Kaikki yksiköt"),
        required=False,
    )
    state = forms.ChoiceField(label=_("Voimassa"), choices=STATES, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["unit"].queryset = Unit.objects.by_name()  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = place  # type: ignore[attr-defined]

    @property
    def condition(self) -> Q:
        """An unknown choice in the address filters nothing."""
        self.is_valid()
        chosen = Q()
        if role := self.cleaned_data.get("role"):
            chosen &= Q(role=role)
        if unit := self.cleaned_data.get("unit"):
            chosen &= Q(unit=unit)
        return chosen


@login_required
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Main user and auditor: names and roles, no contact data."""
    permissions.require(permissions.may_see_everybody(person_of(request)))
    form, today = GrantFilter(request.GET), clock.today()
    found = RoleGrant.objects.filter(form.condition)
    state = form.cleaned_data.get("state")
    lasting = RoleGrant.objects.current(today).values("pk")
    if state != "all":
        found = found.exclude(pk__in=lasting) if state == "ended" else found.filter(pk__in=lasting)
    rows = found.select_related("person", "unit", "granted_by", "seconded_by").order_by("person__sort_key", "pk")
    page = list(rows[: PAGE + 1])
    return render(request, "accounts/grants.html", {"form": form, "grants": page[:PAGE], "more": len(page) > PAGE})
