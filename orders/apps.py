from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Tilaukset ja keikat")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("orders.deeds")
        import_module("orders.open_orders")
