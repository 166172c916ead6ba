"""The expert's own time: the week, days told apart, «toivon keikkoja», tauko. Everything at the expert's word alone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.views.common import person_of
from core import clock, web
from core.web import submit as saved
from experts import actions
from experts.time_forms import PARTS, DaysForm, PauseForm, WeekForm
from experts.times import ahead
from experts.views.expert import own_expert


@login_required
def availability(request: HttpRequest) -> HttpResponse:
    """The days told apart first, as they change most often; then the week. Each has its own form."""
    expert, by = own_expert(request), person_of(request)
    which = request.POST.get("which", "")
    told = [f"{row.weekday}-{row.part}" for row in expert.weekly.all()]
    forms: dict[str, DaysForm | WeekForm] = {
        "days": DaysForm(request.POST if which == "days" else None),
        "week": WeekForm(request.POST if which == "week" else None, initial={"parts": told or PARTS}),
    }
    if request.method == "POST" and which in forms:
        form = forms[which]
        if saved(form, lambda: form.save(by, expert)) is not None:
            messages.success(request, _("Tallennettu. Se on voimassa heti."))
            return redirect("experts:availability")
    context = {"expert": expert, "forms": forms, "told": ahead(expert), "usual": bool(told)}
    return render(request, "experts/availability.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def days_forget(request: HttpRequest) -> HttpResponse:
    actions.forget_days(own_expert(request).pk, by=person_of(request), slug=request.POST.get("days", ""))
    messages.success(request, _("Merkintä on poistettu. Viikkorytmisi on taas voimassa niinä päivinä."))
    return redirect("experts:availability")


@login_required
@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    expert, on = own_expert(request), request.POST.get("wish") == "yes"
    said = _("Koordinaattori näkee nyt, että toivot keikkoja.") if on else _("Toive on otettu pois.")
    do = lambda: actions.wish_gigs(expert.pk, by=person_of(request), wish=on)  # noqa: E731
    back = "orders:offers" if request.POST.get("from") == "offers" else "experts:me"
    return web.act(request, do, said=said, to=back)


@login_required
def pause(request: HttpRequest) -> HttpResponse:
    """What tauko does, then one button. On tauko already: its dates, and the way back."""
    expert, by = own_expert(request), person_of(request)
    dates = {"back_on": expert.paused.upper, "check_in_on": expert.check_in_on} if expert.is_paused else {}
    form = PauseForm(request.POST if request.method == "POST" else None, initial=dates)
    if request.method == "POST" and saved(form, lambda: form.save(by, expert)) is not None:
        messages.success(request, _("Olet tauolla. Sinulle ei tarjota keikkoja. Palaa, kun haluat."))
        return redirect("experts:me")
    context = {"expert": expert, "form": form, "today": clock.today()}
    return render(request, "experts/pause.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    expert = own_expert(request)
    actions.resume(expert.pk, by=person_of(request))
    said = _("Tervetuloa takaisin. Sinulle voidaan taas tarjota keikkoja. Voit pyytää etusivulla yhteydenottoa.")
    messages.success(request, said)
    return redirect("experts:me")
