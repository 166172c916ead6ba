"""The addresses as the demo's settings have them."""

from django.urls import include, path

from kokemuspankki.urls import urlpatterns as ours

urlpatterns = [*ours, path("demo/", include("kokemuspankki.demo.urls"))]
