"""The consent to a theme: each text that has been asked, and when a change of the theme asks anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from experts.states import Visibility

if TYPE_CHECKING:
    from experts.models import ExpertTheme, Theme

TEXTS: Final = {
    "2026-11": _("Suostun siihen, että pankki käsittelee tätä teemaa keikkojen etsimiseksi minulle."),
    "2026-11-24": _(
        "Suostun siihen, että pankki käsittelee tätä teemaa keikkojen etsimiseksi minulle "
        "ja näyttää sanani niille, jotka valitsin."
    ),
}
"""By version. A text that somebody has agreed to is never changed: a new one is added last, with a new version."""

VERSION: Final = list(TEXTS)[-1]
_REACH: Final = [Visibility.ME, Visibility.COORDINATOR, Visibility.ORDERER, Visibility.PUBLIC]


def text(version: str) -> str | Promise:
    return TEXTS.get(version, "")


def needs_new(theme: ExpertTheme, *, own_words: str, tags: Iterable[Theme], perspective: str, visibility: str) -> bool:
    """Other words, another tag, another perspective or more eyes need a new yes; fewer tags or fewer eyes do not."""
    said_otherwise = own_words != theme.own_words or perspective != theme.perspective
    more_tags = bool({tag.pk for tag in tags} - {tag.pk for tag in theme.tags.all()})
    more_eyes = _REACH.index(Visibility(visibility)) > _REACH.index(Visibility(theme.visibility))
    return said_otherwise or more_tags or more_eyes
