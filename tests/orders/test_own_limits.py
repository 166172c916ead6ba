"""Own weekly maximum, rest, tauko and avoided units: kept by the list, the offer and the yes; told to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from accounts.models import Unit
from core import clock, links
from core.errors import DomainError
from core.models import AuditEntry, OutboxMessage, PurposeLink
from experts import actions as experts
from experts.models import Expert
from orders import actions, matching
from orders.models import Gig, Offer, Order
from orders.states import OfferState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

PRIVATE = "ei saatavilla (yksityinen peruste)"
DAYS = timedelta(days=1)
ANSWERED = 29


def limits(expert: Expert, weekly: int | None = None, rest: int | None = None) -> None:
    experts.set_limits(expert.pk, by=expert.person, weekly_max=weekly, rest_days=rest)


def can_be_asked(order: Order, expert: Expert) -> bool:
    return expert in [row.expert for row in matching.candidates(order)]


def page(client: Client, order: Order, **asked: str) -> str:
    """What the coordinator is shown, but for the tokens that change with every answer."""
    answer = client.get(reverse("orders:candidates", args=[order.slug]), asked)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.mark.row("B10")
@pytest.mark.parametrize(
    ("weekly", "days", "free"),
    [(1, 1, False), (1, -1, False), (1, 6, True), (2, 1, True), (None, 1, True)],
    ids=["the same week after", "the same week before", "the next Monday", "room for two", "no limit"],
)
def test_a_week_holds_no_more_than_the_expert_wants(w: World, weekly: int | None, days: int, free: bool) -> None:
    make.agreed(w, DAY, w.expert)
    limits(w.expert, weekly=weekly)
    order = make.staffing(w, DAY + days * DAYS)
    assert can_be_asked(order, w.expert) is free


@pytest.mark.row("B10")
@pytest.mark.parametrize(
    ("first", "days", "free"),
    [
        ("lecture", 1, False),
        ("lecture", 2, False),
        ("lecture", 3, True),
        ("lecture", -2, False),
        ("working_group", 2, True),
    ],
)
def test_rest_is_kept_after_a_demanding_gig_and_before_one(w: World, first: str, days: int, free: bool) -> None:
    """The order is a lecture, demanding too: the rest after it must not hold an agreed gig either."""
    make.agreed(w, DAY, w.expert, kind=first)
    limits(w.expert, rest=2)
    order = make.staffing(w, DAY + days * DAYS)
    assert can_be_asked(order, w.expert) is free


@pytest.mark.row("B10")
def test_what_the_orderer_says_burdens_is_demanding_whatever_its_kind(w: World) -> None:
    facts = {"kind": "working_group", "sensitive_content": "yes", "support_on_site": "ohjaaja"}
    make.agreed(w, DAY, w.expert, **facts)
    limits(w.expert, rest=3)
    order = make.staffing(w, DAY + 2 * DAYS, kind="working_group")
    assert not can_be_asked(order, w.expert)


@pytest.mark.row("B10")
def test_the_sessions_of_one_order_count_too(w: World) -> None:
    limits(w.expert, rest=7)
    assert not can_be_asked(make.staffing(w, sessions=2), w.expert)
    limits(w.expert, rest=6)
    assert can_be_asked(make.staffing(w, sessions=2), w.expert)


def paused(w: World, expert: Expert) -> None:
    Expert.objects.filter(pk=expert.pk).update(paused=DateRange(make.NOW.date(), None))


def full_week(w: World, expert: Expert) -> None:
    limits(expert, weekly=1)


def rests(w: World, expert: Expert) -> None:
    limits(expert, rest=5)


def avoids(w: World, expert: Expert) -> None:
    experts.avoid_unit(expert.pk, by=expert.person, unit=w.unit)


def avoids_above(w: World, expert: Expert) -> None:
    """The unit above the one that orders."""
    top = Unit.objects.create(organisation=w.unit.organisation, name="Sosiaalipalvelut")
    Unit.objects.filter(pk=w.unit.pk).update(parent=top)
    experts.avoid_unit(expert.pk, by=expert.person, unit=top)


WAYS = [paused, full_week, rests, avoids, avoids_above]
Way = Callable[[World, Expert], None]


@pytest.mark.row("2.4")
@pytest.mark.row("B12")
@pytest.mark.parametrize("way", WAYS)
def test_each_private_reason_keeps_off_the_list_with_the_same_words(w: World, way: Way) -> None:
    make.agreed(w, DAY + DAYS, w.expert)
    way(w, w.expert)
    order = make.staffing(w, DAY)
    text = page(entered(w.coordinator), order, nimi="Aino")
    assert text.count(PRIVATE) == 2, "beside the name, and among the rules"
    assert not can_be_asked(order, w.expert)
    with pytest.raises(DomainError, match=re.escape(f"Tarjousta ei voi lähettää: {PRIVATE}.")):
        actions.send_offer(order.pk, by=w.coordinator, expert=w.expert)


@pytest.mark.row("2.4")
@pytest.mark.row("B12")
def test_the_page_is_the_same_byte_by_byte_whichever_private_reason_it_is(
    w: World, django_assert_num_queries: Any
) -> None:
    """One world, one order; only the reason changes. Nor does the number of questions tell."""
    make.agreed(w, DAY + DAYS, w.expert)
    order = make.staffing(w, DAY)
    client = entered(w.coordinator)
    before = page(client, order, kuka=w.expert.slug)
    pages, looks = set(), set()
    for way in WAYS[:-1]:
        way(w, w.expert)
        with django_assert_num_queries(ANSWERED):
            pages.add(page(client, order, kuka=w.expert.slug))
        looks.add(AuditEntry.objects.filter(verb="viewed:candidates").latest("id").data.__repr__())
        Expert.objects.filter(pk=w.expert.pk).update(paused=None, weekly_max=None, rest_days=None)
        w.expert.avoided_units.all().delete()
    assert len(pages) == len(looks) == 1
    assert before not in pages
    assert page(client, order, kuka=w.expert.slug) == before


@pytest.mark.row("2.4")
def test_another_unit_may_still_ask_whoever_avoids_this_one(w: World) -> None:
    other = Unit.objects.create(organisation=w.unit.organisation, name="Muu")
    experts.avoid_unit(w.expert.pk, by=w.expert.person, unit=other)
    assert can_be_asked(make.staffing(w), w.expert)


# The expert's own yes


def late_limit(w: World) -> Offer:
    """An offer sent in time, and a week that is full by the time it is answered."""
    offer = make.offered(w, DAY)
    make.agreed(w, DAY + DAYS, w.expert)
    limits(w.expert, weekly=1)
    return offer


@pytest.mark.row("B10")
def test_the_expert_alone_goes_past_an_own_limit_and_knowingly(w: World) -> None:
    offer = late_limit(w)
    client = entered(w.expert.person, second_factor=False)
    path = reverse("orders:offer", args=[offer.slug])
    text = client.get(path).content.decode()
    assert "Oma rajasi on enintään 1 keikka viikossa" in text
    assert "Otan keikan silti" in text
    answer = reverse("orders:offer-answer", args=[offer.slug])
    refused = client.post(answer, {"answer": "yes"}, follow=True).content.decode()
    assert "Oma rajasi on enintään 1 keikka viikossa" in refused
    assert not Gig.objects.filter(offer=offer).exists()
    client.post(answer, {"answer": "yes", "passing": "rest"})
    assert not Gig.objects.filter(offer=offer).exists(), "another limit than the one that was read"
    client.post(answer, {"answer": "yes", "passing": "week"})
    assert Gig.objects.get(offer=offer).expert == w.expert


@pytest.mark.row("B10")
def test_nobody_else_hears_that_a_limit_was_passed(w: World) -> None:
    offer = late_limit(w)
    before = AuditEntry.objects.latest("id").pk
    gig = actions.accept_offer(offer.pk, by=w.expert.person, passing=["week"])
    client = entered(w.coordinator)
    pages = [reverse("portal:gig", args=[gig.slug]), reverse("orders:handle", args=[gig.order.slug])]
    told = [client.get(path).content.decode() for path in [*pages, reverse("experts:detail", args=[w.expert.slug])]]
    told += [str(list(AuditEntry.objects.filter(pk__gt=before).values_list("verb", "data", "reason")))]
    told += [str(list(OutboxMessage.objects.values_list("template", "context")))]
    assert not [text for text in told if re.search(r"raja(?!a)|limit|weekly|viikossa", text)]


@pytest.mark.row("B10")
def test_a_mails_link_that_was_sent_on_tells_no_limit(w: World) -> None:
    offer = late_limit(w)
    link = PurposeLink.objects.get(purpose="offer", object_id=offer.pk)
    path = reverse("orders:link-offer", args=[links.token(link)])
    assert "raja" not in Client().get(path).content.decode()
    answer = Client().post(path, {"answer": "yes", "passing": "week"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Katso tämä kirjautuneena, ennen kuin vastaat." in text
    assert "viikossa" not in text
    offer.refresh_from_db()
    assert offer.state == OfferState.SENT


@pytest.mark.row("B10")
def test_a_moved_date_tells_the_expert_of_the_own_limit(w: World) -> None:
    gig = make.agreed(w, DAY, w.expert)
    make.agreed(w, DAY + 7 * DAYS, w.expert)
    limits(w.expert, weekly=1)
    times = [(DAY + 8 * DAYS, DAY + 8 * DAYS + timedelta(minutes=90))]
    proposal = actions.propose_move(gig.order.pk, by=w.orderer, times=times)
    answer = proposal.answers.get()
    client = entered(w.expert.person, second_factor=False)
    path = reverse("orders:move-answer", args=[answer.slug])
    assert "Oma rajasi on enintään 1 keikka viikossa" in client.get(path).content.decode()
    client.post(path, {"answer": "yes"})
    assert not proposal.answers.filter(yes=True).exists()
    client.post(path, {"answer": "yes", "passing": "week"})
    assert proposal.answers.filter(yes=True).exists()
    assert clock.local(gig.bookings.get().starts).date() == (DAY + 8 * DAYS).date()
