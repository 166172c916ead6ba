"""A theme in the expert's own words: given, changed and withdrawn by the expert alone, each time with consent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from core import audit, clock
from core.db import lock, verb
from core.errors import DomainError, Stale
from experts import consents, permissions
from experts.models import Expert, ExpertTheme, Theme
from experts.states import Perspective, Visibility


@verb
def add_theme(
    expert_id: int,
    *,
    by: Person,
    own_words: str,
    tags: Iterable[Theme],
    perspective: str = Perspective.OWN,
    visibility: str = Visibility.COORDINATOR,
) -> ExpertTheme:
    """A theme in the expert's own words, with the expert's consent for it. Who: the expert alone."""
    expert = lock(Expert.objects.filter(pk=expert_id)).get()
    permissions.require(permissions.is_own(by, expert))
    theme = ExpertTheme.objects.create(
        expert=expert,
        own_words=own_words,
        perspective=perspective,
        visibility=visibility,
        consent_version=consents.VERSION,
        consented_at=clock.now(),
    )
    theme.tags.set(tags)
    audit.log(by, "theme_added", expert, about=by, data=_given(theme))
    return theme


@verb
def change_theme(
    theme_id: int,
    *,
    by: Person,
    own_words: str,
    tags: Iterable[Theme],
    perspective: str,
    visibility: str,
    consent: bool = False,
) -> ExpertTheme:
    """Works at once wherever the theme is seen. Who: the expert alone.

    Other words, a new tag or more eyes need `consent` anew, else DomainError «consent»; fewer eyes do not. Raises
    Stale when it was withdrawn meanwhile.
    """
    theme = _own(theme_id, by)
    if theme.withdrawn_at is not None:
        raise Stale()
    chosen = list(tags)
    if consents.needs_new(theme, own_words=own_words, tags=chosen, perspective=perspective, visibility=visibility):
        if not consent:
            raise DomainError(_("Merkitse suostumuksesi, niin muutos tallentuu."), code="consent")
        theme.consent_version, theme.consented_at = consents.VERSION, clock.now()
    theme.own_words, theme.perspective, theme.visibility = own_words, perspective, visibility
    theme.save()
    theme.tags.set(chosen)
    audit.log(by, "theme_changed", theme.expert, about=by, data=_given(theme))
    return theme


@verb
def withdraw_theme(theme_id: int, *, by: Person) -> None:
    """Gone at once, the words erased. Who: the expert alone."""
    theme = _own(theme_id, by)
    if theme.withdrawn_at is None:
        theme.own_words, theme.withdrawn_at = "", clock.now()
        theme.save(update_fields=["own_words", "withdrawn_at"])
        theme.tags.clear()
        audit.log(by, "theme_withdrawn", theme.expert, about=by, data={"theme": theme.pk})


def _own(theme_id: int, by: Person) -> ExpertTheme:
    theme: ExpertTheme = lock(ExpertTheme.objects.select_related("expert").filter(pk=theme_id)).get()
    permissions.require(permissions.is_own(by, theme.expert))
    return theme


def _given(theme: ExpertTheme) -> dict[str, Any]:
    """What proves the consent later: which text, to whose eyes; never the words or the tags."""
    return {"theme": theme.pk, "visibility": theme.visibility, "consent": theme.consent_version}
