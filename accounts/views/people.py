from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from accounts import actions, histories, listing, permissions
from accounts.forms import GrantForm, MeForm, PersonDetailsForm, PersonForm, ReasonForm
from accounts.models import FactorReset, Person, RoleGrant
from accounts.roles import Language, Role
from accounts.views.common import form_page, person_of
from core import audit, clock, lists
from core.web import act, submit

PAGE = 50


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Anybody: own language, phone and messages."""
    person = person_of(request)
    form = MeForm(request.POST or None, person=person)
    if request.method == "POST":
        changed = submit(form, form.save)
        if changed:
            with translation.override(changed.language):
                messages.success(request, _("Tietosi on tallennettu."))
            return redirect("accounts:me")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/me.html", {"form": form, "person": person}, status=status)


@login_required
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Anybody, of oneself: after a shared machine or a lost phone."""
    actions.sign_out_everywhere(person_of(request))
    logout(request)
    messages.success(request, _("Olet kirjautunut ulos kaikilta laitteilta."))
    return redirect("account_login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Anybody: the language of the pages; of the mails too for whoever is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in Language.values:
        actions.choose_language(person_of(request), chosen)
    return set_language(request)


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """Main user and auditor: everybody. An orderer: the own units' people. Names and roles; no contact data."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_people(viewer))
    form = listing.PeopleForm(request.GET, viewer)
    rows = Person.objects.visible_to(viewer).active().filter(form.condition).with_roles(clock.today()).by_name()
    made = lists.Listing("ihmiset", _("Ihmiset ja heidän roolinsa"), form, rows, listing.after_person)
    everybody = permissions.may_see_everybody(viewer)
    context = {
        "may_edit": permissions.may_edit_people(viewer),
        "may_see_everybody": everybody,
        "pending": _pending(viewer) if everybody else [],
    }
    return lists.respond(request, made, "accounts/people.html", **context)


def _pending(viewer: Person) -> list[RoleGrant]:
    waiting = RoleGrant.objects.pending(clock.today()).select_related("person", "granted_by", "unit").order_by("pk")
    grants = list(waiting[:PAGE])
    for grant in grants:
        grant.may_second = permissions.may_second(viewer, grant)
    return grants


@login_required
@require_GET
def pending(request: HttpRequest) -> HttpResponse:
    """Main user and auditor: the roles that wait for a second yes."""
    viewer = person_of(request)
    permissions.require(permissions.may_see_everybody(viewer))
    context = {"pending": _pending(viewer), "resets": _resets(viewer), "may_edit": permissions.may_edit_people(viewer)}
    return render(request, "accounts/pending.html", context)


def _resets(viewer: Person) -> list[FactorReset]:
    rows = FactorReset.objects.filter(settled_at=None).select_related("person", "asked_by").order_by("pk")[:PAGE]
    for row in rows:
        row.may_confirm = permissions.may_edit_people(viewer) and viewer.pk not in (row.person_id, row.asked_by_id)
    return list(rows)


@login_required
def person_add(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_edit_people(by))
    form = PersonForm(request.POST or None)
    made = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if made:
        messages.success(request, _("%(name)s on lisätty. Anna seuraavaksi rooli.") % {"name": made.name})
        return redirect("accounts:grant-add", made.slug)
    return form_page(
        request, form, title=_("Lisää ihminen"), action=_("Lisää ihminen"), back=reverse("accounts:people")
    )


@login_required
@require_GET
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Main user and auditor: contact data and roles of one person, an expert's contact data for the main user alone.

    The person sees who looked.
    """
    viewer = person_of(request)
    permissions.require(permissions.may_see_everybody(viewer))
    shown = get_object_or_404(Person.objects.get_queryset().active().with_roles(clock.today()), slug=slug)
    audit.viewed(viewer, "contact", [shown])
    grants = RoleGrant.objects.current(clock.today()).filter(person=shown).select_related("unit", "granted_by")
    may_edit = permissions.may_edit_people(viewer) and shown.pk != viewer.pk
    over = RoleGrant.objects.ended(clock.today()).filter(person=shown).select_related("unit", "granted_by")
    context = {
        "shown": shown,
        "grants": grants.order_by("pk"),
        "over": over.order_by("-pk")[:PAGE],
        "may_edit": may_edit,
        "contact": viewer.has(Role.MAIN_USER) or Role.EXPERT not in shown.roles,
        "history": histories.of(shown),
    }
    return render(request, "accounts/person.html", context)


@login_required
def person_change(request: HttpRequest, slug: str) -> HttpResponse:
    """The main user, of somebody else: names, address, phone, language. The look is logged as on the person's page."""
    by = person_of(request)
    found = get_object_or_404(Person.objects.active(), slug=slug)
    permissions.require(permissions.may_edit_people(by) and by.pk != found.pk)
    if request.method == "GET":
        audit.viewed(by, "contact", [found])
    form = PersonDetailsForm(request.POST or None, person=found)
    saved = submit(form, lambda: form.save(by)) if request.method == "POST" else None
    if saved:
        messages.success(request, _("Tiedot on tallennettu."))
        return redirect("accounts:person", slug)
    title = _("Muuta tietoja: %(name)s") % {"name": found.name}
    return form_page(request, form, title=title, action=_("Tallenna"), back=reverse("accounts:person", args=[slug]))


@login_required
def grant_add(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    permissions.require(permissions.may_edit_people(by))
    person = get_object_or_404(Person.objects.active(), slug=slug)
    form = GrantForm(request.POST or None)
    made = submit(form, lambda: form.save(by, person)) if request.method == "POST" else None
    if made:
        messages.success(request, _said_of(made))
        return redirect("accounts:person", person.slug)
    title = _("Anna rooli: %(name)s") % {"name": person.name}
    return form_page(request, form, title=title, action=_("Anna rooli"), back=reverse("accounts:person", args=[slug]))


def _said_of(grant: RoleGrant) -> str:
    if grant.is_pending:
        return _("Rooli odottaa toisen pääkäyttäjän vahvistusta. Hän näkee sen omalla sivullaan.")
    return _("Rooli on voimassa. Siitä lähtee viesti.")


@login_required
@require_POST
def grant_second(request: HttpRequest, slug: str) -> HttpResponse:
    grant = get_object_or_404(RoleGrant, slug=slug)
    home = reverse("accounts:person", args=[grant.person.slug])
    by = person_of(request)
    return act(request, lambda: actions.second_grant(grant.pk, by), said=_("Rooli on vahvistettu."), to=home)


@login_required
def grant_end(request: HttpRequest, slug: str) -> HttpResponse:
    """The consequence is shown first; a role can be given again."""
    by = person_of(request)
    permissions.require(permissions.may_edit_people(by))
    grant = get_object_or_404(RoleGrant.objects.select_related("person", "unit"), slug=slug)
    form = ReasonForm(request.POST or None)
    ended = None
    if request.method == "POST":
        ended = submit(form, lambda: actions.end_grant(grant.pk, by, form.cleaned_data["reason"]))
    if ended:
        messages.success(request, _("Rooli on päättynyt. Voit antaa sen uudelleen."))
        return redirect("accounts:person", grant.person.slug)
    return form_page(
        request,
        form,
        title=_("Päätä rooli: %(role)s, %(name)s") % {"role": grant, "name": grant.person.name},
        lead=_("Rooli päättyy heti. Tehty työ ja merkinnät säilyvät. Voit antaa roolin myöhemmin uudelleen."),
        action=_("Päätä rooli"),
        back=reverse("accounts:person", args=[grant.person.slug]),
    )
