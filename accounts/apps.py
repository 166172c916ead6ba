from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Ihmiset ja roolit")

    def ready(self) -> None:
        import_module("accounts.deeds")
        import_module("accounts.keys")
        import_module("accounts.retention")
