"""Support attended is paid like any work: from the supervisor's tap to the bank's file and a payslip in plain words."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from accounts.models import Person
from core import clock, outbox
from core.money import euros
from payments.models import Batch, Fee, Payslip
from tests.accounts.people import entered
from tests.factories import payments as paying
from tests.factories import support
from tests.factories import world as make

pytestmark = pytest.mark.django_db
PRIVATE = ("ohjau", "Ulla", "Järjestötalo")
"""Payroll and the payslip say «tuki» and hours: not which kind of support, with whom or where (model.md §2)."""


def page(who: Person, address: str) -> str:
    answer = entered(who).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split("<main")[1]


def act(who: Person, name: str, *args: str, **data: str) -> str:
    answer = entered(who).post(reverse(name, args=args), data)
    assert answer.status_code == 302, (name, answer.content.decode()[:2000])
    return str(answer["Location"])


@pytest.mark.row("F1")
@pytest.mark.row("E8")
@pytest.mark.needs("pango")
def test_support_attended_goes_to_the_account_and_onto_the_payslip() -> None:
    with clock.at(make.NOW):
        w = make.world()
        ulla = support.a_supervisor(w)
        event = support.an_event(w, ulla)
        act(w.expert.person, "supervision:book", event.slug)
    with clock.at(event.ends.replace(minute=5)):
        act(ulla, "supervision:mark", event.slug, **{event.seat_rows.get().slug: "came"})
        outbox.drain()
        fee = Fee.objects.get()
    with clock.at(paying.PAYROLL_TIME):
        shown = page(w.payroll, reverse("payments:batch-preview") + f"?pay_date={paying.PAY_DAY}")
        assert "Aino Esimerkki" in shown
        own = page(w.payroll, reverse("payments:fee", args=[fee.slug]))
        assert "Tuki 10.9.2026" in own and "1,5 h × 25,00 €" in own and "TUKI" in own
        act(w.payroll, "payments:batch-draw", pay_date=str(paying.PAY_DAY))
        batch, slip = Batch.objects.get(), Payslip.objects.get()
        act(w.payroll2, "payments:batch-approve", batch.slug)
        act(w.payroll, "payments:batch-write", batch.slug)
        outbox.drain()
        file = entered(w.payroll).get(reverse("payments:bank-file", args=[batch.slug])).content.decode()
        assert f'<InstdAmt Ccy="EUR">{slip.net_cents / 100:.2f}</InstdAmt>' in file
        act(w.payroll, "payments:batch-sent", batch.slug)
        said = [shown, own, page(w.payroll, reverse("payments:batch", args=[batch.slug])), file]
    with clock.at(paying.SETTLING_TIME):
        act(w.payroll, "payments:batch-settle", batch.slug, settled_on="15.10.2026")
        mine = page(w.expert.person, reverse("payments:payslip", args=[slip.slug]))
        for words in ("Tuki 10.9.2026", "1,5 h × 25,00 €", "37,50 €", euros(slip.net_cents).replace("\xa0", " ")):
            assert words in mine
        assert "15.10." in page(w.expert.person, reverse("payments:my-money"))
    assert [(text, word) for text in [*said, mine] for word in PRIVATE if word in text] == []
