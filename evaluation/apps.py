from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("Palaute ja arviointi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("evaluation.deeds")
