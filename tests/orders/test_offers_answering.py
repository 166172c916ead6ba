"""An offer: what it tells, how it is answered signed in and from the mail, and what can't happen to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from core import clock, links, outbox
from core.errors import DomainError, NotAllowed, Stale
from core.models import AuditEntry, OutboxMessage, PurposeLink
from orders import actions, matching, sweeps
from orders.models import FeeRule, FeeSchedule, Gig, Offer
from orders.pricing import Trip
from orders.reports import Deviation
from orders.states import GigState, OfferState, OrderState
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, NOW, World

TRIP = Trip(DAY.date(), "Iisalmi", "Kuopio", km=Decimal("84.5"))


def said(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def offered(w: World, **kwargs: Any) -> Offer:
    order = make.staffing(w, **kwargs)
    return actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, trips=[TRIP], greeting="Hei Aino!")


def mail_path(offer: Offer) -> str:
    link = PurposeLink.objects.get(purpose="offer", object_id=offer.pk)
    return reverse("orders:link-offer", args=[links.token(link)])


def state(offer: Offer) -> str:
    offer.refresh_from_db()
    return offer.state


@pytest.mark.row("B4")
def test_looking_ten_times_from_the_mail_changes_nothing(w: World) -> None:
    offer = offered(w)
    before = AuditEntry.objects.count()
    for _n in range(10):
        assert Client().get(mail_path(offer)).status_code == 200
    assert state(offer) == OfferState.SENT
    assert AuditEntry.objects.count() == before
    assert PurposeLink.objects.get(purpose="offer", object_id=offer.pk).used_at is None


@pytest.mark.row("B4")
def test_the_mails_button_answers_without_signing_in_and_once(w: World) -> None:
    offer = offered(w)
    path = mail_path(offer)
    answer = Client().post(path, {"answer": "yes"})
    assert "Keikka on sinun" in said(answer)
    gig = Gig.objects.get(offer=offer)
    assert (gig.expert, gig.state) == (w.expert, GigState.AGREED)
    used = Client().get(path)
    assert used.status_code == 410
    assert Client().post(path, {"answer": "no"}).status_code == 410
    assert state(offer) == OfferState.ACCEPTED


@pytest.mark.row("B4")
def test_a_token_is_bound_to_its_person_and_its_offer(w: World) -> None:
    offer = offered(w)
    own = links.token(PurposeLink.objects.get(purpose="offer", object_id=offer.pk))
    other = actions.send_offer(make.staffing(w, DAY + timedelta(days=7)).pk, by=w.coordinator, expert=w.expert2)
    strange = PurposeLink.objects.create(
        purpose="offer",
        person=w.expert2.person,
        object_label="orders.offer",
        object_id=offer.pk,
        expires_at=offer.answer_by,
    )
    report = PurposeLink.objects.create(
        purpose="report", person=w.expert.person, object_label="orders.offer", object_id=offer.pk, expires_at=DAY
    )
    number, _dash, _signature = own.partition("-")
    _other, _dash, signature = links.token(PurposeLink.objects.get(purpose="offer", object_id=other.pk)).partition("-")
    for token in (links.token(strange), links.token(report), f"{number}-{signature}", "abc", f"{number}-"):
        path = reverse("orders:link-offer", args=[token])
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"answer": "yes"}).status_code == 404
    assert state(offer) == OfferState.SENT


@pytest.mark.row("B4")
def test_the_mails_page_holds_no_net_no_contact_and_no_themes(w: World) -> None:
    text = said(Client().get(mail_path(offered(w))))
    for hidden in ("Arvio käteen", "+358", "040 123", "asiointi aikuissosiaalityössä", "Hei Aino!"):
        assert hidden not in text


@pytest.mark.row("L2")
def test_the_mails_page_speaks_the_language_of_the_mail(w: World) -> None:
    person = w.expert.person
    person.language = "sv"
    person.save(update_fields=["language"])
    answer = Client(headers={"accept-language": "fi"}).get(mail_path(offered(w)))
    assert '<html lang="sv">' in said(answer)
    assert "Föreläsning eller utbildning" in said(answer)


@pytest.mark.row("B4")
def test_after_the_answering_time_the_link_is_calm(w: World) -> None:
    offer = offered(w)
    with clock.at(offer.answer_by + timedelta(minutes=1)):
        answer = Client().get(mail_path(offer))
    assert answer.status_code == 410
    assert state(offer) == OfferState.SENT


@pytest.mark.row("B5")
def test_no_is_one_tap_and_asks_no_reason(w: World) -> None:
    offer = offered(w)
    client = entered(w.expert.person)
    text = said(client.get(reverse("orders:offer", args=[offer.slug])))
    assert "Ei tällä kertaa" in text
    assert "vapaaehtoista" in text
    answer = client.post(reverse("orders:offer-answer", args=[offer.slug]), {"answer": "no"}, follow=True)
    assert "Vastaus ei vaikuta siihen" in said(answer)
    assert (state(offer), offer.decline_reason) == (OfferState.DECLINED, "")


@pytest.mark.row("B5")
def test_a_post_without_an_answer_declines_nothing(w: World) -> None:
    offer = offered(w)
    for data in ({}, {"answer": "maybe"}):
        again = Client().post(mail_path(offer), data)
        assert again.status_code == 200
        assert "Ei tällä kertaa" in said(again)
        path = reverse("orders:offer-answer", args=[offer.slug])
        answer = entered(w.expert.person).post(path, data)
        assert answer.url == reverse("orders:offer", args=[offer.slug])
    assert state(offer) == OfferState.SENT


def test_the_reason_is_the_banks_alone(w: World) -> None:
    offer = offered(w)
    with clock.at(NOW + timedelta(hours=1)):
        Client().post(mail_path(offer), {"answer": "no", "reason": "Lomalla silloin"})
    assert "Lomalla silloin" in said(entered(w.coordinator).get(reverse("orders:handle", args=[offer.order.slug])))
    assert "Lomalla" not in said(entered(w.orderer).get(reverse("portal:order", args=[offer.order.slug])))
    assert not OutboxMessage.objects.filter(context__icontains="Lomalla").exists()


@pytest.mark.row("B5")
def test_five_declines_leave_the_ranking_as_it_was(w: World) -> None:
    order = make.staffing(w, DAY + timedelta(days=30))
    before = [row.expert.pk for row in matching.candidates(order)]
    for n in range(5):
        mine = actions.send_offer(make.staffing(w, DAY + timedelta(days=n)).pk, by=w.coordinator, expert=w.expert)
        actions.decline_offer(mine.pk, by=w.expert.person)
    assert [row.expert.pk for row in matching.candidates(order)] == before == [w.expert.pk, w.expert2.pk]


@pytest.mark.row("B5")
def test_after_a_no_the_coordinator_acts_next(w: World) -> None:
    offer = offered(w)
    actions.decline_offer(offer.pk, by=w.expert.person)
    assert "Lähetä uusi tarjous" in said(entered(w.coordinator).get(reverse("portal:tasks")))
    assert "Katso ehdokkaat" in said(entered(w.coordinator).get(reverse("orders:board")))


@pytest.mark.row("B9")
def test_a_clash_is_said_on_the_page_and_impossible_at_accept(w: World) -> None:
    first = offered(w)
    second = actions.send_offer(make.staffing(w, DAY + timedelta(minutes=60)).pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(first.pk, by=w.expert.person)
    client = entered(w.expert.person)
    page = said(client.get(reverse("orders:offer", args=[second.slug])))
    clash = "Sinulla on silloin jo keikka: Luento tai koulutus, ti 29.9. klo 13.00–14.30. Vastaa «Ei tällä kertaa»"
    assert clash in page
    assert reverse("portal:gig", args=[first.gig.slug]) in page
    assert "Soita pankkiin 040 000 0000" in page
    answer = client.post(reverse("orders:offer-answer", args=[second.slug]), {"answer": "yes"}, follow=True)
    assert said(answer).count(clash) == 2, "refused in the same words as the page warns with"
    assert state(second) == OfferState.SENT


@pytest.mark.row("B9")
def test_a_clash_from_the_mail_is_told_and_the_link_still_answers(w: World) -> None:
    first = offered(w)
    later = DAY + timedelta(minutes=60)
    second = actions.send_offer(make.staffing(w, later).pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(first.pk, by=w.expert.person)
    answer = Client().post(mail_path(second), {"answer": "yes"})
    assert answer.status_code == 409
    assert "Sinulla on jo keikka samaan aikaan. Vastaa «Ei tällä kertaa»" in said(answer)
    assert "Kirjaudu, niin näet, mikä keikka" in said(answer)
    assert first.gig.slug not in said(answer), "model.md §4: a link that may be sent on tells of its own offer alone"
    assert said(answer).count("klo 13.00") == said(Client().get(mail_path(second))).count("klo 13.00")
    assert Client().post(mail_path(second), {"answer": "no"}).status_code == 200
    assert state(second) == OfferState.DECLINED


@pytest.mark.row("B9")
def test_one_gig_may_begin_when_another_ends(w: World) -> None:
    first = offered(w)
    second = actions.send_offer(make.staffing(w, DAY + timedelta(minutes=90)).pk, by=w.coordinator, expert=w.expert)
    actions.accept_offer(first.pk, by=w.expert.person)
    assert actions.accept_offer(second.pk, by=w.expert.person).state == GigState.AGREED


def dearer_table() -> FeeRule:
    """A new table from tomorrow: everything costs double."""
    now = FeeSchedule.objects.get()
    old = now.rules.get(task_type__slug="lecture")
    tomorrow = clock.today() + timedelta(days=1)
    FeeSchedule.objects.filter(pk=now.pk).update(valid=DateRange(date(2024, 1, 1), tomorrow), closed_at=clock.now())
    schedule = FeeSchedule.objects.create(name="Uusi", version=2, valid=DateRange(tomorrow, None))
    return FeeRule.objects.create(
        schedule=schedule,
        task_type=old.task_type,
        base_cents=40000,
        base_minutes=90,
        extra_cents=5000,
        extra_step_minutes=60,
        hour_cents=5000,
        min_cents=10000,
        max_cents=60000,
        source="testi",
    )


@pytest.mark.row("E1")
def test_a_changed_table_moves_no_old_gig(w: World) -> None:
    gig = make.agreed(w)
    lines = list(gig.offer.lines.values_list("kind", "amount_cents"))
    dearer_table()
    assert list(gig.offer.lines.values_list("kind", "amount_cents")) == lines
    with clock.at(DAY + timedelta(hours=2)):
        sweeps.end_sessions(gig.pk)
        report = gig.reports.get()
        work = gig.offer.lines.get(kind="work")
        actions.report_changed(report.pk, by=w.expert.person, deviation=Deviation(minutes={work.pk: 150}))
    assert report.lines.get(kind="work").amount_cents == 22500
    fresh = make.offered(w, DAY + timedelta(days=3), w.expert2)
    assert fresh.lines.get(kind="work").amount_cents == 40000
    assert (gig.offer.schedule.version, fresh.schedule.version) == (1, 2)


@pytest.mark.row("E2")
def test_signed_in_the_offer_shows_gross_net_travel_and_pay_day(w: World) -> None:
    text = said(entered(w.expert.person).get(reverse("orders:offer", args=[offered(w).slug])))
    for shown in ("Työ, ti 29.9.", "200,00 €", "321,48 €", "Arvio käteen", "Kilometrit, ti 29.9.", "46,48 €"):
        assert shown in text
    assert "206,79 €" in text, "275 € less 17.5 % and the employee's pension and unemployment contributions"
    assert "to 15.10." in text
    assert "viimeistään to 3.9. klo 16.00" in text
    assert "asiointi aikuissosiaalityössä" in text
    assert "Päivi Tilaaja" in text
    assert "040 123 4567" in text


@pytest.mark.row("E2")
def test_the_mail_shows_all_but_the_net(w: World) -> None:
    offer = offered(w)
    outbox.send_mail()
    from django.core import mail

    letter = next(m for m in mail.outbox if w.expert.person.email in m.to and "tarjous" in m.body.lower())
    body = letter.body.replace("\N{NO-BREAK SPACE}", " ")
    assert "275,00 €" in body
    assert "46,48 €" in body
    assert "15.10." in body
    assert "206,79" not in body
    assert offer.order.title not in letter.subject
    page = said(Client().get(mail_path(offer)))
    for shown in ("200,00 €", "46,48 €", "321,48 €", "to 15.10."):
        assert shown in page
    assert "206,79" not in page


@pytest.mark.row("E2")
def test_the_net_is_nobody_elses_and_stored_nowhere(w: World) -> None:
    offer = offered(w)
    entered(w.expert.person).get(reverse("orders:offer", args=[offer.slug]))
    assert entered(w.coordinator).get(reverse("orders:offer", args=[offer.slug])).status_code == 404
    assert entered(w.expert2.person).get(reverse("orders:offer", args=[offer.slug])).status_code == 404
    assert "206,79" not in said(entered(w.coordinator).get(reverse("orders:handle", args=[offer.order.slug])))
    assert "20679" not in str([*OutboxMessage.objects.values_list("context"), *AuditEntry.objects.values_list("data")])


def test_only_the_one_asked_may_answer(w: World) -> None:
    offer = offered(w)
    path = reverse("orders:offer-answer", args=[offer.slug])
    for who in (w.expert2.person, w.coordinator, w.orderer):
        assert entered(who).post(path, {"answer": "yes"}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.accept_offer(offer.pk, by=who)


def test_the_same_yes_twice_is_one_gig(w: World) -> None:
    offer = offered(w)
    assert actions.accept_offer(offer.pk, by=w.expert.person) == actions.accept_offer(offer.pk, by=w.expert.person)
    with pytest.raises(Stale):
        actions.decline_offer(offer.pk, by=w.expert.person)


def test_in_a_hurry_the_first_yes_gets_it_and_the_others_are_told(w: World) -> None:
    order = make.staffing(w, NOW + timedelta(days=5))
    first, second = (actions.send_offer(order.pk, by=w.coordinator, expert=e) for e in (w.expert, w.expert2))
    assert first.answer_by == NOW + timedelta(hours=2)
    actions.accept_offer(second.pk, by=w.expert2.person)
    assert state(first) == OfferState.WITHDRAWN
    assert OutboxMessage.objects.filter(template="orders_offer_withdrawn", person=w.expert.person).exists()
    with pytest.raises(Stale):
        actions.accept_offer(first.pk, by=w.expert.person)
    order.refresh_from_db()
    assert order.state == OrderState.STAFFED


def test_a_withdrawn_offer_says_so(w: World) -> None:
    offer = offered(w)
    entered(w.coordinator).post(reverse("orders:offer-withdraw", args=[offer.slug]))
    text = said(entered(w.expert.person).get(reverse("orders:offer", args=[offer.slug])))
    assert "Tarjous on vedetty pois" in text
    assert "Otan keikan" not in text


@pytest.mark.row("B14")
@pytest.mark.parametrize("before", [timedelta(days=27), timedelta(minutes=30), timedelta(minutes=1)])
def test_en_paase_is_there_until_the_start_costs_nothing_and_frees_at_once(w: World, before: timedelta) -> None:
    gig = make.agreed(w)
    with clock.at(DAY - before):
        client = entered(w.expert.person)
        assert "En pääse" in said(client.get(reverse("portal:gig", args=[gig.slug])))
        page = said(client.get(reverse("orders:release", args=[gig.slug])))
        assert "Ei maksa mitään, syytä ei kysytä" in page
        assert "Minna Koordinaattori" in page and "040 123 4567" in page
        client.post(reverse("orders:release", args=[gig.slug]))
    gig.refresh_from_db()
    assert gig.state == GigState.RELEASED
    assert not gig.bookings.filter(live=True).exists()
    assert gig.order.__class__.objects.get(pk=gig.order_id).state == OrderState.STAFFING
    assert not hasattr(w.expert, "score")


@pytest.mark.row("B14")
def test_after_the_start_it_is_a_phone_call(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY):
        client = entered(w.expert.person)
        text = said(client.get(reverse("portal:gig", args=[gig.slug])))
        assert reverse("orders:release", args=[gig.slug]) not in text
        assert "040 000 0000" in text
        with pytest.raises(Stale):
            actions.release_gig(gig.pk, by=w.expert.person)


def test_the_coordinator_cannot_release_for_the_expert(w: World) -> None:
    gig = make.agreed(w)
    with pytest.raises(NotAllowed):
        actions.release_gig(gig.pk, by=w.coordinator)


def test_a_released_expert_can_have_the_preparation_paid(w: World) -> None:
    gig = make.agreed(w)
    with clock.at(DAY - timedelta(hours=3)):
        actions.release_gig(gig.pk, by=w.expert.person)
        client = entered(w.expert.person)
        client.post(reverse("orders:report-preparation", args=[gig.slug]))
    report = gig.reports.get()
    assert [(line.kind, line.amount_cents) for line in report.lines.all()] == [("preparation", 5000)]
    assert report.state == "submitted"


def test_a_series_left_halfway_pays_what_was_held(w: World) -> None:
    gig = make.agreed(w, sessions=3)
    with clock.at(DAY + timedelta(days=1)):
        sweeps.sweep_all()
        actions.release_gig(gig.pk, by=w.expert.person)
        report = gig.reports.get()
        actions.report_as_agreed(report.pk, by=w.expert.person)
    kinds = [(line.kind, line.date) for line in report.lines.all()]
    assert kinds == [("work", DAY.date()), ("preparation", DAY.date()), ("planning_meeting", DAY.date())]


def test_a_price_over_the_maximum_is_refused_and_the_way_out_shown(w: World) -> None:
    order = make.staffing(w)
    path = reverse("orders:offer-new", args=[order.slug, w.expert.slug])
    data = {
        "trip-TOTAL_FORMS": "1",
        "trip-INITIAL_FORMS": "0",
        "trip-0-date": "29.9.",
        "trip-0-from_place": "Helsinki",
        "trip-0-to_place": "Kuopio",
        "trip-0-ticket_cents": "250",
        "greeting": "Hei!",
        "answer_by": "",
    }
    client = entered(w.coordinator)
    answer = client.post(path, data)
    assert answer.status_code == 422
    text = said(answer)
    assert "Pyydä lupa suurempaan summaan" in text
    assert 'value="Helsinki"' in text
    assert not Offer.objects.exists()
    more = client.get(reverse("orders:more-money", args=[order.slug]) + "?summa=58487")
    assert "584,87" in said(more)
    client.post(reverse("orders:more-money", args=[order.slug]), {"amount_cents": "600", "reason": "Pitkä matka"})
    waiting = order.approvals.get(outcome="")
    actions.decide_approval(waiting.pk, by=w.approver, approve=True)
    assert client.post(path, data).status_code == 302
    assert Offer.objects.get().total_cents == 27500 + 25000


def test_bad_journeys_are_marked_and_kept(w: World) -> None:
    order = make.staffing(w)
    data = {
        "trip-TOTAL_FORMS": "1",
        "trip-INITIAL_FORMS": "0",
        "trip-0-from_place": "Iisalmi",
        "answer_by": "huomenna",
        "greeting": "Hei sinä",
    }
    answer = entered(w.coordinator).post(reverse("orders:offer-new", args=[order.slug, w.expert.slug]), data)
    text = said(answer)
    assert answer.status_code == 422
    for shown in (
        "Anna matkan päivä, esimerkiksi 8.12.2026.",
        "Kirjoita, minne matka päättyy",
        "Anna joko kilometrit tai matkalipun hinta.",
        "Kirjoita päivä ja kellonaika muodossa 8.12.2026 klo 13.00.",
        "Hei sinä",
        'value="Iisalmi"',
    ):
        assert shown in text
    assert not Offer.objects.exists()


def test_one_journey_more_keeps_what_was_typed(w: World) -> None:
    order = make.staffing(w)
    data = {"trip-TOTAL_FORMS": "1", "trip-INITIAL_FORMS": "0", "trip-0-from_place": "Iisalmi", "add": "1"}
    answer = entered(w.coordinator).post(reverse("orders:offer-new", args=[order.slug, w.expert.slug]), data)
    text = said(answer)
    assert answer.status_code == 200
    assert 'name="trip-1-from_place"' in text
    assert 'value="Iisalmi"' in text
    assert "Anna matkan päivä" not in text


def test_an_answering_time_in_the_past_is_refused(w: World) -> None:
    order = make.staffing(w)
    for wrong in (NOW - timedelta(hours=1), DAY + timedelta(hours=1)):
        with pytest.raises(DomainError) as refused:
            actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, answer_by=wrong)
        assert refused.value.code == "answer_by"
