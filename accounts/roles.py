from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    EXPERT = "expert", _("Kokemusasiantuntija")
    ORDERER = "orderer", _("Tilaaja")
    APPROVER = "approver", _("Kustannuspaikan hyväksyjä")
    COORDINATOR = "coordinator", _("Koordinaattori")
    PAYROLL = "payroll", _("Palkanlaskija")
    SUPERVISOR = "supervisor", _("Työnohjaaja")
    EVALUATOR = "evaluator", _("Arvioija")
    AUDITOR = "auditor", _("Tarkastaja")
    MAIN_USER = "main_user", _("Pääkäyttäjä")


class Language(TextChoices):
    FI = "fi", "suomi"
    SV = "sv", "svenska"
    EN = "en", "English"


class BankKind(TextChoices):
    COUNTY = "county", _("Hyvinvointialue")
    ASSOCIATION = "association", _("Järjestö")


class OrganisationKind(TextChoices):
    COUNTY = "county", _("Hyvinvointialue")
    MUNICIPALITY = "municipality", _("Kunta")
    SCHOOL = "school", _("Oppilaitos")
    ASSOCIATION = "association", _("Järjestö")
    OTHER = "other", _("Muu")


STAFF: Final = frozenset(
    {Role.COORDINATOR, Role.PAYROLL, Role.SUPERVISOR, Role.EVALUATOR, Role.AUDITOR, Role.MAIN_USER}
)
GRANTED: Final = STAFF | {Role.ORDERER}
"""The roles that are grants; an approver is whoever a cost centre names, an expert whoever has an Expert."""
APART: Final = frozenset({Role.COORDINATOR, Role.PAYROLL})
"""One person holds both only with the main user's written reason."""
ORDER: Final = tuple(Role)
