"""Addresses and forms bent by hand: an answer in words, never a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Person
from core import clock, links
from core.models import PurposeLink
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

NUL = "\x00"


@pytest.mark.parametrize("bent", ["²", NUL, "9" * 30, "-1"])
@pytest.mark.parametrize(
    ("who", "name", "key"),
    [
        ("orderer", "orders:list", "ennen"),
        ("main_user", "portal:audit", "before"),
        ("coordinator", "portal:views-of-me", "before"),
        ("payroll", "payments:batches", "after"),
        ("payroll", "payments:batch-preview", "pay_date"),
        ("coordinator", "payments:contracts", "after"),
        ("coordinator", "experts:list", "after"),
        ("main_user", "accounts:people", "q"),
        ("main_user", "accounts:people", "after"),
        ("main_user", "accounts:units", "after"),
        ("expert", "payments:my-money", "after"),
    ],
)
def test_a_bent_question_is_answered(w: World, who: str, name: str, key: str, bent: str) -> None:
    person = w.expert.person if who == "expert" else getattr(w, who)
    assert entered(person).get(reverse(name), {key: bent}).status_code in {200, 302, 400, 404, 422}


@pytest.mark.parametrize("bent", ["²", NUL, "9" * 30])
def test_a_bent_form_is_answered(w: World, bent: str) -> None:
    order = make.staffing(w)
    coordinator = entered(w.coordinator)
    more = reverse("orders:more-money", args=[order.slug])
    new = reverse("orders:offer-new", args=[order.slug, w.expert.slug])
    answers = [
        coordinator.get(more, {"summa": bent}),
        coordinator.post(new, {"add": "1", "trip-TOTAL_FORMS": bent}),
        coordinator.post(new, {"trip-TOTAL_FORMS": bent, "trip-INITIAL_FORMS": bent}),
        coordinator.post(reverse("portal:task-close"), {"task": bent}),
        coordinator.get(f"{new}?x={bent}"),
    ]
    assert all(answer.status_code < 500 for answer in answers)


def test_a_declining_word_with_a_nul_answers_nothing(w: World) -> None:
    offer = make.offered(w)
    link = PurposeLink.objects.get(purpose="offer", object_id=offer.pk)
    path = reverse("orders:link-offer", args=[links.token(link)])
    assert entered(w.orderer).post(path, {"answer": "no", "reason": f"Kiire{NUL}"}).status_code == 400
    offer.refresh_from_db()
    assert offer.state == "sent"


@pytest.mark.parametrize("day", ["1.1.1990", "1.1.2190"])
def test_a_journey_of_a_day_without_a_rate_is_said_on_its_form(w: World, day: str) -> None:
    order = make.staffing(w)
    row = {"date": day, "from_place": "Iisalmi", "to_place": "Kuopio", "km": "84", "ticket_cents": ""}
    trips = {"trip-TOTAL_FORMS": "1", "trip-INITIAL_FORMS": "0"} | {f"trip-0-{key}": v for key, v in row.items()}
    new = reverse("orders:offer-new", args=[order.slug, w.expert.slug])
    answer = entered(w.coordinator).post(new, {**trips, "greeting": "Hei!", "answer_by": ""})
    assert answer.status_code == 422
    assert "Iisalmi" in answer.content.decode()
    assert "Hei!" in answer.content.decode()


@pytest.mark.parametrize("day", ["1.1.1990", "1.1.2190"])
def test_a_reported_journey_of_a_day_without_a_rate_is_said_on_its_form(w: World, day: str) -> None:
    report = make.over(w).reports.get()
    row = {"date": day, "from_place": "Iisalmi", "to_place": "Kuopio", "km": "84", "ticket_cents": ""}
    trips = {"trip-TOTAL_FORMS": "1", "trip-INITIAL_FORMS": "0"} | {f"trip-0-{key}": v for key, v in row.items()}
    with clock.at(DAY + timedelta(hours=3)):
        client = entered(w.expert.person)
        path = reverse("orders:report", args=[report.slug])
        form = client.get(path).context["changed"]
        kept = {name: str(field.initial).replace(".", ",") for name, field in form.fields.items() if field.initial}
        answer = client.post(path, {"do": "changed", **kept, **trips})
    assert answer.status_code == 422
    assert "Iisalmi" in answer.content.decode()


def test_an_order_form_takes_no_state_profile_or_sum_from_outside(w: World) -> None:
    order = make.draft(w)
    forbidden = {
        "state": "staffing",
        "profile": "A",
        "approved_max_cents": "1",
        "estimate_cents": "1",
        "coordinator": str(w.coordinator.pk),
        "orderer": str(w.expert.person_id),
        "unit": "1",
        "title": "Toisen vaiheen otsikko",
        "submitted_at": "2026-01-01",
        "later": "1",
    }
    entered(w.orderer).post(reverse("orders:step", args=[order.slug, 4]), forbidden)
    before = {name: getattr(order, name) for name in forbidden if name != "later"}
    order.refresh_from_db()
    assert {name: getattr(order, name) for name in before} == before


def test_another_orderers_draft_is_nobodys_to_see_send_or_delete(w: World) -> None:
    order = make.draft(w)
    other: Person = make.holding(w.main_user, w.main_user2, "Toinen", "Tilaaja", "orderer", w.unit)
    client = entered(other)
    for name, args in (("step", [1]), ("price", []), ("submit", []), ("discard", []), ("cancel", [])):
        path = reverse(f"orders:{name}", args=[order.slug, *args])
        assert client.post(path, {"title": "x"}).status_code == 404, name
    assert client.get(reverse("portal:order", args=[order.slug])).status_code == 404


def test_a_link_of_one_purpose_opens_no_other(w: World) -> None:
    report = make.reported(w)
    found = {link.purpose: links.token(link) for link in PurposeLink.objects.all()}
    names = {"offer": "link-offer", "approval": "link-approval", "report": "link-report", "confirm": "link-confirm"}
    for purpose, token in found.items():
        for other, name in names.items():
            if other != purpose:
                path = reverse(f"orders:{name}", args=[token])
                with clock.at(DAY + timedelta(hours=3)):
                    assert entered(w.coordinator).post(path).status_code == 404, (purpose, other)
    report.refresh_from_db()
    assert report.state == "submitted"


def test_an_offers_link_answers_nothing_after_its_time(w: World) -> None:
    offer = make.offered(w)
    path = reverse("orders:link-offer", args=[links.token(PurposeLink.objects.get(purpose="offer"))])
    with clock.at(offer.answer_by + timedelta(minutes=1)):
        for answer in ("yes", "no"):
            assert entered(w.orderer).post(path, {"answer": answer}).status_code == 410
    offer.refresh_from_db()
    assert offer.state == "sent"
