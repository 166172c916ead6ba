"""Every address of the bank: the roof's own, then each room's, then the demo's where there is one."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kokemuspankki.portal import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("kokemuspankki.portal.urls")),
    path("", include("accounts.urls")),
    path("", include("experts.urls")),
    path("", include("orders.urls")),
    path("", include("payments.urls")),
    path("", include("supervision.urls")),
    path("", include("evaluation.urls")),
]

if settings.KP_DEMO:
    urlpatterns.append(path("demo/", include("kokemuspankki.demo.urls")))
