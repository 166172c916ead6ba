from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExpertStatus(models.TextChoices):
    APPLICANT = "applicant", _("hakija")
    ONBOARDING = "onboarding", _("perehtymässä")
    ACTIVE = "active", _("mukana")
    LEFT = "left", _("lopettanut")
    RESTRICTED = "restricted", _("vain palkkatiedot")
    ANONYMISED = "anonymised", _("tiedot poistettu")


MOVES: dict[str, frozenset[str]] = {
    ExpertStatus.APPLICANT: frozenset({ExpertStatus.ONBOARDING, ExpertStatus.LEFT}),
    ExpertStatus.ONBOARDING: frozenset({ExpertStatus.ACTIVE, ExpertStatus.LEFT}),
    ExpertStatus.ACTIVE: frozenset({ExpertStatus.LEFT}),
    ExpertStatus.LEFT: frozenset({ExpertStatus.ACTIVE, ExpertStatus.RESTRICTED}),
    ExpertStatus.RESTRICTED: frozenset({ExpertStatus.ANONYMISED}),
    ExpertStatus.ANONYMISED: frozenset(),
}


class DataClass(models.TextChoices):
    """What data protection law says about a theme (domain.md 5.3)."""

    HEALTH = "H", _("terveys (art. 9)")
    SOCIAL = "S", _("sosiaalihuolto")
    CRIME = "C", _("rikostausta (art. 10)")
    ORIGIN = "E", _("alkuperä, uskonto tai suuntautuminen (art. 9)")
    PLAIN = "-", _("tavallinen")


class Perspective(models.TextChoices):
    OWN = "own", _("oma kokemus")
    RELATIVE = "relative", _("läheisen kokemus")


class Visibility(models.TextChoices):
    ME = "me", _("vain minä")
    COORDINATOR = "coordinator", _("koordinaattori")
    ORDERER = "orderer", _("tilaaja, kun olen ottanut keikan")
    PUBLIC = "public", _("kaikki")


class DayPart(models.TextChoices):
    """The whole day in three parts, in their order."""

    MORNING = "morning", _("aamupäivä")
    AFTERNOON = "afternoon", _("iltapäivä")
    EVENING = "evening", _("ilta")


PART_STARTS = {DayPart.MORNING: time(0), DayPart.AFTERNOON: time(12), DayPart.EVENING: time(17)}
"""What the words mean; to change them would change what people have said."""


class CardKind(models.TextChoices):
    WAGE = "wage", _("palkan verokortti")
    TRADE = "trade", _("työkorvauksen verokortti")


class PayeeKind(models.TextChoices):
    ACCOUNT = "account", _("tilinumero")
    CODE = "code", _("henkilötunnus")


class PayeeState(models.TextChoices):
    WAITING = "waiting", _("odottaa varmistusta")
    CONFIRMED = "confirmed", _("varmistettu")
    REFUSED = "refused", _("ei varmistettu")
    CANCELLED = "cancelled", _("peruttu")
    DISOWNED = "disowned", _("pysäytetty")
    REPLACED = "replaced", _("korvattu uudella")


class PayeeProof(models.TextChoices):
    """How the bank knows that the change is the expert's own."""

    FACTOR = "factor", _("vahvalla kirjautumisella")
    PHONE = "phone", _("puhelimitse")
    MET = "met", _("tapaamisessa tai videolla")


PAYEE_MOVES: dict[str, frozenset[str]] = {
    PayeeState.WAITING: frozenset(set(PayeeState) - {PayeeState.WAITING}),
    PayeeState.CONFIRMED: frozenset({PayeeState.CANCELLED, PayeeState.DISOWNED, PayeeState.REPLACED}),
    PayeeState.REFUSED: frozenset(),
    PayeeState.CANCELLED: frozenset(),
    PayeeState.DISOWNED: frozenset(),
    PayeeState.REPLACED: frozenset(),
}
"""A confirmed change is cancelled or replaced before its day; «I did not do this» stops it even later."""
