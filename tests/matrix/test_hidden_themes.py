"""Property: whatever an expert keeps to oneself or takes back, no page, file, feed or mail of an orderer says it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import calendar
from core import letters, links
from core.models import OutboxMessage
from experts import actions as experts
from experts.models import ExpertTheme, Theme
from orders.models import Gig, Offer
from tests.matrix import table
from tests.matrix.asking import Asker, undone
from tests.matrix.scene import Scene
from tests.matrix.test_leaks import shown

pytestmark = pytest.mark.django_db
TOLD = {"orderer", "public"}
themes = st.tuples(
    st.text("abdefghijklmnoprstuvyäö", min_size=12, max_size=30),
    st.sampled_from(["me", "coordinator", "orderer", "public"]),
    st.sampled_from(["own", "relative"]),
    st.booleans(),
)


def give(scene: Scene, words: str, visibility: str, perspective: str, taken_back: bool) -> None:
    """Frozen into every offer of the expert, as if it had been open once; then as it is chosen now."""
    expert = scene.w.expert
    tags = Theme.objects.filter(slug="use-of-services")
    facts: dict[str, Any] = {"own_words": words, "tags": tags, "perspective": perspective}
    theme = experts.add_theme(expert.pk, by=expert.person, visibility="orderer", **facts)
    for offer in Offer.objects.filter(expert=expert).order_by("pk"):
        offer.themes_shown = [*offer.themes_shown, theme.pk]
        offer.save(update_fields=["themes_shown"])
    ExpertTheme.objects.filter(pk=theme.pk).update(visibility=visibility)
    if taken_back:
        experts.withdraw_theme(theme.pk, by=expert.person)


def everything(scene: Scene, asker: Asker) -> str:
    """Each kind of page and file, the calendar's feed, and all mails to the orderer; test_leaks.py walks every row."""
    orderer = scene.w.orderer
    names = [name for name, (opened, _acted) in table.rows().items() if _opens(name, opened)]
    card = Gig.objects.select_related("order").get(**scene.at["portal:gig"])
    addresses = [*map(asker.address, names), reverse("portal:order", args=[card.order.slug])]
    reached = [shown(asker.open("orderer", address)) for address in addresses]
    asker.scene.at["portal:link-calendar"] = {"token": links.token(calendar.open_address(orderer))}
    reached.append(shown(asker.ask("anyone", "portal:link-calendar")))
    mails = OutboxMessage.objects.filter(person=orderer).order_by("pk")
    return "\n".join([*reached, *(letter.text + letter.html for letter in map(letters.render, mails))])


def _opens(name: str, opened: str) -> bool:
    """A page for a signed-in orderer; who has no right to it is another test's."""
    signs = dict(zip(table.WHO, opened, strict=False))
    return signs.get("orderer") == "o" and signs.get("anyone") == "s" and not name.startswith(("account_", "mfa_"))


@pytest.mark.row("L6")
@pytest.mark.row("B7")
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(themes, min_size=4, max_size=8, unique_by=lambda theme: theme[0]))
def test_an_orderer_never_reads_a_hidden_theme(
    here: tuple[Scene, Asker], chosen: list[tuple[str, str, str, bool]]
) -> None:
    scene, asker = here
    with undone():
        for theme in chosen:
            give(scene, *theme)
        text = everything(scene, asker)
        open_ones = {words for words, visibility, _perspective, gone in chosen if visibility in TOLD and not gone}
        hidden = {words for words, *_rest in chosen} - open_ones
        said = {words for words, *_rest in chosen if words in text}
        assert {words for words in said & hidden if not any(words in other for other in open_ones)} == set()
        assert said >= open_ones, "else nothing was looked for where themes are shown"
