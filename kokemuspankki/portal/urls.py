"""The roof's own pages."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import path

from kokemuspankki.portal import calendar, card, gig, home, letters, orders, public, seen, tasks, trail

app_name = "portal"

urlpatterns = [
    path("", public.front, name="front"),
    path("ohjeet/", public.guide, name="guide"),
    path("saavutettavuus/", public.accessibility, name="accessibility"),
    path("tietosuoja/", public.privacy, name="privacy"),
    path("etusivu/", home.front, name="homes"),
    path("etusivu/<slug:role>/", home.home, name="home"),
    path("omat-tiedot/katselut/", trail.views_of_me, name="views-of-me"),
    path("omat-tiedot/kalenteri/", calendar.mine, name="calendar"),
    path("v/kalenteri/<str:token>/kokemuspankki.ics", calendar.feed, name="link-calendar"),
    path("oma-sivu/nain-sinut-nahdaan/", seen.seen, name="seen"),
    path("tilaukset/<slug:slug>/", orders.order, name="order"),
    path("tilaukset/<slug:slug>/kokonaan/", orders.whole, name="order-whole"),
    path("tilaukset/<slug:slug>/kulku/", trail.order_trail, name="order-trail"),
    path("keikat/<slug:slug>/", gig.gig, name="gig"),
    path("keikat/<slug:slug>/kortti.pdf", card.card, name="gig-card"),
    path("tehtavat/", tasks.tasks, name="tasks"),
    path("tehtavat/hoidettu/", tasks.close, name="task-close"),
    path("viestit/", letters.shown, name="letters"),
    path("viestit/<slug:name>/", letters.letter, name="letter"),
    path("loki/", trail.trail, name="audit"),
]

if (settings.DEBUG or settings.KP_DEMO) and find_spec("kokemuspankki.portal.styleguide"):
    urlpatterns += import_module("kokemuspankki.portal.styleguide").urlpatterns
