from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertsConfig(AppConfig):
    name = "experts"
    verbose_name = _("Kokemusasiantuntijat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("experts.deeds")
        import_module("experts.keys")
