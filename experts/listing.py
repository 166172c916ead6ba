"""The list of the bank's experts: names, never contact data, themes or what somebody is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.lists import Column, ListForm, Words
from experts import permissions
from experts.availability import absent_on
from experts.forms import REGIONS
from experts.models import Expert
from experts.states import ExpertStatus

if TYPE_CHECKING:
    from accounts.models import Person

WHERE = dict(REGIONS)
FREE = {True: _("ei saatavilla"), False: _("saatavilla")}


def columns(viewer: Person) -> list[Column]:
    """Whether somebody can be asked today is the coordinators' to know, never why not (model.md §4)."""
    return [OPENED, *ABOUT, *ASKED] if permissions.may_see_themes(viewer) else [NAME, *ABOUT]


def _name(expert: Expert) -> str:
    return expert.person.name


def _free(expert: Any) -> Words:
    return FREE[bool(expert.away)] if expert.status == ExpertStatus.ACTIVE else ""


NAME = Column("name", _("Nimi"), _name)
OPENED = Column("name", _("Nimi"), _name, url=lambda row: reverse("experts:detail", args=[row.slug]))
ABOUT = (
    Column("title", _("Titteli"), lambda row: row.title),
    Column("home", _("Kotikunta"), lambda row: row.municipality),
    Column("status", _("Tilanne"), lambda row: row.get_status_display()),
)
ASKED = (
    Column("free", _("Tänään"), _free, tone=lambda row: "wait" if row.away else "ok"),
    Column("regions", _("Alueet"), lambda row: ", ".join(str(WHERE.get(r, r)) for r in row.regions), extra=True),
    Column("since", _("Pankissa alkaen"), lambda row: clock.local(row.created_at).date(), extra=True),
)


class ExpertListForm(ListForm):
    q = forms.CharField(label=_("Nimi"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("Tilanne"), choices=[("", _("Kaikki")), *ExpertStatus.choices], required=False)
    home = forms.CharField(label=_("Kotikunta"), required=False, max_length=60)

    @property
    def condition(self) -> Q:
        words = (self.told("q") or "").split()
        chosen = Q(*[Q(person__first_name__icontains=w) | Q(person__last_name__icontains=w) for w in words])
        if status := self.told("status"):
            chosen &= Q(status=status)
        if home := self.told("home"):
            chosen &= Q(municipality__iexact=home)
        return chosen


def form(asked: QueryDict, viewer: Person) -> ExpertListForm:
    shown: Sequence[Column] = columns(viewer)
    return ExpertListForm(asked, shown)


def found(chosen: Q) -> Any:
    away = ExpressionWrapper(absent_on(clock.today()), BooleanField())
    return Expert.objects.select_related("person").annotate(away=away).filter(chosen).order_by("id")
