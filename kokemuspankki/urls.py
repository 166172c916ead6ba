"""Every address of the bank: the portal's own, then each room's."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kokemuspankki.portal import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]

for module in ("kokemuspankki.portal.urls", "accounts.urls", "experts.urls", "orders.urls", "payments.urls"):
    if find_spec(module):
        urlpatterns.append(path("", include(module)))
if find_spec("evaluation.urls"):
    urlpatterns.append(path("", include("evaluation.urls")))
if settings.KP_DEMO:
    urlpatterns.append(path("demo/", include("kokemuspankki.demo.urls")))
