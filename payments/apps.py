from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Sopimukset ja palkkiot")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("payments.deeds")
