"""The roof as a Django app; when every room is loaded it joins them."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "kokemuspankki"
    verbose_name = "Kokemuspankki"

    def ready(self) -> None:
        import_module("kokemuspankki.celery")
        if find_spec("kokemuspankki.wiring"):
            import_module("kokemuspankki.wiring")
