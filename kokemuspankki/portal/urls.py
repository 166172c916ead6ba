"""The roof's own pages."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import path

from kokemuspankki.portal import public

app_name = "portal"

urlpatterns = [
    path("", public.front, name="front"),
    path("ohjeet/", public.guide, name="guide"),
    path("saavutettavuus/", public.accessibility, name="accessibility"),
    path("tietosuoja/", public.privacy, name="privacy"),
]

if (settings.DEBUG or settings.KP_DEMO) and find_spec("kokemuspankki.portal.styleguide"):
    urlpatterns += import_module("kokemuspankki.portal.styleguide").urlpatterns
