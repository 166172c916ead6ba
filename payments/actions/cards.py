"""Without a tax card: paid on the day with 60 % withheld, or on the next one with the card. The expert's own choice."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError
from core.pay import days
from experts.models import Expert
from payments import permissions
from payments.models import CardChoice, Fee


@verb
def choose_without_card(expert_id: int, *, by: Person, pay_day: date, wait: bool) -> CardChoice:
    """Recorded for that pay day alone, and may be changed until its cut-off. Who: the expert alone.

    Raises DomainError (code "late") after the cut-off, and (code "batched") when nothing waits for the choice any more.
    """
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own_pay(by, expert))
    if days.next_pay_day(clock.today()) != pay_day:
        raise DomainError(_("Tähän maksupäivään ei voi enää vaikuttaa. Katso seuraava maksupäivä."), code="late")
    if not Fee.objects.unbatched().filter(expert=expert).exists():
        raise DomainError(_("Palkkiosi on jo palkka-ajossa, joten valintaa ei enää tarvita."), code="batched")
    choice, _new = CardChoice.objects.update_or_create(expert=expert, pay_day=pay_day, defaults={"wait": wait})
    audit.log(by, "card_choice", expert, about=by, data={"pay_day": pay_day.isoformat(), "wait": wait})
    return choice
