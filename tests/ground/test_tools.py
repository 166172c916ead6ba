"""The gates themselves: each catches what it says, and lets right things be."""

from pathlib import Path

import polib
import pytest

from kokemuspankki.tools import catalogue, sources, templates, words


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ('<p style="color:red">', "inline style="),
        ("<style>p{}</style>", "inline <style>"),
        ('<a\n href="/" onclick="x()">', "inline event handler"),
        ("<script>x()</script>", "inline script"),
        ('<a href="javascript:x()">', "javascript: address"),
        ('<script src="https://cdn.example/x.js"></script>', "foreign file"),
        ("{{ text|safe }}", "unescaped output"),
    ],
)
def test_template_lint_catches(wrong: str, why: str) -> None:
    assert [found for _, found in templates.problems_in(f"<p>\n{wrong}</p>")] == [why]


def test_template_lint_lets_be() -> None:
    right = (
        '{# style="x" #}<p class="style">onclick = {{ x }}</p><script src="{% static \'kp/kp.js\' %}" defer></script>'
    )
    assert list(templates.problems_in(right)) == []


def test_unknown_include_is_found() -> None:
    assert list(templates.unknown_in('{% include "no/such.html" %}{% include "crispy_forms/not.html" %}'))


@pytest.mark.row("2.1")
@pytest.mark.row("2.13")
@pytest.mark.parametrize(
    "word", ["potilas", "Potilaiden", "kuntoutujan", "toipuja", "no-show", "diagnoosi", "asiakkaat"]
)
def test_words_lint_catches(word: str) -> None:
    assert words.avoided_in(f"Tämä {word} tulee.")


def test_words_lint_lets_orderers_be_warned() -> None:
    assert not words.avoided_in("Älä kirjoita asiakkaiden tietoja.")
    assert words.avoided_in("Pyydä asiakasta tulemaan.")


@pytest.mark.parametrize("word", ["sairaala", "potentiaali", "sairaanhoitaja", "tapahtuma", "tilaaja"])
def test_words_lint_lets_be(word: str) -> None:
    assert not words.avoided_in(f"Tämä {word} tulee.")


@pytest.fixture
def small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    (tmp_path / "core").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "core" / "x.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext\n"
        "A = _('Hyvä')\nB = ngettext('%(n)s keikka', '%(n)s keikkaa', 2)\n"
    )
    (tmp_path / "templates" / "x.html").write_text(
        "{% load i18n %}  <p>{% translate 'Päivä' %}</p>\n"
        "{% blocktranslate trimmed %}\n  Hei\n  {{ name }}\n{% endblocktranslate %}"
    )
    return tmp_path


def test_sentences_come_from_python_and_templates(small_world: Path) -> None:
    assert {text for _, text in sources.all_sentences()} == {"Hyvä", "%(n)s keikka", "Päivä", "Hei %(name)s"}


def test_catalogue_check_wants_every_sentence_and_every_placeholder(
    small_world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert catalogue.check() == 1
    assert catalogue.update() == 0
    for language in catalogue.LANGUAGES:
        path = catalogue.catalogue(language)
        book = polib.pofile(str(path))
        for entry in book:
            entry.msgstr = "" if entry.msgid_plural else entry.msgid
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        book.save()
    assert catalogue.check() == 0
    book = polib.pofile(str(catalogue.catalogue("sv")))
    greeting = book.find("Hei %(name)s")
    assert greeting
    greeting.msgstr = "Hej"
    book.save()
    capsys.readouterr()
    assert catalogue.check() == 1
    assert "other placeholders" in capsys.readouterr().out


def test_a_sentence_that_goes_and_comes_back_keeps_its_translation(small_world: Path) -> None:
    catalogue.update()
    book = polib.pofile(str(catalogue.catalogue("sv")))
    good = book.find("Hyvä")
    assert good
    good.msgstr = "Bra"
    book.save()
    source = small_world / "core" / "x.py"
    whole = source.read_text()
    source.write_text("")
    catalogue.update()
    source.write_text(whole)
    catalogue.update()
    back = polib.pofile(str(catalogue.catalogue("sv"))).find("Hyvä")
    assert back
    assert (back.msgstr, bool(back.obsolete)) == ("Bra", False)


def test_compiled_catalogue_is_read_by_gettext(small_world: Path) -> None:
    import gettext

    catalogue.update()
    path = catalogue.catalogue("sv")
    book = polib.pofile(str(path))
    for entry in book:
        entry.msgstr = "" if entry.msgid_plural else f"sv {entry.msgid}"
    book.save()
    assert catalogue.compile_all() == 0
    with path.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Hyvä") == "sv Hyvä"
