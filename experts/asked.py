"""What the own page asks of an expert now: only what keeps gigs or money from coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from experts.models import BankAccount, Expert, ExpertTheme, Identity, PayeeChange, TaxCard
from experts.states import PayeeKind

Words = str | Promise


@dataclass(frozen=True)
class Ask:
    what: Words
    why: Words
    act: Words
    name: str
    """Of the page where it is done."""


def of(expert: Expert, themes: Sequence[ExpertTheme]) -> list[Ask]:
    found = []
    if not themes:
        why = _("Teemojen avulla koordinaattori löytää sinulle sopivat keikat. Kirjoita omin sanoin.")
        found.append(Ask(_("Lisää ainakin yksi teema"), why, _("Lisää teema"), "experts:theme-add"))
    if missing := _missing(expert):
        found.append(Ask(*missing, _("Täydennä palkkatiedot"), "experts:payee"))
    return found


def _missing(expert: Expert) -> tuple[Words, Words] | None:
    """What, and why. One question to the database; a change that waits for the bank's call asks nothing."""
    mine, today = Q(expert=OuterRef("pk")), clock.today()
    waiting = PayeeChange.objects.waiting().filter(mine)
    row = Expert.objects.filter(pk=expert.pk).annotate(
        account=Exists(BankAccount.objects.filter(mine)) | Exists(waiting.filter(kind=PayeeKind.ACCOUNT)),
        code=Exists(Identity.objects.filter(mine)) | Exists(waiting.filter(kind=PayeeKind.CODE)),
        card=Exists(TaxCard.objects.filter(mine, withdrawn_at=None, valid__contains=today)),
    )
    account, code, card = row.values_list("account", "code", "card").get()
    needed = _("Tietoa tarvitaan, jotta palkkio tulee perille. Vain palkanlaskija näkee sen.")
    if not account and not code:
        return _("Palkkatietosi puuttuvat"), needed
    if not account:
        return _("Tilinumerosi puuttuu"), needed
    if not code:
        return _("Henkilötunnuksesi puuttuu"), needed
    return None if card else (_("Verokorttisi puuttuu"), _("Ilman verokorttia palkkiosta pidätetään veroa 60 %."))
