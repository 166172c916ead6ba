"""A stolen sign-in cannot leave an account behind that the owner cannot get rid of."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from experts import actions
from experts.models import BankAccount
from tests.factories.world import IBANS, NOW, World


def in_use(w: World, days: int) -> str:
    found = actions.account_on(w.expert, (NOW + timedelta(days=days)).date())
    assert found is not None
    return str(found.iban)


def test_typing_the_old_account_again_undoes_a_change_that_waits(w: World) -> None:
    with clock.at(NOW):
        actions.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[2], proved=True)
        assert in_use(w, 10) == IBANS[2]
        actions.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[0])
    assert in_use(w, 10) == IBANS[0]


def test_only_the_last_change_waits(w: World) -> None:
    with clock.at(NOW):
        actions.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[2], proved=True)
    with clock.at(NOW + timedelta(days=1)):
        actions.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[1], proved=True)
    assert in_use(w, 2) == IBANS[0]
    assert in_use(w, 10) == IBANS[1]
    assert BankAccount.objects.filter(expert=w.expert).count() == 2


def test_a_mailbox_alone_moves_no_money(w: World) -> None:
    with clock.at(NOW):
        actions.save_account(w.expert.pk, by=w.expert.person, iban=IBANS[2])
    assert in_use(w, 365) == IBANS[0]
