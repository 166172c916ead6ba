"""Experts who are to be paid: each with an own code, account and card, fees of approved reports and their lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction

from accounts.models import Person
from benchmarks.copying import after_copies
from benchmarks.many import FIRST, copies
from core import clock, crypto, history
from experts.models import BankAccount, Expert, Identity, TaxCard
from payments.models import Fee, FeeLine
from tests.factories import payments as made
from tests.factories import world

FEES: Final = 5
LINES: Final = 4
KINDS: Final = {
    "kind": "(ARRAY['work', 'preparation', 'km', 'ticket'])[i % 4 + 1]",
    "taxable": "i % 4 < 2",
    "income_code": "(ARRAY['214', '214', '311', ''])[i % 4 + 1]",
}


def seed(experts: int) -> world.World:
    """Five fees of four lines for each, made like the one that the verbs made."""
    with clock.at(world.NOW):
        w = world.world()
        fee = made.booked(w)
    with transaction.atomic(), history.of("bench", None):
        _people(fee, experts)
        _fees(fee, experts)
        _own_values(experts)
    after_copies(Person, Expert, Identity, BankAccount, TaxCard, Fee, FeeLine)
    return w


def _people(fee: Fee, experts: int) -> None:
    expert, own = fee.expert, f"{FIRST} + i"
    copies(
        "accounts_person",
        expert.person_id,
        experts,
        email="'saaja' || i || '@esimerkki.invalid'",
        last_name="'Esimerkki' || i",
    )
    copies("experts_expert", expert.pk, experts, person_id=own)
    for table, row in (
        ("identity", expert.identities),
        ("bankaccount", expert.accounts),
        ("taxcard", expert.tax_cards),
    ):
        copies(f"experts_{table}", row.get().pk, experts, expert_id=own)


def _fees(fee: Fee, experts: int) -> None:
    count, own = experts * FEES, f"{FIRST} + i"
    whose = {"expert_id": f"{FIRST} + i / {FEES}"}
    order = {"order_id": f"{FIRST} + i % {FEES}"}
    gig, report, line = fee.gig, fee.report, fee.lines.order_by("position")[0]
    assert gig is not None
    assert report is not None
    copies("orders_order", gig.order_id, FEES)
    copies("orders_offer", gig.offer_id, count, **whose, **order)
    copies("orders_gig", gig.pk, count, **whose, **order, offer_id=own)
    copies("orders_gigreport", report.pk, count, gig_id=own)
    copies("payments_fee", fee.pk, count, **whose, gig_id=own, report_id=own)
    copies(
        "payments_feeline",
        line.pk,
        count * LINES,
        fee_id=f"{FIRST} + i / {LINES}",
        position=f"i % {LINES} + 1",
        report_line_id="NULL",
        amount_cents="2000 + i % 97",
        **KINDS,
    )


def _own_values(experts: int) -> None:
    """Birth days over sixty years; cards of forty percentages, limits that some cross; every fiftieth has no card."""
    _set("experts_identity", "personal_code", experts, lambda i: f"{i % 28 + 1:02}{i % 12 + 1:02}{i % 60 + 40:02}-902P")
    numbers = '{{"base": "{}.5", "additional": "{}.5", "limit_cents": {}, "opening_used_cents": 0}}'
    _set("experts_taxcard", "numbers", experts, lambda i: numbers.format(i % 40, i % 40 + 20, 20_000 + i % 7 * 10_000))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experts_taxcard SET withdrawn_at = now() WHERE id % 50 = 7")


def _set(table: str, column: str, experts: int, value: Callable[[int], str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given (id bigint, value text)")
        with cursor.copy("COPY given FROM STDIN") as copy:
            for i in range(experts):
                row: tuple[Any, ...] = (FIRST + i, crypto.encrypt(value(i)))
                copy.write_row(row)
        cursor.execute(f"UPDATE {table} t SET {column} = g.value FROM given g WHERE g.id = t.id")
        cursor.execute("DROP TABLE given")
