"""The theme tree on a form: main themes, the ones under each, and a search that works without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from experts.models import Theme

TEXT, ASKED = "etsi", "etsitty"
SAVING = frozenset({"go", "later"})


@dataclass(frozen=True)
class Leaf:
    theme: Theme
    chosen: bool


@dataclass(frozen=True)
class Branch:
    """`open`: its own themes are in sight, because one is chosen or was searched for."""

    top: Leaf
    leaves: list[Leaf] = field(default_factory=list)
    open: bool = False


def branches(themes: Iterable[Theme], chosen: set[str], text: str = "") -> list[Branch]:
    """The tree, or what of it the search finds; what is chosen is never hidden, else it would be lost unseen."""
    under: dict[int | None, list[Theme]] = {}
    for theme in themes:
        under.setdefault(theme.parent_id, []).append(theme)
    found = (_branch(top, under.get(top.pk, []), chosen, text.strip().casefold()) for top in under.get(None, []))
    return [branch for branch in found if branch is not None]


def _branch(top: Theme, below: list[Theme], chosen: set[str], text: str) -> Branch | None:
    own = matches(top, text)
    hits = [theme for theme in below if matches(theme, text)]
    kept = [theme for theme in below if own or theme in hits or str(theme.pk) in chosen]
    if text and not own and not kept and str(top.pk) not in chosen:
        return None
    leaves = [Leaf(theme, str(theme.pk) in chosen) for theme in kept]
    shown = any(leaf.chosen for leaf in leaves) or bool(text and hits)
    return Branch(Leaf(top, str(top.pk) in chosen), leaves, open=shown)


def matches(theme: Theme, text: str) -> bool:
    """In any of the languages: who writes English finds it on a Finnish page."""
    return any(text in name.casefold() for name in (theme.fi, theme.sv, theme.en))


def searching(data: Mapping[str, Any]) -> bool:
    """The search button, or Enter in its field: the text differs from what was searched last."""
    if "find" in data:
        return True
    return not SAVING & data.keys() and str(data.get(TEXT, "")).strip() != str(data.get(ASKED, "")).strip()


class ThemeTree(forms.SelectMultiple):
    """Check boxes in the order of the tree. `text`: what was searched for."""

    template_name = "experts/_theme_tree.html"
    use_fieldset = True
    text = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = forms.Widget.get_context(self, name, value, attrs)
        chosen = {str(getattr(one, "pk", one)) for one in value or []}
        found = branches(self.choices.queryset, chosen, self.text)  # type: ignore[attr-defined]
        leaves = [leaf for branch in found for leaf in (branch.top, *branch.leaves)]
        context["widget"].update(
            branches=found,
            text=self.text,
            chosen=[leaf.theme for leaf in leaves if leaf.chosen],
            hits=sum(matches(leaf.theme, self.text.strip().casefold()) for leaf in leaves) if self.text else None,
        )
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


def plant_search(form: forms.Form, name: str) -> None:
    """Puts what was searched for into the tree of a bound form."""
    form.fields[name].widget.text = str(form.data.get(TEXT, ""))[:60] if form.is_bound else ""
