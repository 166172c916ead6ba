"""States of contracts, batches and signatures (model.md §3). A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContractState(models.TextChoices):
    COMPOSED = "composed", _("kokemusasiantuntijan allekirjoitettavana")
    EXPERT_SIGNED = "expert_signed", _("pankin allekirjoitettavana")
    IN_FORCE = "in_force", _("voimassa")
    COMMENTED = "commented", _("muutosta pyydetty")
    ENDED = "ended", _("päättynyt")
    VOID = "void", _("rauennut")


class BatchState(models.TextChoices):
    DRAWN = "drawn", _("odottaa hyväksyntää")
    APPROVED = "approved", _("hyväksytty, lähettämättä pankkiin")
    SENT = "sent", _("lähetetty pankkiin")
    SETTLED = "settled", _("maksettu tileille")
    DISCARDED = "discarded", _("purettu")
    RECALLED = "recalled", _("peruttu hyväksynnän jälkeen")


class Party(models.TextChoices):
    EXPERT = "expert", _("kokemusasiantuntija")
    BANK = "bank", _("pankki")


class SignedHow(models.TextChoices):
    CLICK = "click", _("allekirjoitettu palvelussa")
    PHONE = "phone", _("suostumus kirjattu puhelimitse")
    MOVE = "move", _("allekirjoitti vanhan sopimuksen ja hyväksyi uuden ajan palvelussa")


class ReturnedWhy(models.TextChoices):
    """What the bank says of a payment that came back. The first two need a new account from the expert."""

    ACCOUNT = "account", _("Tilinumero ei kelpaa")
    CLOSED = "closed", _("Tili on suljettu")
    OTHER = "other", _("Muu syy: sama tili kelpaa")
    NOT_SENT = "not_sent", _("Palkka-ajo, jossa maksu oli, purettiin ennen lähettämistä")


class FeeState(models.TextChoices):
    """Derived, never stored (model.md §3)."""

    WAITING = "waiting", _("odottaa palkka-ajoa")
    MISSING = "missing", _("jokin tieto puuttuu")
    HELD = "held", _("pidossa")
    IN_BATCH = "in_batch", _("palkka-ajossa")
    SENT = "sent", _("lähetetty pankkiin")
    ON_ACCOUNT = "on_account", _("tilillä")
    RETURNED = "returned", _("palautunut pankista")


CONTRACT_MOVES: dict[str, frozenset[str]] = {
    ContractState.COMPOSED: frozenset({ContractState.EXPERT_SIGNED, ContractState.COMMENTED, ContractState.VOID}),
    ContractState.EXPERT_SIGNED: frozenset({ContractState.IN_FORCE, ContractState.COMPOSED, ContractState.VOID}),
    ContractState.COMMENTED: frozenset({ContractState.VOID}),
    ContractState.IN_FORCE: frozenset({ContractState.ENDED}),
    ContractState.ENDED: frozenset(),
    ContractState.VOID: frozenset(),
}
BATCH_MOVES: dict[str, frozenset[str]] = {
    BatchState.DRAWN: frozenset({BatchState.APPROVED, BatchState.DISCARDED}),
    BatchState.APPROVED: frozenset({BatchState.SENT, BatchState.RECALLED}),
    BatchState.SENT: frozenset({BatchState.SETTLED}),
    BatchState.SETTLED: frozenset(),
    BatchState.DISCARDED: frozenset(),
    BatchState.RECALLED: frozenset(),
}
NEW_ACCOUNT_NEEDED = frozenset({ReturnedWhy.ACCOUNT, ReturnedWhy.CLOSED})
CONTRACT_LIVE = frozenset(
    {ContractState.COMPOSED, ContractState.EXPERT_SIGNED, ContractState.IN_FORCE, ContractState.COMMENTED}
)
BATCH_LIVE = frozenset({BatchState.DRAWN, BatchState.APPROVED, BatchState.SENT, BatchState.SETTLED})
READ_ONLY = frozenset({BatchState.APPROVED, BatchState.SENT, BatchState.SETTLED, BatchState.RECALLED})
