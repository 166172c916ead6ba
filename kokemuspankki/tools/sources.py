"""Every sentence of the interface, found in Python and in templates without GNU gettext."""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kokemuspankki", "core", "accounts", "experts", "orders", "supervision", "payments", "evaluation")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CALL = re.compile(r"""\b(?:_|n?p?gettext)\(""")


@dataclass(frozen=True)
class Sentence:
    text: str
    plural: str
    context: str
    file: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def python_files() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def template_files() -> Iterator[Path]:
    places = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    for place in places:
        yield from sorted(path for path in place.rglob("*") if path.suffix in {".html", ".txt", ".svg", ".ics"})


def all_sentences() -> dict[tuple[str, str], Sentence]:
    """By context and text. The first place found stands for all; a plural form wins over none."""
    found: dict[tuple[str, str], Sentence] = {}
    for sentence in (*_from_python(), *_from_templates()):
        kept = found.get(sentence.key)
        if kept is None or (sentence.plural and not kept.plural):
            found[sentence.key] = sentence
    return found


def _from_python() -> Iterator[Sentence]:
    for path in python_files():
        content = path.read_text()
        if CALL.search(content) or "gettext" in content:
            yield from _extracted(content, path)


def _from_templates() -> Iterator[Sentence]:
    from django.utils.translation.template import templatize

    for path in template_files():
        content = path.read_text()
        if "trans" in content or "_(" in content:
            lines = (line.strip() for line in templatize(content, origin=str(path)).splitlines())
            yield from _extracted("\n".join(line for line in lines if CALL.search(line)), path)


def _extracted(code: str, path: Path) -> Iterator[Sentence]:
    file = str(path.relative_to(ROOT))
    try:
        messages = list(extract_python(io.BytesIO(code.encode()), KEYWORDS, [], {"encoding": "utf-8"}))
    except (tokenize.TokenError, SyntaxError) as error:
        raise SystemExit(f"{file}: cannot be read for sentences: {error}") from error
    for _line, function, arguments, _comments in messages:
        yield from _sentence(str(function), arguments, file)


def _sentence(function: str, arguments: Any, file: str) -> Iterator[Sentence]:
    parts = list(arguments) if isinstance(arguments, tuple) else [arguments]
    context = parts.pop(0) if "pgettext" in function else ""
    if not parts or not isinstance(parts[0], str) or not parts[0] or context is None:
        return
    plural = parts[1] if function.startswith("n") and len(parts) > 1 and isinstance(parts[1], str) else ""
    yield Sentence(parts[0], plural, context, file)
