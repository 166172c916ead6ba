from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Työnohjaus ja tuki")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("supervision.deeds")
