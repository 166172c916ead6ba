"""The pages of contracts, own money and payroll: who sees what, what is logged, how many questions they cost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.roles import Role
from core import clock
from core.models import AuditEntry
from payments import actions
from payments.models import Batch, Contract, Fee, Payslip
from tests.accounts.people import entered
from tests.factories import payments as made
from tests.factories import world as gigs
from tests.factories.world import World

TITLE = "Luento sosionomiopiskelijoille"


def page(who: Person, address: str, status: int = 200) -> str:
    answer = entered(who).get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def post(who: Person, address: str, **data: Any) -> Any:
    return entered(who).post(address, data)


def questions(who: Person, address: str) -> int:
    client = entered(who)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def auditor(w: World) -> Person:
    return gigs.holding(w.main_user, w.main_user2, "Tarja", "Tarkastaja", Role.AUDITOR)


# Contracts


@pytest.mark.row("C3")
def test_expert_reads_and_signs_then_the_coordinator(w: World) -> None:
    contract = made.composed(w)
    address = contract.get_absolute_url()
    text = page(w.expert.person, address)
    assert "Sopimus odottaa allekirjoitustasi" in text
    assert "Allekirjoita sopimus" in text
    assert "Allekirjoita pankin puolesta" not in page(w.coordinator, address)
    assert post(w.expert.person, f"{address}allekirjoita/").status_code == 302
    assert "Pankin allekirjoitettavana" in page(w.coordinator, "/sopimukset/")
    assert post(w.coordinator, f"{address}pankin-allekirjoitus/").status_code == 302
    actions.render_contract(contract.pk)
    assert "Lataa PDF" in page(w.expert.person, address)
    pdf = entered(w.expert.person).get(f"{address}pdf/")
    assert pdf.content.startswith(b"%PDF")


def test_a_contract_is_seen_by_its_parties_alone(w: World) -> None:
    address = made.composed(w).get_absolute_url()
    for who in (w.expert.person, w.coordinator, auditor(w)):
        page(who, address)
    for who in (w.expert2.person, w.payroll, w.orderer, w.approver, w.main_user):
        page(who, address, 404)
    unproved = entered(w.coordinator, second_factor=False).get("/sopimukset/")
    assert unproved["Location"].startswith("/tunnistus/")
    page(w.payroll, "/sopimukset/", 403)


def test_an_auditor_reads_but_has_nothing_to_press(w: World) -> None:
    contract = made.signed(w)
    watcher, address = auditor(w), contract.get_absolute_url()
    assert '<button class="btn btn-primary"' not in page(watcher, address)
    assert post(watcher, f"{address}pankin-allekirjoitus/").status_code == 403
    assert post(w.payroll, f"{address}pankin-allekirjoitus/").status_code == 404


def test_phone_consent_through_the_pages(w: World) -> None:
    contract = made.composed(w)
    address = contract.get_absolute_url()
    assert "puhelimessa" in page(w.coordinator, f"{address}puhelin/")
    assert post(w.coordinator, f"{address}puhelin/", note="").status_code == 422
    assert post(w.coordinator, f"{address}puhelin/", note="soitto ma klo 10").status_code == 302
    assert "Peru suostumukseni" in page(w.expert.person, address)
    assert post(w.expert.person, f"{address}peru-suostumus/").status_code == 302
    assert Contract.objects.get().state == "composed"


def test_a_change_is_asked_and_answered(w: World) -> None:
    address = made.composed(w).get_absolute_url()
    empty = post(w.expert.person, f"{address}muutos/", text=" ")
    assert empty.status_code == 422
    assert post(w.expert.person, f"{address}muutos/", text="Tauko puolivälissä").status_code == 302
    assert "Tauko puolivälissä" in page(w.coordinator, address)
    answer = post(w.coordinator, f"{address}uusi/", addition="Pidämme tauon.")
    assert answer.status_code == 302
    assert "Pidämme tauon." in page(w.expert.person, answer["Location"])


# Own money


@pytest.mark.row("E10")
def test_my_money_tells_the_state_and_the_date(w: World) -> None:
    made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        text = page(w.expert.person, "/palkkiot/")
        assert "275,00" in text
        assert "Odottaa seuraavaa palkka-ajoa" in text
        assert "to\u00a015.10." in text
        assert "Tilillä" not in text
        assert TITLE not in text


@pytest.mark.row("E12")
def test_every_gig_says_its_cut_off_and_pay_day(w: World) -> None:
    """Before it is held by the offer's own day; once that has gone by without a fee, by the next one."""
    gig = gigs.agreed(w)
    address = f"/keikat/{gig.slug}/"
    assert gig.offer.expected_pay_day == made.PAY_DAY
    assert "viimeistään to\u00a08.10." in page(w.expert.person, address)
    assert "to\u00a015.10." in page(w.expert.person, address)
    with clock.at(made.SETTLING_TIME.replace(day=16)):
        later = page(w.expert.person, address)
        assert "viimeistään pe\u00a023.10." in later
        assert "pe\u00a030.10." in later
    made.booked(w, expert=w.expert2)
    with clock.at(made.PAYROLL_TIME):
        own = gigs.Gig.objects.get(expert=w.expert2)
        assert "maksupäivä to\u00a015.10." in page(w.expert2.person, f"/keikat/{own.slug}/")


def test_my_money_teaches_when_empty_and_asks_for_what_is_missing(w: World) -> None:
    assert "Sinulla ei ole vielä palkkioita" in page(w.expert.person, "/palkkiot/")
    w.expert.accounts.all().delete()
    w.expert.tax_cards.all().delete()
    made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        assert "Täydennä palkkatiedot" in page(w.expert.person, "/palkkiot/")
    page(w.payroll, "/palkkiot/", 403)


def test_a_payslip_explains_itself_to_its_own_expert(w: World) -> None:
    made.settled(w)
    actions.render_payslips(Batch.objects.get().pk)
    slip = Payslip.objects.get()
    with clock.at(made.SETTLING_TIME):
        text = page(w.expert.person, slip.get_absolute_url())
        for words in ("mukaan 17,5\u00a0%", "206,79", "7,3\u00a0% summasta", "Ei peritä tällaisesta", "Tilillä"):
            assert words in text
        assert TITLE not in text
        page(w.expert2.person, slip.get_absolute_url(), 404)
        page(w.coordinator, slip.get_absolute_url(), 404)
        assert entered(w.expert.person).get(f"{slip.get_absolute_url()}pdf/").content.startswith(b"%PDF")


def test_a_drawn_payslip_is_not_yet_the_experts_to_see(w: World) -> None:
    made.drawn(w)
    page(w.expert.person, Payslip.objects.get().get_absolute_url(), 404)


@pytest.mark.row("L3")
def test_payrolls_look_is_written_down_for_the_person(w: World) -> None:
    made.approved(w)
    page(w.payroll, Payslip.objects.get().get_absolute_url())
    assert AuditEntry.objects.views_of(w.expert.person).filter(verb="viewed:payslip", by=w.payroll).count() == 1


# Payroll


def test_a_run_through_the_pages(w: World) -> None:
    made.booked(w)
    with clock.at(made.PAYROLL_TIME):
        text = page(w.payroll, "/palkka-ajot/")
        assert "Katso palkka-ajo" in text
        text = page(w.payroll, "/palkka-ajot/uusi/?pay_date=2026-10-15")
        assert "206,79" in text
        assert "mukaan tulevat myös sen jälkeen vahvistetut palkkiot" in text
        assert TITLE not in text
        assert "Aikuissosiaalityö" not in text
        drawn = post(w.payroll, "/palkka-ajot/laadi/", pay_date="2026-10-15")
        address = drawn["Location"]
        text = page(w.payroll, address)
        assert "Laadit tämän itse" in text
        assert "13.10." in text
        assert TITLE not in page(w.payroll2, address)
        post(w.payroll2, f"{address}hyvaksy/")
        assert "14.10." in page(w.payroll, address)
        post(w.payroll, f"{address}aineisto/")
        file = entered(w.payroll).get(f"{address}maksuaineisto.xml")
        assert file["Content-Type"] == "application/xml"
        assert b"pain.001.001.09" in file.content
        post(w.payroll, f"{address}lahetetty/")
        assert post(w.payroll, f"{address}maksettu/", settled_on="").status_code == 422
    with clock.at(made.SETTLING_TIME):
        post(w.payroll, f"{address}maksettu/", settled_on="15.10.2026")
        assert "Maksettu tileille" in page(w.payroll, address)
    assert Batch.objects.get().state == "settled"


def test_what_is_missing_stands_on_top_of_the_preview(w: World) -> None:
    made.booked(w)
    made.booked(w, expert=w.expert2)
    w.expert.accounts.all().delete()
    w.expert2.tax_cards.all().delete()
    with clock.at(made.PAYROLL_TIME):
        text = page(w.payroll, "/palkka-ajot/uusi/?pay_date=2026-10-15")
    assert text.index("tieto puuttuu") < text.index("pidätetään 60\u00a0%") < text.index("Mukana</caption>")


def test_payrolls_pages_are_payrolls_alone(w: World) -> None:
    batch = made.approved(w)
    fee = Fee.objects.get()
    watcher = auditor(w)
    for address in ("/palkka-ajot/", batch.get_absolute_url(), fee.get_absolute_url()):
        page(watcher, address)
    for address in ("/palkka-ajot/uusi/", f"{batch.get_absolute_url()}maksuaineisto.xml"):
        page(watcher, address, 403)
    assert post(watcher, fee.get_absolute_url(), reason="Tarkistus", review_by="20.10.2026").status_code == 403
    for who in (w.coordinator, w.expert.person, w.orderer, w.main_user):
        page(who, "/palkka-ajot/", 403)
        page(who, batch.get_absolute_url(), 404)
        page(who, fee.get_absolute_url(), 403)
        assert post(who, "/palkka-ajot/laadi/", pay_date="2026-10-15").status_code == 403


def test_a_bad_day_keeps_what_was_typed(w: World) -> None:
    answer = entered(w.payroll).get("/palkka-ajot/uusi/", {"pay_date": "huomenna"})
    assert answer.status_code == 422
    assert "huomenna" in answer.content.decode()
    with clock.at(made.PAYROLL_TIME):
        assert "Pankit eivät maksa" in page(w.payroll, "/palkka-ajot/uusi/?pay_date=2026-10-17")


def test_a_fee_is_held_and_released_and_corrected(w: World) -> None:
    fee = made.booked(w)
    address = fee.get_absolute_url()
    with clock.at(made.PAYROLL_TIME):
        assert TITLE not in page(w.payroll, address)
        assert post(w.payroll, address, reason="", review_by="20.10.2026").status_code == 422
        post(w.payroll, address, reason="tarkistus", review_by="20.10.2026")
        assert "Vapauta palkkio maksuun" in page(w.payroll, address)
        post(w.payroll, f"{address}vapauta/")
        answer = post(w.payroll, f"{address}korjaa/", **{"correct-amount_cents": "25,00", "correct-reason": "tunti"})
    assert answer.status_code == 302
    assert Fee.objects.get(corrects=fee).total_cents == 2500


def test_undoing_through_the_pages(w: World) -> None:
    batch = made.drawn(w)
    address = batch.get_absolute_url()
    with clock.at(made.APPROVAL_TIME):
        assert post(w.payroll, f"{address}pura/", **{"discard-reason": ""}).status_code == 422
        post(w.payroll, f"{address}pura/", **{"discard-reason": "väärä päivä"})
        again = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        actions.approve_batch(again.pk, by=w.payroll2)
        post(w.payroll, f"{again.get_absolute_url()}peru/", **{"recall-reason": "väärä summa"})
    assert list(Batch.objects.order_by("id").values_list("state", flat=True)) == ["discarded", "recalled"]


# How many questions a page costs, with one row and with three


COUNTS = {"contracts": 5, "contract": 8, "fee": 11, "preview": 19, "batches": 5, "batch": 14}
THREE = [date(2026, 9, 22), date(2026, 9, 23), date(2026, 9, 24)]


def more_fees(w: World, how_many: int) -> None:
    """Fees of different experts, so that each gets a payslip of its own."""
    extra = [w.expert, w.expert2, gigs.an_expert(w.main_user, "Onni", 2)]
    for expert, day in list(zip(extra, THREE, strict=True))[:how_many]:
        made.booked(w, expert=expert, starts=gigs.DAY.replace(month=day.month, day=day.day))


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_of_lists_and_details(w: World, rows: int) -> None:
    more_fees(w, rows)
    for gig in gigs.Gig.objects.order_by("id"):
        actions.compose_contract(gig.offer_id)
    contract = Contract.objects.order_by("id")[0]
    counts = {
        "contracts": questions(w.coordinator, "/sopimukset/"),
        "contract": questions(w.coordinator, contract.get_absolute_url()),
        "fee": questions(w.payroll, Fee.objects.order_by("id")[0].get_absolute_url()),
    }
    with clock.at(made.PAYROLL_TIME):
        counts["preview"] = questions(w.payroll, "/palkka-ajot/uusi/?pay_date=2026-10-15")
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        counts["batches"] = questions(w.payroll, "/palkka-ajot/")
        counts["batch"] = questions(w.payroll, batch.get_absolute_url())
    assert batch.payslip_count == rows
    assert counts == COUNTS


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_of_my_money(w: World, rows: int) -> None:
    for day in THREE[:rows]:
        made.booked(w, starts=gigs.DAY.replace(month=day.month, day=day.day))
    with clock.at(made.PAYROLL_TIME):
        batch = actions.draw_batch(by=w.payroll, pay_date=made.PAY_DAY)
        actions.approve_batch(batch.pk, by=w.payroll2)
        slip = Payslip.objects.get()
        assert questions(w.expert.person, "/palkkiot/") == 8
        assert questions(w.expert.person, slip.get_absolute_url()) == 8
