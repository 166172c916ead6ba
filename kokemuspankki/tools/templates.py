"""Template lint of our own: what the strict CSP would block, what would fetch from elsewhere, what cannot be found.

Markup of our own making may go out unescaped where the line says so: `{# own html: why #}`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from .sources import ROOT, template_files

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.S)
OWN = "{# own html"
RULES = (
    (re.compile(r"<style[\s>]", re.I), "inline <style>"),
    (re.compile(r"<[a-z][^<>]*?\sstyle\s*=", re.I | re.S), "inline style="),
    (re.compile(r"<[a-z][^<>]*?\son[a-z]+\s*=", re.I | re.S), "inline event handler"),
    (re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I), "inline script"),
    (re.compile(r"javascript:", re.I), "javascript: address"),
    (
        re.compile(r"""<(?:script|link|img|iframe|source)[^>]*(?:src|href)=["'](?:https?:)?//""", re.I),
        "foreign file",
    ),
    (re.compile(r"^(?!.*{#\s*own html).*(?:\|\s*safe\b|{%\s*autoescape\s+off)", re.M), "unescaped output"),
)
SELF_MADE = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def _is_page(path: Path) -> bool:
    """Mail programs know only inline styles, and no policy of ours rules there."""
    return path.suffix == ".html" and "mail" not in path.relative_to(ROOT).parts


def _blanked(comment: re.Match[str]) -> str:
    """A comment's place is kept, so that lines are told rightly."""
    return comment.group() if OWN in comment.group() else re.sub(r"\S", " ", comment.group())


def problems_in(source: str) -> Iterator[tuple[int, str]]:
    code = COMMENT.sub(
        lambda match: match.group() if OWN in match.group() else re.sub(r"\S", " ", match.group()), source
    )
    for pattern, words in RULES:
        for match in pattern.finditer(code):
            yield code.count("\n", 0, match.start()) + 1, words


def unknown_in(source: str) -> Iterator[str]:
    """Includes and parents that no loader finds (a `name.html#part` counts by its file)."""
    from django.template import TemplateDoesNotExist
    from django.template.loader import get_template

    for name in SELF_MADE.findall(COMMENT.sub("", source)):
        try:
            if not name.startswith("#"):
                get_template(name.partition("#")[0])
        except TemplateDoesNotExist:
            yield name


def compile_problem(path: Path) -> str:
    from django.template import Engine, TemplateSyntaxError, engines

    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    try:
        engine.from_string(path.read_text())
    except TemplateSyntaxError as error:
        return str(error)
    return ""


def main() -> int:
    import django

    django.setup()
    bad = 0
    for path in template_files():
        source, name = path.read_text(), path.relative_to(ROOT)
        found = [f"{name}:{line}: {words}" for line, words in problems_in(source)] if _is_page(path) else []
        found += [f"{name}: no template {unknown}" for unknown in unknown_in(source)]
        found += [f"{name}: {problem}" for problem in [compile_problem(path)] if problem]
        bad += len(found)
        for line in found:
            print(line)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
