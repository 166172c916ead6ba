from django.urls import path

from experts.views import coordinator, expert, limits, links, payee, payroll, times

app_name = "experts"

urlpatterns = [
    path("oma-sivu/", expert.me, name="me"),
    path("oma-sivu/esittely/", expert.profile, name="profile"),
    path("oma-sivu/ajat/", times.availability, name="availability"),
    path("oma-sivu/ajat/pois/", times.days_forget, name="days-forget"),
    path("oma-sivu/toive/", times.wish, name="wish"),
    path("oma-sivu/tauko/", times.pause, name="pause"),
    path("oma-sivu/tauko/takaisin/", times.resume, name="resume"),
    path("oma-sivu/teema/", expert.theme_add, name="theme-add"),
    path("oma-sivu/teema/<slug:slug>/", expert.theme, name="theme"),
    path("oma-sivu/teema/<slug:slug>/pois/", expert.theme_withdraw, name="theme-withdraw"),
    path("oma-sivu/rajat/", limits.limits, name="limits"),
    path("oma-sivu/rajat/paikka/<slug:slug>/pois/", limits.stop_avoiding, name="place-forget"),
    path("oma-sivu/palkkatiedot/", payee.payee, name="payee"),
    path("oma-sivu/palkkatiedot/<slug:slug>/peru/", payee.cancel, name="payee-cancel"),
    path("oma-sivu/palkkatiedot/<slug:slug>/en-tehnyt/", payee.disown, name="payee-disown"),
    path("v/tilinvaihto/<str:token>/", links.payee, name="link-payee"),
    path("varmistukset/", payroll.calls, name="calls"),
    path("varmistukset/<slug:slug>/", payroll.call, name="call"),
    path("asiantuntijat/", coordinator.experts, name="list"),
    path("asiantuntijat/uusi/", coordinator.add, name="add"),
    path("asiantuntijat/<slug:slug>/", coordinator.expert, name="detail"),
]
