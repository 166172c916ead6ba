"""Each list's file, for each role and with every column that can be asked for, holds no more than its page (J3)."""

from __future__ import annotations

import csv
import io

import pytest

from core.lists import BOM
from tests.matrix.asking import Asker
from tests.matrix.scene import Scene
from tests.matrix.test_leaks import CODES, IBANS, NEVER, THEMES, TITLE, UNIT

pytestmark = pytest.mark.django_db
LISTS = {
    "orders:all": {"coordinator", "auditor", "main_user"},
    "experts:list": {"coordinator", "auditor", "main_user"},
    "payments:fees": {"coordinator", "payroll", "auditor"},
    "payments:batches": {"payroll", "auditor"},
    "accounts:people": {"orderer", "mate", "orderer2", "auditor", "main_user"},
    "accounts:units": {"coordinator", "auditor", "main_user"},
}
EVERY = [
    *(
        "number",
        "starts",
        "task",
        "title",
        "unit",
        "state",
        "next",
        "by",
        "experts",
        "places",
        "orderer",
        "coordinator",
    ),
    *(
        "centre",
        "sent",
        "most",
        "name",
        "home",
        "status",
        "free",
        "regions",
        "since",
        "payee",
        "gross",
        "day",
        "booked",
    ),
    *("slips", "deducted", "expenses", "net", "settled", "drawn", "approved", "roles", "organisation", "municipality"),
    *("approver", "deputy", "limit", "second", "iban", "email", "phone", "themes"),
]
Here = tuple[Scene, Asker]


@pytest.mark.row("J3")
@pytest.mark.row("J1")
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_file_holds_what_the_role_may_read_and_nobody_else_gets_one(here: Here, name: str) -> None:
    _scene, asker = here
    for who in asker.cookies:
        answer = asker.ask(who, name, **{"as": "csv", "col": EVERY})
        if who not in LISTS[name]:
            assert answer.status_code in {302, 403}, (who, name)
            continue
        text = b"".join(answer).decode()
        rows = list(csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))
        assert text.startswith(BOM) and len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}, (who, name)
        assert [word for word in NEVER[who] if word.lower() in text.lower()] == [], (who, name)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))], (who, name)


@pytest.mark.row("J3")
def test_what_is_sought_is_in_the_files_of_those_whom_it_is_for(here: Here) -> None:
    _scene, asker = here
    whole = b"".join(asker.ask("coordinator", "orders:all", **{"as": "csv", "col": EVERY})).decode()
    assert TITLE in whole and UNIT in whole and "Aino Esimerkki" in whole
    assert not [word for word in (*THEMES, *CODES, *IBANS) if word in whole]
