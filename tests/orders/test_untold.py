"""«Not reported» is not «did not happen»: who is phoned, since when, and that payroll sees the names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from orders import actions, ageing, sweeps
from orders.models import Gig, GigReport
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

pytestmark = pytest.mark.row("D7")
PAGE = "orders:untold"


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def held(w: World, *starts: Any) -> list[GigReport]:
    gigs: list[Gig] = [make.agreed(w, at) for at in starts]
    for gig in gigs:
        with clock.at(gig.bookings.get().ends + timedelta(minutes=5)):
            sweeps.end_sessions(gig.pk)
    return [gig.reports.get() for gig in gigs]


def test_the_three_states_are_told_apart_and_the_oldest_is_first(w: World) -> None:
    old, new, claimed, never = held(w, DAY, *(DAY + timedelta(days=n) for n in (6, 5, 4)))
    with clock.at(DAY + timedelta(days=7)):
        for report in (claimed, never):
            actions.claim_not_held(report.pk, by=w.orderer, reason="Ryhmä ei kokoontunut.")
        actions.agree_not_held(never.pk, by=w.expert.person)
        page = said(entered(w.coordinator).get(reverse(PAGE)))
        assert "2 keikasta ei vielä tiedetä, miten meni" in page
        first, _cut, second = page.partition("Ilmoitettu, ettei toteutunut")
        assert first.index("7 päivää sitten") < first.index("1 päivä sitten")
        assert reverse("orders:report", args=[old.slug]) in first and reverse("orders:report", args=[new.slug]) in first
        assert "040 123 4567" in first and '<span class="tag alert">soita</span>' in first
        assert claimed.gig.slug in second and claimed.gig.slug not in first
        assert never.gig.slug not in page
    old.refresh_from_db()
    assert old.state == "awaited"


def test_it_is_told_by_phone_and_leaves_the_list(w: World) -> None:
    [report] = held(w, DAY)
    with clock.at(DAY + timedelta(days=7)):
        client = entered(w.coordinator)
        client.post(reverse("orders:report-agreed", args=[report.slug]))
        assert "Kaikista pidetyistä keikoista on ilmoitettu" in said(client.get(reverse(PAGE)))


def test_work_told_ready_before_its_day_is_on_the_list_too(w: World) -> None:
    gig = make.agreed(w, kind="text_review")
    report = actions.finish_work(gig.pk, by=w.expert.person)
    with clock.at(make.NOW + timedelta(days=5)):
        [row] = ageing.untold(clock.now())
    assert (row.report, row.days, row.late) == (report, 5, True)


def test_payroll_sees_by_name_what_is_not_in_the_run(w: World) -> None:
    held(w, DAY)
    with clock.at(DAY + timedelta(days=7)):
        day = date(2026, 10, 15)
        answer = entered(w.payroll).get(reverse("payments:batch-preview"), {"pay_date": f"{day:%d.%m.%Y}"})
        page = said(answer)
        assert "Pidetty, mutta ilmoittamatta" in page
        assert w.expert.person.name in page.partition("Pidetty, mutta ilmoittamatta")[2]
        assert "Luento sosionomiopiskelijoille" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_little(w: World, rows: int, django_assert_num_queries: Any) -> None:
    held(w, *(DAY + timedelta(days=n) for n in range(rows)))
    client = entered(w.coordinator)
    with clock.at(DAY + timedelta(days=7)), django_assert_num_queries(5):
        client.get(reverse(PAGE))
