"""Each message of the room: plain words, nothing undefined, and a subject of task type, date and number only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import letters, outbox
from core.models import OutboxMessage
from orders import notifications
from tests.factories import world as make
from tests.factories.world import World

ROOM = Path(__file__).resolve().parents[2]
WORDS = "".join((ROOM / "orders" / name).read_text() for name in ("notifications.py", "notices_of_moves.py"))
NAMES = sorted(set(re.findall(r'"(orders_[a-z_]+)"', WORDS)))
EVERY = {
    "deleted_on": "2026-10-01", "max_cents": 44581, "due": "2026-09-04T13:00:00+00:00", "reason": "Raha on käytetty.",
    "free_until": "2026-09-28T10:00:00+00:00", "orderer": "Päivi Tilaaja", "unit": "Aikuissosiaalityö",
    "answer_by": "2026-09-03T13:00:00+00:00", "total_cents": 27500,
    "fee_cents": 25000, "travel_cents": 2500, "pay_day": "2026-10-15", "lapsed": False, "done": True,
    "whose": "Eero Hyväksyjä",
    "times": ["2026-09-29T10:00:00+00:00"], "goes_on": True,
    "slow": True, "choice": "date",
    "changes": [["2026-09-29T10:00:00+00:00", "2026-09-30T07:00:00+00:00"]],
    "paid": True, "both": True, "paid_cents": 25000, "open_cents": 2500,
}  # fmt: skip


def test_the_room_has_its_messages() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.row("A13")
def test_each_message_speaks_plainly(w: World, name: str) -> None:
    order = make.draft(w)
    facts = notifications._facts(order) | EVERY
    outbox.mail(name, w.orderer, about=order, context=facts, dedupe=name, path="/tilaukset/")
    letter = letters.render(OutboxMessage.objects.get(dedupe=name))
    assert "Luento" in letter.subject
    assert order.number in letter.subject
    assert order.title not in letter.subject + letter.text
    assert "Aikuissosiaalityö" not in letter.subject
    assert letter.text.startswith("Hei Päivi,")
    assert "T13:00" not in letter.text
    assert "http://testserver/tilaukset/" in letter.text


@pytest.mark.row("A5")
def test_the_approvers_mail_says_what_for_whom_how_much_and_until_when(w: World) -> None:
    make.submitted(w)
    letter = letters.render(OutboxMessage.objects.get(template="orders_approval"))
    what, until = "Luento tai koulutus, ti 29.9. klo 13.00", "ma 28.9. klo 13.00 asti"
    for said in (what, "Aikuissosiaalityö", "Enintään: ", until):
        assert said in letter.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "/v/hyvaksynta/" in letter.text
