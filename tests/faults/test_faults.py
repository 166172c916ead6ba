"""kill -9, an emptied broker, a dead database, a full disk, a mail server that refuses: in the end all is as it was."""

from __future__ import annotations

import pytest

from tests.faults.site import Site
from tests.faults.standing import Standing, standing, twice

pytestmark = [pytest.mark.needs("pango"), pytest.mark.timeout(120)]


def same(bank: Site, undisturbed: Standing) -> None:
    bank.rest()
    found = standing(bank)
    assert found.facts == undisturbed.facts
    assert found.letters == undisturbed.letters


def test_undisturbed(undisturbed: Standing) -> None:
    assert undisturbed.letters
    assert {row[0]: row[1] for row in undisturbed.facts["documents"]} == {
        "contract": 1,
        "manifest": 1,
        "payslip": 2,
    }


WEB = [
    ("payments.notifications:in_force", "before"),
    ("payments.actions.batches:carry", "before"),
    ("payments.views.payroll:redirect", "before"),
    ("payments.notifications:payslips_ready", "after"),
    ("payments.bank_file:content", "after"),
]


@pytest.mark.parametrize(("point", "when"), WEB)
def test_the_web_is_killed(bank: Site, undisturbed: Standing, point: str, when: str) -> None:
    bank.order("web", point, when)
    bank.clicks()
    bank.death()
    same(bank, undisturbed)
    assert not twice(bank)
