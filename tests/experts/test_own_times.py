"""The expert's own time through the own pages: week, days told apart, «toivon keikkoja», tauko."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, todo
from core.errors import DomainError
from core.models import AuditEntry, OutboxMessage, Task
from experts import sweeps
from experts.states import DayPart
from experts.time_forms import PARTS
from orders import actions as orders
from orders import matching
from orders.models import Offer, Order
from orders.states import OfferState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.portal.test_lists import asked

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
AWAY = "ei saatavilla"


@pytest.fixture
def w() -> Iterator[make.World]:
    with clock.at(make.NOW):
        yield make.world()


def own(w: make.World) -> Client:
    return entered(w.expert.person, second_factor=False)


def post(w: make.World, name: str, **data: object) -> int:
    return own(w).post(reverse(f"experts:{name}"), data).status_code


def page(w: make.World, name: str = "me") -> str:
    return own(w).get(reverse(f"experts:{name}")).content.decode()


def names(order: Order) -> list[str]:
    return [candidate.expert.person.first_name for candidate in matching.candidates(order) if not candidate.why_not]


@pytest.mark.row("B8")
def test_the_week_begins_all_marked_and_keeps_what_is_left_marked(w: make.World) -> None:
    assert page(w, "availability").count(" checked") == len(PARTS) + 1
    left = [f"{day}-{part}" for day in (0, 1, 3) for part in (DayPart.MORNING, DayPart.AFTERNOON)]
    assert post(w, "availability", which="week", parts=[*left, "5-morning", "5-afternoon", "5-evening"]) == 302
    assert page(w, "availability").count(" checked") == len(left) + 3 + 1
    said = page(w)
    assert "ma–ti, to: aamupäivä, iltapäivä" in said
    assert "la: koko päivä" in said
    assert post(w, "availability", which="week", parts=PARTS) == 302
    assert not w.expert.weekly.exists()
    assert "Mihin aikaan viikosta tahansa" in page(w)


@pytest.mark.row("B8")
def test_no_part_at_all_is_answered_with_tauko(w: make.World) -> None:
    answer = own(w).post(reverse("experts:availability"), {"which": "week"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "pidä tauko" in text
    assert text.count(" checked") == 1, "what was taken away stays away"
    assert post(w, "availability", which="week", parts=["9-morning"]) == 422


@pytest.mark.row("B8")
def test_days_told_apart_are_listed_once_and_taken_back(w: make.World) -> None:
    assert post(w, "availability", which="days", free="no", first="28.9.2026", last="30.9.2026") == 302
    assert post(w, "availability", which="days", free="yes", first="3.10.2026", last="") == 302
    rows = list(w.expert.exceptions.order_by("days"))
    assert [(row.days.upper - row.days.lower, row.free) for row in rows] == [
        (timedelta(days=3), False),
        (timedelta(days=1), True),
    ]
    answer = own(w).post(
        reverse("experts:availability"), {"which": "days", "free": "yes", "first": "30.9.2026", "last": ""}
    )
    assert answer.status_code == 422 and "Näille päiville on jo merkintä" in answer.content.decode()
    for bad in ({"first": "30.8.2026", "last": ""}, {"first": "9.10.2026", "last": "8.10.2026"}, {"first": "huomenna"}):
        assert post(w, "availability", which="days", free="no", **bad) == 422
    assert post(w, "days-forget", days=rows[0].slug) == 302
    assert w.expert.exceptions.get() == rows[1]


@pytest.mark.row("B8")
def test_whoever_is_not_free_by_the_own_word_is_not_offered_the_gig_and_nobody_reads_why(w: make.World) -> None:
    order = make.staffing(w)
    assert names(order) == ["Aino", "Kalle"]
    day = f"{make.DAY:%d.%m.%Y}"
    for name, data in (
        ("availability", {"which": "days", "free": "no", "first": day, "last": ""}),
        ("availability", {"which": "week", "parts": ["0-morning"]}),
        ("pause", {}),
    ):
        assert post(w, name, **data) == 302
        assert names(order) == ["Kalle"]
        text = entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug])).content.decode()
        assert "yksityinen peruste" in text
        assert "tauko" not in text.lower() and "viikkorytmi" not in text.lower()
        w.expert.exceptions.all().delete()
        w.expert.weekly.all().delete()


@pytest.mark.row("2.11")
@pytest.mark.row("F10")
def test_tauko_is_one_button_without_reason_and_leaves_offers_gigs_and_money_alone(w: make.World) -> None:
    gig = make.agreed(w)
    offer = make.offered(w, make.DAY + timedelta(days=7))
    mails = OutboxMessage.objects.count()
    text = page(w, "pause")
    assert "reason" not in text and "Syytä ei kysytä" in text
    assert post(w, "pause") == 302
    w.expert.refresh_from_db()
    assert (w.expert.paused.lower, w.expert.paused.upper) == (TODAY, None)
    assert OutboxMessage.objects.count() == mails
    assert Offer.objects.get(pk=offer.pk).state == OfferState.SENT
    client = own(w)
    open_ = ["experts:payee", "payments:my-money", "supervision:mine", "orders:offers", "experts:availability"]
    assert [client.get(reverse(name)).status_code for name in open_] == [200] * len(open_)
    assert client.get(reverse("portal:gig", args=[gig.slug])).status_code == 200
    assert client.post(reverse("orders:offer-answer", args=[offer.slug]), {"answer": "yes"}).status_code == 302
    assert Offer.objects.get(pk=offer.pk).state == OfferState.ACCEPTED


@pytest.mark.row("B8")
@pytest.mark.row("2.11")
def test_no_offer_reaches_whoever_went_on_tauko_while_the_coordinator_was_choosing(w: make.World) -> None:
    order = make.staffing(w)
    post(w, "pause")
    with pytest.raises(DomainError, match="yksityinen peruste"):
        orders.send_offer(order.pk, by=w.coordinator, expert=w.expert)
    assert not Offer.objects.exists()
    front = own(w).get(reverse("portal:home", args=["expert"])).content.decode()
    assert "Olet tauolla, joten uusia ei tarjota" in front


@pytest.mark.row("2.11")
def test_tauko_shows_to_others_as_not_available_and_so_does_a_day_off(w: make.World) -> None:
    coordinator = entered(w.coordinator)
    urls = [reverse("experts:list"), reverse("experts:detail", args=[w.expert.slug])]

    def see() -> list[bool]:
        return [AWAY in coordinator.get(url).content.decode() for url in urls]

    def card() -> str:
        return coordinator.get(urls[1]).content.decode().partition("<h1")[2].partition("</main>")[0]

    assert see() == [False, False]
    post(w, "pause", back_on="15.9.2026")
    paused = card()
    assert see() == [True, True]
    post(w, "resume")
    assert see() == [False, False]
    post(w, "availability", which="days", free="no", first=f"{TODAY:%d.%m.%Y}", last="")
    assert card() == paused
    assert AWAY not in entered(w.main_user).get(urls[0]).content.decode()
    trail = entered(w.main_user).get(reverse("portal:audit")).content.decode()
    assert "Saatavuutta muutettiin" in trail and "tauko" not in trail.lower()


@pytest.mark.row("2.11")
def test_tauko_ends_by_itself_and_is_forgotten(w: make.World) -> None:
    order = make.staffing(w)
    assert post(w, "pause", back_on=f"{TODAY + timedelta(days=10):%d.%m.%Y}") == 302
    assert "Olet tauolla" in page(w)
    assert names(order) == ["Aino", "Kalle"], "the gig is after the return"
    with clock.at(make.NOW + timedelta(days=9)):
        assert "Olet tauolla" in page(w) and sweeps.sweep_all() == 0
    with clock.at(make.NOW + timedelta(days=10)):
        assert "Sinulle voidaan tarjota keikkoja" in page(w)
        assert (sweeps.sweep_all(), sweeps.sweep_all()) == (1, 0)
        w.expert.refresh_from_db()
        assert w.expert.paused is None
        message = OutboxMessage.objects.get(template="experts_pause_over")
        assert message.person == w.expert.person
        talk = own(w).get(message.path).content.decode()
        assert reverse("supervision:mine") in talk and "Aloita tauko nyt" in talk


@pytest.mark.row("2.11")
def test_the_dates_of_tauko_are_changed_and_what_is_past_is_refused(w: make.World) -> None:
    for bad in ({"back_on": "1.9.2026"}, {"check_in_on": "31.8.2026"}, {"back_on": "joskus"}):
        assert post(w, "pause", **bad) == 422
    assert post(w, "pause") == 302
    with clock.at(make.NOW + timedelta(days=3)):
        assert post(w, "pause", back_on="1.10.2026") == 302
    w.expert.refresh_from_db()
    assert (w.expert.paused.lower, w.expert.paused.upper) == (TODAY, date(2026, 10, 1))


@pytest.mark.row("2.11")
def test_the_wish_to_be_asked_becomes_a_coordinators_task_on_its_day_without_why(w: make.World) -> None:
    day = TODAY + timedelta(days=5)
    post(w, "pause", check_in_on=f"{day:%d.%m.%Y}")
    with clock.at(make.NOW + timedelta(days=4)):
        sweeps.sweep_all()
        assert not Task.objects.filter(what="experts.check_in").exists()
    with clock.at(make.NOW + timedelta(days=5)):
        sweeps.sweep_all()
        sweeps.sweep_all()
        task = Task.objects.get(what="experts.check_in")
        assert (task.role, task.note, task.due and clock.local(task.due).date()) == ("coordinator", "", day)
        text = entered(w.coordinator).get(reverse("portal:tasks")).content.decode()
        assert "Kysy kuulumiset" in text and "tauko" not in text.lower()
        assert reverse("experts:detail", args=[w.expert.slug]) in text
        todo.finish(task.pk, by=w.coordinator)
        assert sweeps.sweep_all() == 0


@pytest.mark.row("2.11")
def test_whoever_comes_back_earlier_is_not_called(w: make.World) -> None:
    post(w, "pause", check_in_on=f"{TODAY + timedelta(days=5):%d.%m.%Y}")
    assert post(w, "resume") == 302
    with clock.at(make.NOW + timedelta(days=6)):
        assert sweeps.sweep_all() == 0


@pytest.mark.row("B8")
def test_wishing_for_gigs_is_said_to_the_coordinator_moves_nobody_and_ends_by_itself(w: make.World) -> None:
    order = make.staffing(w)
    detail = reverse("experts:detail", args=[w.expert2.slug])
    before = names(order)
    wish = {"wish": "yes"}
    assert entered(w.expert2.person, second_factor=False).post(reverse("experts:wish"), wish).status_code == 302
    assert names(order) == before
    listed = entered(w.coordinator).get(reverse("orders:candidates", args=[order.slug])).content.decode()
    assert listed.count("toivoo keikkoja") == 1
    assert "toivoo keikkoja" in entered(w.coordinator).get(detail).content.decode()
    with clock.at(make.NOW + timedelta(days=31)):
        assert "toivoo keikkoja" not in entered(w.coordinator).get(detail).content.decode()
    assert post(w, "wish", wish="yes") == 302
    assert "toivot keikkoja" in page(w)
    assert post(w, "wish") == 302
    assert "toivot keikkoja" not in page(w)
    post(w, "pause")
    assert post(w, "wish", wish="yes") == 302
    w.expert.refresh_from_db()
    assert w.expert.wishes_until is None


def test_what_is_said_of_own_time_leaves_no_contents_in_the_trail(w: make.World) -> None:
    post(w, "pause", back_on="15.9.2026")
    post(w, "availability", which="week", parts=["0-morning"])
    assert {str(entry.data) for entry in AuditEntry.objects.filter(verb="availability_changed")} == {"{}"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_of_own_time_ask_the_same_for_one_row_as_for_three(w: make.World, number: int) -> None:
    for n in range(number):
        post(w, "availability", which="days", free="no", first=f"{n + 10}.9.2026", last="")
    post(w, "availability", which="week", parts=PARTS[:number])
    found = {name: asked(w.expert.person, reverse(name)) for name in ("experts:availability", "portal:seen")}
    assert found == {"experts:availability": 6, "portal:seen": 10}
