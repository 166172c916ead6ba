"""Names and numbers are seen by those they concern, and no longer than they concern them (model.md §4)."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from core import clock
from orders import actions, inner
from orders.models import Gig, GigReport
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

CONTACT = "040 123 4567"


def page(who: object, name: str, slug: str) -> str:
    answer = entered(who).get(reverse(name, args=[slug]))  # type: ignore[arg-type]
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_the_site_contact_goes_with_the_offer(w: World) -> None:
    offer = make.offered(w)
    assert CONTACT in page(w.expert.person, "orders:offer", offer.slug)
    actions.decline_offer(offer.pk, by=w.expert.person)
    assert CONTACT not in page(w.expert.person, "orders:offer", offer.slug)


def test_the_site_contact_goes_with_the_gig(w: World) -> None:
    gig = make.agreed(w)
    assert CONTACT in page(w.expert.person, "portal:gig", gig.slug)
    actions.release_gig(gig.pk, by=w.expert.person)
    assert CONTACT not in page(w.expert.person, "portal:gig", gig.slug)


def test_a_confirmed_reports_page_forgets_the_name_when_the_gig_is_closed(w: World) -> None:
    report = make.approved(w)
    name = w.expert.person.name
    with clock.at(DAY + timedelta(hours=4)):
        assert name in page(w.orderer, "orders:report-confirm", report.slug)
        gig = Gig.objects.select_related("order").get()
        inner.note_fee_settled(gig, now=clock.now())
        inner.note_feedback_settled(gig, now=clock.now())
        assert GigReport.objects.get().gig.state == "closed"
        assert name not in page(w.orderer, "orders:report-confirm", report.slug)
