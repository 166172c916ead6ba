"""«En pääse»: the same button until the start, a number to call when it is near, and the bank finds cover at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from orders.models import Gig
from orders.states import GigState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

NUMBER = "040 123 4567"


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def card(w: World, gig: Gig) -> str:
    return said(entered(w.expert.person).get(reverse("portal:gig", args=[gig.slug])))


@pytest.mark.row("B14")
@pytest.mark.parametrize(("hours", "near"), [(28 * 24, False), (49, False), (48, True), (0.02, True)])
def test_the_button_is_there_until_the_start_and_near_it_a_number_too(w: World, hours: float, near: bool) -> None:
    gig = make.agreed(w)
    url = reverse("orders:release", args=[gig.slug])
    with clock.at(DAY - timedelta(hours=hours)):
        assert url in card(w, gig)
        page = said(entered(w.expert.person).get(url))
        assert "vapauta minut" in page
        for shown in (card(w, gig), page):
            assert ("Keikka on ihan pian. Soita samalla" in shown) is near
        assert f"Minna Koordinaattori, {NUMBER}" in page or f'tel:{NUMBER}">{NUMBER}' in page
        answer = entered(w.expert.person).post(url, follow=True)
        assert "Olet nyt vapaa" in said(answer)
    gig.refresh_from_db()
    assert gig.state == GigState.RELEASED


@pytest.mark.row("B14")
def test_once_it_has_begun_there_is_a_number_and_no_button(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY + timedelta(minutes=1)):
        assert reverse("orders:release", args=[gig.slug]) not in card(w, gig)
        assert "Pankin numero" in card(w, gig)
