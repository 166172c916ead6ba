"""Translations without GNU gettext: `update` after sentences changed, `check` in the gates, `compile` before a run.

Finnish is the source, so it has no catalogue. Compiled files are not committed.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

from .sources import ROOT, Sentence, all_sentences

LANGUAGES = {"sv": "nplurals=2; plural=(n != 1);", "en": "nplurals=2; plural=(n != 1);"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?[a-z][^>]*>")


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def update() -> int:
    """Adds what is new, marks what is gone as obsolete (its translation is kept), touches no finished translation."""
    bare_django()
    sentences = all_sentences()
    for language in LANGUAGES:
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        book = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
        book.metadata = _metadata(language)
        _merge(book, sentences)
        book.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
        book.save(str(path))
        print(f"{language}: {len(sentences)} sentences, {len(list(_problems(language, sentences)))} to translate")
    return 0


def _metadata(language: str) -> dict[str, str]:
    return {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }


def _merge(book: polib.POFile, sentences: dict[tuple[str, str], Sentence]) -> None:
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in book}
    for key, entry in known.items():
        entry.obsolete = int(key not in sentences)
        entry.occurrences = []
    for key, sentence in sentences.items():
        entry = known.get(key) or _new(sentence)
        if key not in known:
            book.append(entry)
        entry.occurrences = [(sentence.file, "")]
        if sentence.plural and entry.msgid_plural != sentence.plural:
            entry.msgid_plural = sentence.plural
            entry.msgstr_plural = entry.msgstr_plural or {0: entry.msgstr, 1: ""}
            entry.msgstr = ""


def _new(sentence: Sentence) -> polib.POEntry:
    entry = polib.POEntry(msgid=sentence.text, msgctxt=sentence.context or None)
    if "%(" in sentence.text:
        entry.flags.append("python-format")
    return entry


def check() -> int:
    bare_django()
    sentences = all_sentences()
    problems = [problem for language in LANGUAGES for problem in _problems(language, sentences)]
    for problem in problems[:40]:
        print(problem)
    if problems:
        print(f"{len(problems)} sentences need work: python -m kokemuspankki.tools.catalogue update, then translate")
    return int(bool(problems))


def _problems(language: str, sentences: dict[tuple[str, str], Sentence]) -> list[str]:
    path = catalogue(language)
    entries = polib.pofile(str(path)) if path.exists() else []
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in entries if not entry.obsolete}
    found = [_problem(sentence, known.get(key)) for key, sentence in sentences.items()]
    gone = [f"gone from the sources: {text[:90]!r}" for _, text in sorted(known.keys() - sentences.keys())]
    return [f"{language}: {problem}" for problem in (*found, *gone) if problem]


def _problem(sentence: Sentence, entry: polib.POEntry | None) -> str:
    where = f"{sentence.text[:90]!r} ({sentence.file})"
    if entry is None:
        return f"not in the catalogue: {where}"
    forms = list(entry.msgstr_plural.values()) if sentence.plural else [entry.msgstr]
    if entry.fuzzy or not all(forms) or (sentence.plural and len(forms) < 2):
        return f"not translated: {where}"
    wanted = Counter(PLACEHOLDER.findall(sentence.plural or sentence.text))
    if Counter(PLACEHOLDER.findall(forms[-1])) != wanted:
        return f"other placeholders or tags than the source: {where}"
    return ""


def compile_all() -> int:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for language in LANGUAGES:
        source = catalogue(language)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        part = target.with_suffix(".mo.part")
        with source.open("rb") as read, part.open("wb") as written:
            write_mo(written, read_po(read, locale=language))
        part.rename(target)
    return 0


def bare_django() -> None:
    """Reading templates asks for settings, but for none of ours: no server is started for it."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"one of: {', '.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
