"""Themes: worded, shown, changed and withdrawn by the expert alone, and what that does everywhere at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, letters, outbox
from core.models import AuditEntry, OutboxMessage
from experts import actions, consents
from experts.models import ExpertTheme, Theme
from orders import matching
from tests.accounts.people import entered
from tests.factories import world as make

pytestmark = pytest.mark.django_db
WORDS = "asiointi aikuissosiaalityössä"


@pytest.fixture
def w() -> make.World:
    with clock.at(make.NOW):
        return make.world()


def own(w: make.World) -> Client:
    return entered(w.expert.person, second_factor=False)


def typed(theme: ExpertTheme, **changed: object) -> dict[str, object]:
    """The form as it stands, with what is changed."""
    tags = [tag.pk for tag in theme.tags.all()]
    return {
        "own_words": theme.own_words,
        "tags": tags,
        "perspective": theme.perspective,
        "visibility": theme.visibility,
        **changed,
    }


def change(w: make.World, theme: ExpertTheme, **changed: object) -> int:
    return own(w).post(reverse("experts:theme", args=[theme.slug]), typed(theme, **changed)).status_code


@pytest.mark.row("B7")
@pytest.mark.row("2.1")
def test_consent_is_asked_by_theme_with_the_text_and_the_day_and_anew_for_more_eyes_or_other_words(
    w: make.World,
) -> None:
    theme = w.expert.themes.get()
    ExpertTheme.objects.filter(pk=theme.pk).update(consent_version="2026-11", visibility="coordinator")
    theme.refresh_from_db()
    page = own(w).get(reverse("experts:theme", args=[theme.slug])).content.decode()
    assert str(consents.text("2026-11")) in page
    for wider in ({"visibility": "orderer"}, {"own_words": "toiset sanat"}, {"perspective": "relative"}):
        assert change(w, theme, **wider) == 422
    assert change(w, theme, visibility="me") == 302
    theme.refresh_from_db()
    assert (theme.visibility, theme.consent_version) == ("me", "2026-11")
    assert change(w, theme, visibility="orderer", consent="on") == 302
    theme.refresh_from_db()
    assert (theme.visibility, theme.consent_version) == ("orderer", consents.VERSION)
    entry = AuditEntry.objects.filter(verb="theme_changed").latest("id")
    assert entry.data == {"theme": theme.pk, "visibility": "orderer", "consent": consents.VERSION}


@pytest.mark.row("2.1")
def test_fewer_eyes_work_at_once_on_the_offer_the_gig_and_the_list(w: make.World) -> None:
    theme = w.expert.themes.get()
    with clock.at(make.NOW):
        gig = make.agreed(w)
        waiting = make.offered(w, make.DAY.replace(month=10))
        order = make.staffing(w, make.DAY.replace(month=10, day=6))
        orderer, coordinator = entered(w.orderer, second_factor=False), entered(w.coordinator)
        pages = {
            "gig": (orderer, reverse("portal:gig", args=[gig.slug])),
            "order": (orderer, reverse("portal:order", args=[gig.order.slug])),
            "offer": (own(w), reverse("orders:offer", args=[waiting.slug])),
            "detail": (coordinator, reverse("experts:detail", args=[w.expert.slug])),
        }

        def shown() -> set[str]:
            return {name for name, (who, url) in pages.items() if WORDS in who.get(url).content.decode()}

        assert shown() == {"gig", "order", "offer", "detail"}
        assert change(w, theme, visibility="coordinator") == 302
        assert shown() == {"detail"}
        assert w.expert in [c.expert for c in matching.candidates(order)]
        assert change(w, theme, visibility="me") == 302
        assert shown() == set()
        assert w.expert not in [c.expert for c in matching.candidates(order)]


@pytest.mark.row("B7")
@pytest.mark.row("2.1")
def test_a_withdrawn_theme_is_gone_everywhere_and_in_mails_not_yet_sent(w: make.World) -> None:
    theme = w.expert.themes.get()
    with clock.at(make.NOW):
        gig = make.agreed(w)
        waiting = make.offered(w, make.DAY.replace(month=10))
        order = make.staffing(w, make.DAY.replace(month=10, day=6))
        assert own(w).post(reverse("experts:theme-withdraw", args=[theme.slug])).status_code == 302
        theme.refresh_from_db()
        assert (theme.own_words, theme.tags.count()) == ("", 0)
        assert w.expert not in [c.expert for c in matching.candidates(order)]
        orderer, coordinator = entered(w.orderer, second_factor=False), entered(w.coordinator)
        answers = [
            orderer.get(reverse("portal:gig", args=[gig.slug])),
            orderer.get(reverse("portal:order", args=[gig.order.slug])),
            own(w).get(reverse("orders:offer", args=[waiting.slug])),
            own(w).get(reverse("experts:me")),
            own(w).get(reverse("portal:seen")),
            coordinator.get(reverse("experts:detail", args=[w.expert.slug])),
            coordinator.get(reverse("orders:candidates", args=[order.slug])),
        ]
        assert all(answer.status_code == 200 and WORDS not in answer.content.decode() for answer in answers)
        assert own(w).get(reverse("experts:theme", args=[theme.slug])).status_code == 404
        outbox.deliver_events()
        written = [letters.render(message) for message in OutboxMessage.objects.all()]
    assert written and not [letter for letter in written if WORDS in f"{letter.subject}{letter.text}{letter.html}"]


@pytest.mark.row("2.1")
def test_the_preview_says_for_each_pair_of_eyes_what_their_own_pages_say(w: make.World) -> None:
    tags = Theme.objects.filter(slug="use-of-services")
    with clock.at(make.NOW):
        for level in ("me", "coordinator", "public"):
            actions.add_theme(w.expert.pk, by=w.expert.person, own_words=f"sanat {level}", tags=tags, visibility=level)
        gig = make.agreed(w)
        preview = own(w).get(reverse("portal:seen")).content.decode()
        orderer = entered(w.orderer, second_factor=False).get(reverse("portal:gig", args=[gig.slug])).content.decode()
        bank = entered(w.coordinator).get(reverse("experts:detail", args=[w.expert.slug])).content.decode()
    parts = preview.split("<h2")
    before, taken, near, coordinator, me, everybody = parts[1:7]
    comer = taken[taken.index('<div class="preview">') + len('<div class="preview">') : taken.index("</div>")]
    assert comer.strip() in orderer
    assert [level for level in ("me", "coordinator", "public") if f"sanat {level}" in comer] == ["public"]
    known = coordinator[coordinator.index('<div class="preview">') + 21 : coordinator.index("</div>")]
    assert known.strip() in bank
    assert "sanat coordinator" in known and "sanat me" not in known
    assert "sanat me" in me
    assert not [part for part in (before, near, everybody) if "sanat" in part]


@pytest.mark.row("2.1")
def test_contact_data_are_in_the_preview_only_when_given(w: make.World) -> None:
    def near() -> str:
        with clock.at(make.NOW):
            return own(w).get(reverse("portal:seen")).content.decode().split("<h2")[3]

    assert "aino.esimerkki" not in near()
    actions.change_profile(w.expert.pk, by=w.expert.person, share_contact=True)
    assert "aino.esimerkki" in near()
    type(w.expert.person).objects.filter(pk=w.expert.person.pk).update(protected=True)
    assert "aino.esimerkki" not in near()


@pytest.mark.row("B7")
def test_no_column_asks_for_a_diagnosis() -> None:
    names = [field.name for model in (ExpertTheme, Theme) for field in model._meta.get_fields()]
    assert not [name for name in names if "diagnos" in name or "illness" in name]


def test_nobody_opens_or_changes_the_theme_of_another(w: make.World) -> None:
    theme = w.expert2.themes.get()
    url = reverse("experts:theme", args=[theme.slug])
    assert own(w).get(url).status_code == 404
    assert own(w).post(url, typed(theme, own_words="muuta", consent="on")).status_code == 404
