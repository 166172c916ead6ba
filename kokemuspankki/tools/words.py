"""The word list (features.md 2.13): how people are never called, over templates, mails, calendar titles and sentences.

A sentence that has to name a word (this list itself, a quoted law) says so with `words-ok` on its line.
"""

import re
import sys
from collections.abc import Iterator

from .sources import ROOT, all_sentences, template_files

AVOIDED = {
    r"potila\w*": "kokemusasiantuntija",
    r"sair(?:as|aan|aat|aita|aiden|aalle|aalta|aalla|aasta|aaseen|astun\w*)": "kokemusasiantuntija",
    r"kuntoutuj\w*": "kokemusasiantuntija",
    r"toipuj\w*": "kokemusasiantuntija",
    r"tapau(?:s|ksen|ksia|kset|ksi|ksessa|sta|ksille|ksissa)": "keikka or tilaus",
    r"diagnoos\w*": "(there is no such field)",
    r"no-?\s?show\w*": "ei toteutunut",
    r"asiakas(?:ta|ko)?|asiakkaa\w*|asiakkai\w*": "tilaaja (nobody here is a customer)",
    r"mielenterveysongel\w*": "(the expert's own words)",
    r"patient\w*": "erfarenhetsexpert, expert by experience",
    r"ett fall|fallet\b": "uppdraget",
    r"diagnos(?:is|es|en|er)?\b": "(there is no such field)",
}
PATTERN = re.compile(r"(?<!\w)(" + "|".join(AVOIDED) + r")(?!\w)", re.I)
WARNS_OF_THIRD_PERSONS = re.compile(r"\b(?:älä kirjoita|ei)\b[^.]*?asiakka\w+", re.I)
IN_ANY_CASE = re.compile(r"\b(?:joka|siinä|tässä|missään|muussa|kummassakin) tapauksessa\b", re.I)
ALLOWED = "words-ok"
TAGS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>", re.S)


def avoided_in(text: str) -> list[str]:
    return [match.group() for match in PATTERN.finditer(WARNS_OF_THIRD_PERSONS.sub("", IN_ANY_CASE.sub("", text)))]


def _template_problems() -> Iterator[str]:
    for path in template_files():
        code = TAGS.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), path.read_text())
        sources = path.read_text().splitlines()
        for number, line in enumerate(code.splitlines()):
            if ALLOWED not in sources[number]:
                yield from (f"{path.relative_to(ROOT)}:{number + 1}: {word}" for word in avoided_in(line))


def _sentence_problems() -> Iterator[str]:
    for sentence in all_sentences().values():
        for word in avoided_in(f"{sentence.text} {sentence.plural}"):
            yield f"{sentence.file}: {word!r} in {sentence.text[:80]!r}"


def _translation_problems() -> Iterator[str]:
    import polib

    from .catalogue import LANGUAGES, catalogue

    for language in LANGUAGES:
        path = catalogue(language)
        for entry in polib.pofile(str(path)) if path.exists() else []:
            for word in avoided_in(" ".join([entry.msgstr, *entry.msgstr_plural.values()])):
                yield f"locale/{language}: {word!r} in {entry.msgid[:80]!r}"


def main() -> int:
    from .catalogue import bare_django

    bare_django()
    problems = sorted({*_template_problems(), *_sentence_problems(), *_translation_problems()})
    for problem in problems:
        print(problem)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
