"""What a verb says when it will not: one translated sentence, shown to the person as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """`message` is the sentence that the view shows; `code` names the refusal for tests and callers."""

    said: str | Promise = _("Tämä ei onnistunut.")
    status = 400

    def __init__(self, message: str | Promise = "", code: str = "") -> None:
        super().__init__(message or self.said)
        self.code = code

    @property
    def message(self) -> str:
        """In the language of whoever reads it now."""
        return str(self.args[0])

    def __str__(self) -> str:
        return self.message


class NotAllowed(DomainError):
    said = _("Tämä sivu tai toiminto ei kuulu rooliisi.")
    status = 403


class Missing(DomainError):
    said = _("Tätä ei löydy. Osoite voi olla vanha.")
    status = 404


class Stale(DomainError):
    said = _("Sivu on vanhentunut: joku ehti ensin. Katso tilanne uudelleen.")
    status = 409


class Busy(DomainError):
    said = _("Joku muu käsittelee tätä juuri nyt. Yritä hetken päästä uudelleen.")
    status = 409


class Used(DomainError):
    said = _("Linkki on jo käytetty. Vastauksesi on tallessa.")
    status = 410


class Expired(DomainError):
    said = _("Linkin aika on päättynyt.")
    status = 410
