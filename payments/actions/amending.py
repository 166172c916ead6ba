"""A moved date: the contract of the old date gives way to one of the new, with the yes that the expert has given."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, clock, todo
from core.db import lock, verb
from orders.models import Gig, MoveAnswer
from orders.states import MoveState
from payments import texts
from payments.actions.contracts import SIGNABLE, TASKS, compose, mark_signed, move, put_signature
from payments.models import Contract
from payments.states import ContractState, Party, SignedHow

SIGNED = frozenset({ContractState.EXPERT_SIGNED, ContractState.IN_FORCE})


@verb
def amend_contract(gig_id: int) -> Contract | None:
    """Listener of orders.gig_moved. Idempotent: what was composed after the move has the new date already.

    Signed by the expert: the new one has the yes to the new time as its signature and waits for the bank alone; a gig
    that was confirmed stays so. Not signed yet: a new one to sign. Asked to be changed: the coordinator's new one has
    the new date. The coordinator's task closes by itself.
    """
    gig = lock(Gig.objects.filter(pk=gig_id)).get()
    answer = _yes(gig)
    if answer is None or answer.proposal.decided_at is None:
        return None
    old = lock(gig.contracts.live()).first()
    todo.close("amend_contract", gig)
    if old is None or gig.state not in SIGNABLE or old.created_at >= answer.proposal.decided_at:
        return None
    old.gig = gig
    if old.state in SIGNED:
        return _in_place_of(old, answer)
    if old.state == ContractState.COMPOSED:
        _give_way(old)
        return compose(gig)
    return None


def _yes(gig: Gig) -> MoveAnswer | None:
    agreed = gig.move_answers.filter(yes=True, proposal__state=MoveState.AGREED)
    return agreed.select_related("proposal").order_by("-proposal__decided_at", "-id").first()


def _in_place_of(old: Contract, answer: MoveAnswer) -> Contract:
    """Locked: gig, contract."""
    said_at = answer.answered_at or clock.now()
    _give_way(old)
    contract = compose(old.gig, _words(old, said_at), amends=old)
    mark_signed(contract)
    person = old.gig.expert.person
    put_signature(contract, Party.EXPERT, person, how=SignedHow.MOVE, created_at=said_at)
    audit.log(person, "contract_amended", contract, about=person)
    return contract


def _words(old: Contract, said_at: datetime) -> str:
    with translation.override(old.language):
        return _(
            "Keikan aika on vaihtunut. Hyväksyit uuden ajan palvelussa %(day)s. Muilta osin sopimus %(number)s pysyy "
            "ennallaan, myös se, mitä siinä on lisäksi sovittu."
        ) % {"day": texts.full_day(clock.local(said_at).date()), "number": old.number}


def _give_way(old: Contract) -> None:
    """One contract of a gig lives at a time. Locked: gig, contract."""
    now, why = clock.now(), _("Keikan aika vaihtui, ja tilalle laadittiin uusi sopimus.")
    if old.state == ContractState.IN_FORCE:
        move(old, ContractState.ENDED, ended_at=now, ended_why=why)
    else:
        move(old, ContractState.VOID, voided_at=now, ended_why=why)
    for what in TASKS:
        todo.close(what, old)
