"""What happened: told in one tap, changed, contested, not held; nobody's silence leaves anybody unpaid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, letters, links, outbox
from core.errors import DomainError, NotAllowed, Stale
from core.models import OutboxMessage, PurposeLink, Task
from orders import actions, sweeps
from orders.actions.reporting import told
from orders.models import Gig, GigReport
from orders.pricing import Trip
from orders.reports import Deviation
from orders.states import ReportState
from payments.actions import correct_fee
from payments.models import Fee
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

AFTER = DAY + timedelta(hours=2)


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def link_path(name: str, purpose: str, report: GigReport) -> str:
    link = PurposeLink.objects.get(purpose=purpose, object_id=report.pk)
    return reverse(f"orders:{name}", args=[links.token(link)])


def over(w: World, **kwargs: Any) -> GigReport:
    return make.over(w, **kwargs).reports.get()


def state(report: GigReport) -> str:
    report.refresh_from_db()
    return report.state


def final(report: GigReport) -> list[tuple[str, int]]:
    return [(line.kind, line.amount_cents) for line in report.lines.filter(version="final")]


def tasks() -> set[str]:
    return set(Task.objects.open().values_list("what", flat=True))


WHOLE = [("work", 20000), ("preparation", 5000), ("planning_meeting", 2500)]


@pytest.mark.row("D6")
def test_a_normal_gig_is_reported_in_one_post_from_the_mail(w: World) -> None:
    report = over(w)
    path = link_path("link-report", "report", report)
    with clock.at(AFTER):
        page = Client().get(path)
        assert "Toteutui kuten sovittiin" in said(page)
        assert state(report) == ReportState.AWAITED
        assert "Kiitos" in said(Client().post(path))
        assert state(report) == ReportState.SUBMITTED
        assert Client().post(path).status_code == 410
    assert (report.reported_by, report.reported_how) == (w.expert.person, "person")
    assert sum(line.amount_cents for line in report.lines.all()) == 27500


@pytest.mark.row("D6")
def test_one_tap_on_the_gig_card(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        client = entered(w.expert.person)
        card = said(client.get(reverse("portal:gig", args=[report.gig.slug])))
        path = reverse("orders:report-agreed", args=[report.slug])
        assert path in card
        answer = client.post(path, follow=True)
    assert "Ilmoitus on lähetetty tilaajalle kuitattavaksi" in said(answer)
    assert state(report) == ReportState.SUBMITTED


@pytest.mark.row("D6")
def test_one_tap_on_the_front_page(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        front = said(entered(w.expert.person).get(reverse("portal:home", args=["expert"])))
    assert "Toteutui kuten sovittiin" in front
    assert reverse("orders:report-agreed", args=[report.slug]) in front


def test_it_went_otherwise(w: World) -> None:
    report = over(w)
    lines = {line.kind: line.pk for line in report.gig.offer.lines.all()}
    data = {
        "do": "changed",
        f"line-{lines['work']}": "150",
        f"line-{lines['preparation']}": "1,5",
        f"line-{lines['planning_meeting']}": "0",
        "note": "Kysymyksiä oli paljon.",
        "trip-TOTAL_FORMS": "1",
        "trip-INITIAL_FORMS": "0",
        "trip-0-date": "29.9.2026",
        "trip-0-from_place": "Iisalmi",
        "trip-0-to_place": "Kuopio",
        "trip-0-km": "84,5",
    }
    with clock.at(AFTER):
        answer = entered(w.expert.person).post(reverse("orders:report", args=[report.slug]), data)
    assert answer.status_code == 302, said(answer)
    told = [(line.kind, line.amount_cents, line.minutes) for line in report.lines.all()]
    assert told == [("work", 22500, 150), ("preparation", 3750, None), ("km", 4648, None)]
    assert "check_report" in tasks(), "more than the contract: the coordinator looks too"


def test_bad_numbers_are_marked_and_kept(w: World) -> None:
    report = over(w)
    work = report.gig.offer.lines.get(kind="work")
    data = {"do": "changed", f"line-{work.pk}": "kaksi", "note": "Pitkään", "trip-TOTAL_FORMS": "1"}
    data |= {"trip-INITIAL_FORMS": "0", "trip-0-from_place": "Iisalmi"}
    with clock.at(AFTER):
        answer = entered(w.expert.person).post(reverse("orders:report", args=[report.slug]), data)
    text = said(answer)
    assert answer.status_code == 422
    for shown in ("Kirjoita kesto minuutteina, esimerkiksi 90.", 'value="kaksi"', "Pitkään", 'value="Iisalmi"'):
        assert shown in text
    assert state(report) == ReportState.AWAITED


def test_less_than_agreed_needs_nobody_more(w: World) -> None:
    report = over(w)
    work = report.gig.offer.lines.get(kind="work")
    with clock.at(AFTER):
        actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes={work.pk: 60}))
    assert "check_report" not in tasks()


def test_a_told_report_can_be_corrected_until_it_is_confirmed(w: World) -> None:
    report = make.reported(w)
    trip = Trip(date(2026, 9, 29), "Iisalmi", "Kuopio", km=Decimal(10))
    with clock.at(AFTER):
        actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(trips=(trip,)))
        assert "check_report" in tasks()
        actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation())
        assert "check_report" not in tasks()
        actions.confirm_report(report.pk, by=w.orderer)
        with pytest.raises(Stale):
            actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation())


@pytest.mark.row("D8")
def test_the_orderer_confirms_from_the_mail(w: World) -> None:
    report = make.reported(w)
    path = link_path("link-confirm", "confirm", report)
    with clock.at(AFTER):
        assert "275,00 €" in said(Client().get(path))
        assert state(report) == ReportState.SUBMITTED
        assert "Toteuma on vahvistettu" in said(Client().post(path))
        assert Client().get(path).status_code == 410
    assert (state(report), report.decided_how, final(report)) == (ReportState.APPROVED, "person", WHOLE)


@pytest.mark.row("D8")
def test_a_silent_orderer_confirms_by_silence(w: World) -> None:
    report = make.reported(w)
    assert report.due == clock.local(DAY).replace(day=2, month=10, hour=16, minute=0)
    with clock.at(report.due - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert state(report) == ReportState.SUBMITTED
    with clock.at(report.due):
        sweeps.sweep_all()
    assert (state(report), report.decided_how, report.decided_by, final(report)) == (
        ReportState.APPROVED,
        "silence",
        None,
        WHOLE,
    )


@pytest.mark.row("D8")
def test_the_silent_orderers_fee_is_booked(w: World) -> None:
    report = make.reported(w)
    outbox.drain()
    with clock.at(report.due):
        sweeps.sweep_all()
        outbox.drain()
    assert report.gig.fees.get().lines.count() == 3


def dearer(w: World) -> GigReport:
    report = over(w)
    work = report.gig.offer.lines.get(kind="work")
    with clock.at(AFTER):
        return actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes={work.pk: 150}))


@pytest.mark.row("D8")
def test_more_than_the_contract_waits_for_the_coordinators_look(w: World) -> None:
    report = dearer(w)
    with clock.at(report.due):
        sweeps.sweep_all()
        assert state(report) == ReportState.SUBMITTED
        client = entered(w.coordinator)
        assert "Tarkista" in said(client.get(reverse("orders:board")))
        card = said(client.get(reverse("portal:gig", args=[report.gig.slug])))
        assert "Sopimusta suurempi ilmoitus, koordinaattori tarkistaa" in card
        path = reverse("orders:report-check", args=[report.slug])
        client.post(path, {"seen": "2026-09-01T09:00:00+00:00"})
        assert state(report) == ReportState.SUBMITTED, "corrected meanwhile"
        assert f'name="seen" value="{told(report)}"' in card
        client.post(path, {"seen": told(report)})
    assert (state(report), report.decided_how, report.decided_by) == (
        ReportState.APPROVED,
        "coordinator",
        w.coordinator,
    )
    assert sum(cents for _kind, cents in final(report)) == 30000


@pytest.mark.row("D8")
def test_the_coordinators_silence_leaves_nobody_unpaid_either(w: World) -> None:
    report = dearer(w)
    with clock.at(report.due):
        sweeps.sweep_all()
    report.refresh_from_db()
    with clock.at(report.due):
        sweeps.sweep_all()
    assert (state(report), report.decided_how) == (ReportState.APPROVED, "silence")


def test_nothing_is_confirmed_before_it_is_told(w: World) -> None:
    report = over(w)
    with clock.at(AFTER), pytest.raises(Stale):
        actions.confirm_report(report.pk, by=w.orderer)
    assert state(report) == ReportState.AWAITED


def contested(w: World) -> GigReport:
    report = make.reported(w)
    work = report.gig.offer.lines.get(kind="work")
    data = {"do": "contest", f"line-{work.pk}": "60", "note": "Loppui klo 14."}
    for line in report.gig.offer.lines.exclude(pk=work.pk):
        data[f"line-{line.pk}"] = "1"
    with clock.at(AFTER):
        answer = entered(w.orderer).post(reverse("orders:report-confirm", args=[report.slug]), data)
    assert answer.status_code == 302, said(answer)
    return report


@pytest.mark.row("D9")
@pytest.mark.parametrize(
    ("outcome", "paid"),
    [("expert", WHOLE), ("orderer", [("work", 20000), ("preparation", 2500), ("planning_meeting", 2500)])],
)
def test_both_versions_stand_side_by_side_until_the_coordinator_decides(w: World, outcome: str, paid: Any) -> None:
    report = contested(w)
    assert state(report) == ReportState.CONTESTED
    assert "decide_report" in tasks()
    with clock.at(AFTER):
        client = entered(w.coordinator)
        path = reverse("orders:report-decide", args=[report.slug])
        page = said(client.get(path))
        for shown in ("275,00 €", "250,00 €", "90 minuuttia", "60 minuuttia", "Loppui klo 14."):
            assert shown in page
        refused = client.post(path, {"outcome": outcome, "reason": ""})
        assert refused.status_code == 422
        assert "Kirjoita molemmille" in said(refused)
        client.post(path, {"outcome": outcome, "reason": "Soitin paikalle."})
        assert "Soitin paikalle." in said(entered(w.expert.person).get(reverse("portal:gig", args=[report.gig.slug])))
    assert (state(report), report.decided_how, final(report)) == (ReportState.APPROVED, "coordinator", paid)
    assert "decide_report" not in tasks()
    assert report.lines.filter(version="expert").count() == 3, "neither side's version is overwritten"
    assert report.lines.filter(version="orderer").count() == 3


def body(template: str) -> str:
    letter = letters.render(OutboxMessage.objects.get(template=template))
    return letter.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.row("D9")
def test_undecided_in_time_the_part_in_common_is_paid_and_the_rest_stays_a_task(w: World) -> None:
    report = contested(w)
    report.refresh_from_db()
    with clock.at(report.due - timedelta(minutes=1)):
        sweeps.sweep_all()
        assert state(report) == ReportState.CONTESTED
    due = report.due
    with clock.at(due):
        sweeps.sweep_all()
        sweeps.sweep_all()
        outbox.deliver_events()
    assert (state(report), report.decided_how, report.decided_by) == (ReportState.APPROVED, "sweep", None)
    assert final(report) == [("work", 20000), ("preparation", 2500), ("planning_meeting", 2500)]
    assert "decide_report" not in tasks()
    task = Task.objects.open().get(what="decide_difference")
    assert (task.role, task.person) == ("coordinator", w.coordinator)
    with clock.at(due):
        assert "Ratkaise erotus" in said(entered(w.coordinator).get("/tehtavat/"))
        assert "250,00 €" in body("orders_undisputed")
        assert "25,00 €" in body("orders_undisputed")
        assert "erotuksen" in body("orders_undisputed_orderer")
        fee = Fee.objects.get(report=report)
        correct_fee(fee.pk, by=w.payroll, amount_cents=2500, reason="Erotus ratkaistiin.")
    assert sorted(Fee.objects.filter(report=report).values_list("total_cents", flat=True)) == [2500, 25000]


def test_what_only_one_side_told_is_not_in_common(w: World) -> None:
    report = dearer(w)
    work = report.gig.offer.lines.get(kind="work")
    rest = report.gig.offer.lines.exclude(pk=work.pk)
    with clock.at(AFTER):
        nothing = Deviation(minutes={work.pk: 0}, hours={line.pk: Decimal(0) for line in rest[:1]})
        actions.contest_report(report.pk, by=w.orderer, deviation=nothing, note="Ei luentoa.")
    report.refresh_from_db()
    with clock.at(report.due):
        sweeps.sweep_all()
    assert (state(report), final(report)) == (ReportState.APPROVED, [(rest[1].kind, rest[1].amount_cents)])


def test_with_nothing_in_common_the_coordinator_decides(w: World) -> None:
    report = make.reported(w)
    lines = report.gig.offer.lines
    nothing = Deviation(
        minutes={line.pk: 0 for line in lines.filter(kind="work")},
        hours={line.pk: Decimal(0) for line in lines.exclude(kind="work")},
    )
    with clock.at(AFTER):
        actions.contest_report(report.pk, by=w.orderer, deviation=nothing, note="Ei mitään.")
    report.refresh_from_db()
    with clock.at(report.due):
        sweeps.sweep_all()
    assert state(report) == ReportState.CONTESTED
    assert "decide_report" in tasks()


def test_an_orderer_who_agrees_that_nothing_was_held_leaves_the_pay_to_the_coordinator(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        entered(w.expert.person).post(
            reverse("orders:report", args=[report.slug]), {"do": "not_held", "reason": "Ovet olivat kiinni."}
        )
        assert state(report) == ReportState.NOT_HELD_CLAIMED
        client = entered(w.orderer)
        path = reverse("orders:report-confirm", args=[report.slug])
        assert "Ovet olivat kiinni." in said(client.get(path))
        client.post(path, {"do": "agree"})
    assert (state(report), final(report)) == (ReportState.CONTESTED, [])
    assert "decide_report" in tasks()


def test_the_orderer_says_it_was_not_held_and_the_expert_tells_otherwise(w: World) -> None:
    report = make.reported(w)
    with clock.at(AFTER):
        entered(w.orderer).post(
            reverse("orders:report-confirm", args=[report.slug]), {"do": "not_held", "reason": "Kukaan ei tullut."}
        )
        client = entered(w.expert.person)
        path = reverse("orders:report-claimed", args=[report.slug])
        assert "Kukaan ei tullut." in said(client.get(path))
        client.post(path, {"do": "dispute", "note": "Olin paikalla ja luennoin."})
    assert state(report) == ReportState.CONTESTED
    with clock.at(AFTER):
        actions.decide_report(report.pk, by=w.coordinator, outcome="expert", reason="Nimilista täsmää.")
    assert (state(report), final(report)) == (ReportState.APPROVED, WHOLE)


def test_silence_on_not_held_never_takes_the_money(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        actions.claim_not_held(report.pk, by=w.orderer, reason="Kukaan ei tullut.")
    report.refresh_from_db()
    with clock.at(report.due):
        sweeps.sweep_all()
    assert state(report) == ReportState.CONTESTED
    assert "decide_report" in tasks()


def test_nobody_agrees_with_oneself(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        actions.claim_not_held(report.pk, by=w.orderer, reason="Kukaan ei tullut.")
        for act in (actions.agree_not_held, actions.confirm_report):
            with pytest.raises((NotAllowed, Stale)):
                act(report.pk, by=w.orderer)


def test_the_coordinator_reports_for_a_silent_expert(w: World) -> None:
    report = over(w)
    with clock.at(report.due):
        sweeps.sweep_all()
        assert "phone_expert" in tasks()
        client = entered(w.coordinator)
        assert "Kirjaa puhelu" in said(client.get(reverse("orders:board")))
        assert "Kirjaa puhelimitse: Aino Esimerkki" in said(client.get(reverse("orders:report", args=[report.slug])))
        client.post(reverse("orders:report-agreed", args=[report.slug]))
    assert (state(report), report.reported_by, report.reported_how) == (ReportState.SUBMITTED, w.coordinator, "phone")
    assert "phone_expert" not in tasks()
    assert OutboxMessage.objects.filter(template="orders_reported_by_phone", person=w.expert.person).count() == 1


def test_reports_are_told_only_by_their_own(w: World) -> None:
    report = over(w)
    with clock.at(AFTER):
        for who in (w.expert2.person, w.payroll, w.approver):
            for name in ("report", "report-confirm", "report-decide", "report-claimed"):
                assert entered(who).get(reverse(f"orders:{name}", args=[report.slug])).status_code == 404
            with pytest.raises(NotAllowed):
                actions.report_as_agreed(report.pk, by=who)
        assert entered(w.orderer).get(reverse("orders:report", args=[report.slug])).status_code == 403
        assert entered(w.expert.person).get(reverse("orders:report-decide", args=[report.slug])).status_code == 403


def test_a_reason_is_always_written(w: World) -> None:
    report = make.reported(w)
    with clock.at(AFTER):
        with pytest.raises(DomainError, match="mikä ei täsmää"):
            actions.contest_report(report.pk, by=w.orderer, deviation=Deviation(), note=" ")
        with pytest.raises(DomainError, match="mitä tapahtui"):
            actions.claim_not_held(report.pk, by=w.orderer, reason="")


def test_a_series_is_reported_by_month(w: World) -> None:
    gig = make.agreed(w, sessions=3)
    with clock.at(DAY + timedelta(days=1)):
        sweeps.sweep_all()
    assert [report.period for report in gig.reports.all()] == [date(2026, 9, 1)]
    assert Gig.objects.get(pk=gig.pk).state == "agreed"
    with clock.at(DAY + timedelta(days=15)):
        sweeps.sweep_all()
        sweeps.sweep_all()
    assert [report.period for report in gig.reports.all()] == [date(2026, 9, 1), date(2026, 10, 1)]
    assert Gig.objects.get(pk=gig.pk).state == "over"
