"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Found:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    """Name → values that the page itself offers, the chosen one first."""
    files: set[str] = field(default_factory=set)

    def typed(self, text: str = "") -> dict[str, str]:
        """As it stands, with something written where nothing is offered."""
        return {name: (values[0] if values and values[0] else text) for name, values in self.fields.items()}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.select = address, list[Found](), ""
        self.open: Found | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.open = Found(at.get("action") or self.address) if at.get("method", "").lower() == "post" else None
        elif self.open and tag in {"input", "textarea", "button", "select"} and at.get("name"):
            self._named(tag, at)
        elif self.open and tag == "option" and self.select:
            _add(self.open.fields[self.select], at.get("value", ""), "selected" in at)

    def _named(self, tag: str, at: dict[str, str]) -> None:
        assert self.open
        values = self.open.fields.setdefault(at["name"], [])
        if at.get("type") == "file":
            self.open.files.add(at["name"])
        if tag == "select":
            self.select = at["name"]
        elif tag != "textarea":
            _add(values, at.get("value", ""), "checked" in at)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open:
            self.forms.append(self.open)
            self.open = None
        elif tag == "select":
            self.select = ""


def _add(values: list[str], value: str, chosen: bool) -> None:
    values.insert(0 if chosen else len(values), value)


def of(page: str, address: str) -> list[Found]:
    reader = _Reader(address)
    reader.feed(page)
    for found in reader.forms:
        found.fields.pop("csrfmiddlewaretoken", None)
    return reader.forms
