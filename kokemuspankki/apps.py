"""The roof as a Django app; when every room is loaded it joins them."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Only what the pages use is collected; all of Bootstrap's variants took half a minute to compress."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "*.rtl.*",
        "*.esm.*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.bundle.js*",
        "ext",
    ]


class RoofConfig(AppConfig):
    name = "kokemuspankki"
    verbose_name = "Kokemuspankki"

    def ready(self) -> None:
        import_module("kokemuspankki.celery")
        import_module("kokemuspankki.wiring").connect()
