from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import histories, listing, open_work, permissions
from accounts.forms import ChangeCentreForm, ChangeUnitForm, CostCentreForm, OrganisationForm, UnitForm, place
from accounts.models import CostCentre, Organisation, Unit
from accounts.querysets import units_below
from accounts.views.common import form_page, person_of
from core import lists
from core.web import submit


@login_required
@require_GET
def units(request: HttpRequest) -> HttpResponseBase:
    """Coordinator, main user, auditor: the units, their cost centres and who decides of them."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_units(viewer))
    form, caption = listing.UnitForm(request.GET, listing.UNIT), _("Yksiköt, kustannuspaikat ja hyväksyjät")
    rows = Unit.objects.filter(form.condition).by_name().with_centres()
    made = lists.Listing("yksikot", caption, form, rows, listing.after_unit, listing.by_centre)
    return lists.respond(request, made, "accounts/units.html", may_edit=permissions.may_edit_units(viewer))


@login_required
def unit_add(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_edit_units(by))
    form = UnitForm(request.POST or None)
    made = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if made:
        messages.success(request, _("Yksikkö on lisätty. Lisää sille kustannuspaikka."))
        return redirect("accounts:costcentre-add-to", made.slug)
    title = _("Lisää yksikkö")
    return form_page(request, form, title=title, action=title, back=reverse("accounts:units"))


@login_required
def costcentre_add(request: HttpRequest) -> HttpResponse:
    return _costcentre_add(request, None)


@login_required
def costcentre_add_to(request: HttpRequest, slug: str) -> HttpResponse:
    return _costcentre_add(request, get_object_or_404(Unit, slug=slug))


def _costcentre_add(request: HttpRequest, unit: Unit | None) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_edit_units(by))
    form = CostCentreForm(request.POST or None, initial={"unit": unit})
    made = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if made:
        messages.success(request, _("Kustannuspaikka on lisätty. Yksikkö voi nyt tilata."))
        return redirect("accounts:units")
    title = _("Lisää kustannuspaikka")
    return form_page(request, form, title=title, action=title, back=reverse("accounts:units"))


@login_required
def costcentre(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator or main user: what the cost centre is called, who decides of it, until when it pays; its history."""
    by = person_of(request)
    permissions.require(permissions.may_edit_units(by))
    centre = get_object_or_404(CostCentre.objects.select_related("unit__organisation"), slug=slug)
    names = ("code", "name", "approver", "deputy", "second_approver", "limit_cents", "ended_on")
    form = ChangeCentreForm(request.POST or None, initial={name: getattr(centre, name) for name in names})
    saved = submit(form, lambda: form.save_to(by, centre)) if request.method == "POST" else None
    if saved:
        messages.success(request, _("Kustannuspaikka on tallennettu. Uudet pyynnöt menevät nimetyille hyväksyjille."))
        return redirect("accounts:units")
    title = _("Kustannuspaikka %(code)s") % {"code": centre}
    return _change_page(request, form, centre, title, lead=place(centre.unit))


@login_required
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinator or main user: the unit's name, place and end; which orders are open before it ends; its history."""
    by = person_of(request)
    permissions.require(permissions.may_edit_units(by))
    found = get_object_or_404(Unit.objects.select_related("organisation", "parent"), slug=slug)
    form = ChangeUnitForm(request.POST or None, unit=found)
    saved = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if saved:
        messages.success(request, _("Yksikkö on tallennettu."))
        return redirect("accounts:units")
    work = open_work.of_units(units_below([found.pk]))
    if not work:
        del form.fields["knowing"]
    return _change_page(request, form, found, _("Yksikkö: %(name)s") % {"name": found}, open_work=work)


@login_required
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_edit_units(by))
    found = get_object_or_404(Organisation, slug=slug)
    form = OrganisationForm(request.POST or None, organisation=found)
    saved = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if saved:
        messages.success(request, _("Nimi on tallennettu."))
        return redirect("accounts:units")
    lead = _("Aiemmin tehdyissä sopimuksissa ja laskelmissa pysyy vanha nimi.")
    return _change_page(request, form, found, _("Organisaatio: %(name)s") % {"name": found}, lead=lead)


def _change_page(request: HttpRequest, form: Any, row: Any, title: str, **context: Any) -> HttpResponse:
    context = {"lead": "", "open_work": [], **context, "title": title, "history": histories.of(row), "form": form}
    back = reverse("accounts:units")
    return render(request, "accounts/change.html", {**context, "back": back}, status=422 if form.is_bound else 200)
