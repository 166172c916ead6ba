"""What is so, who acts next, by when: for each state of a change of account or personal code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.status import ALERT, OK, PLAIN, WAIT, YOU, Status
from core.templatetags.kp import day
from experts.states import PayeeState

if TYPE_CHECKING:
    from accounts.models import Person
    from experts.models import PayeeChange


def of_payee(change: PayeeChange, viewer: Person) -> Status:
    payroll = YOU if viewer.has("payroll") and change.expert.person_id != viewer.pk else _("palkanlaskija")
    found = {
        PayeeState.WAITING: Status(_("Odottaa pankin varmistussoittoa"), payroll, change.due, WAIT),
        PayeeState.CONFIRMED: Status(_("Varmistettu"), tone=OK, extra=_in_use(change)),
        PayeeState.REFUSED: Status(_("Ei varmistettu"), tone=ALERT, extra=change.reason),
        PayeeState.CANCELLED: Status(_("Peruttu"), tone=PLAIN),
        PayeeState.DISOWNED: Status(_("Pysäytetty: asiantuntija ei tehnyt muutosta"), tone=ALERT),
        PayeeState.REPLACED: Status(_("Korvattu uudemmalla"), tone=PLAIN),
    }
    return found[PayeeState(change.state)]


def _in_use(change: PayeeChange) -> str:
    return gettext("Käytössä %(day)s alkaen") % {"day": day(change.used_from)} if change.used_from else ""
