import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from core import clock
from core.forms import Form, OneField
from core.icons import ICONS
from core.status import YOU, Status
from core.templatetags import kp

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _finnish_today() -> Iterator[None]:
    with translation.override("fi"), clock.at(NOW):
        yield


def words(name: str, **context: Any) -> str:
    html = render_to_string(name, context)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
    return text.replace(" ,", ",").replace(" .", ".").strip()


def test_status_of_the_reader_says_whose_turn_and_by_when() -> None:
    status = Status("Odottaa vastaustasi", YOU, date(2026, 11, 27), "wait", "Voit vastata viestistä.")
    assert words("_status.html", status=status) == (
        "Odottaa vastaustasi Seuraavaksi on sinun vuorosi, viimeistään pe 27.11. Voit vastata viestistä."
    )


def test_status_of_another_says_that_the_reader_need_not_act() -> None:
    said = words("_status.html", status=Status("Etsimme tekijää", "koordinaattori Minna K.", date(2026, 11, 30)))
    assert "Seuraavaksi: koordinaattori Minna K., viimeistään ma 30.11." in said
    assert said.endswith("Sinun ei tarvitse tehdä mitään.")


@pytest.mark.parametrize("due", [date(2026, 11, 23), NOW - timedelta(minutes=1)], ids=["day", "moment"])
def test_status_owns_up_to_a_time_that_has_passed(due: date | datetime) -> None:
    said = words("_status.html", status=Status("Etsimme tekijää", "pankin koordinaattori", due))
    assert "Seuraavaksi: pankin koordinaattori, määräaika oli " in said
    assert "viimeistään" not in said


def test_status_of_the_reader_who_is_late_looks_like_it() -> None:
    due = NOW - timedelta(minutes=1)
    assert 'class="status alert"' in render_to_string("_status.html", {"status": Status("Etsimme", YOU, due, "wait")})
    assert 'class="status wait"' in render_to_string("_status.html", {"status": Status("Etsimme", "x", due, "wait")})


def test_a_number_stays_on_one_line_and_the_rest_is_escaped() -> None:
    said = kp.whole("<b>, T2026-0135")
    assert said == '<span>&lt;b&gt;, <span class="nowrap">T2026-0135</span></span>'


def test_status_of_today_is_not_late() -> None:
    said = words("_status.html", status=Status("Etsimme tekijää", "pankin koordinaattori", NOW.date()))
    assert "viimeistään" in said


def test_status_of_nobody_says_so() -> None:
    assert words("_status.html", status=Status("Valmis", tone="ok")) == "Valmis Sinun ei tarvitse tehdä mitään."


class Sample(Form):
    name = forms.CharField(label="Nimi", help_text="Etunimi riittää.")
    where = OneField(label="Missä?", choices=[("a", "Etänä"), ("b", "Paikalla")])

    def clean(self) -> None:
        raise forms.ValidationError("Talo on kiinni.")


def test_the_summary_links_to_each_field_and_takes_the_focus() -> None:
    html = render_to_string("_errors.html", {"form": Sample({})})
    assert re.findall(r'href="#(\w+)"', html) == ["id_name", "id_where_0"]
    assert "autofocus" in html
    assert 'tabindex="-1"' in html
    assert "Missä: Valitse yksi vaihtoehto." in html
    assert "Talo on kiinni." in html


def test_an_unbound_form_and_a_missing_one_have_no_summary() -> None:
    assert words("_errors.html", form=Sample()) == ""
    assert words("_errors.html", form=None) == ""


def crispy(form: Form, before: str = "") -> str:
    from django.template import engines

    source = "{% load crispy_forms_tags %}" + before + "{% crispy form %}"
    return engines["django"].from_string(source).render({"form": form})


def test_crispy_shows_the_summary_unless_the_page_did() -> None:
    assert crispy(Sample({})).count('class="errors"') == 1
    assert crispy(Sample({}), '{% include "_errors.html" with form=form %}').count('class="errors"') == 1


def test_a_field_ties_its_help_and_error_to_the_control() -> None:
    html = crispy(Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<fieldset aria-describedby="id_where_error">\s*<legend', html)
    assert "style=" not in html


def test_every_id_is_there_once() -> None:
    ids = re.findall(r'\bid="([^"]+)"', crispy(Sample({})))
    assert len(ids) == len(set(ids))


def test_an_act_that_is_impossible_says_why() -> None:
    html = render_to_string(
        "_act.html", {"url": "/x", "words": "Hyväksy erä", "kind": "primary", "why": "Poimit itse."}
    )
    assert "disabled" in html
    assert "<form" not in html
    assert "Poimit itse." in html


def test_parts_need_only_what_they_say() -> None:
    assert "200,00 €" in words("_money.html", lines=[{"label": "Luento", "cents": 20000}])
    assert words("_facts.html", facts=[("Aika", "ti"), ("Tyhjä", "")]) == "Aika ti"
    assert words("_pages.html", newer="", older="") == ""
    assert "Ei keikkoja" in words("_empty.html", title="Ei keikkoja", text="Tänne tulevat keikat.")
    assert "Kuka" not in words("_consequence.html", happens="Mitään ei makseta.")
    table = render_to_string("_card_table.html", {"heads": ["Nimi", "Aika"], "rows": [["Aino", "ti"]]})
    assert '<td data-label="Aika">ti</td>' in table
    assert words("_date.html", when=date(2026, 12, 8)) == "joulu 8 ti"
    assert words("_life.html", steps=[("Tilattu", "done", "20.11."), ("Sopimus", "next", "")]).startswith(
        "Tilattu (tehty)"
    )
    assert 'aria-current="step"' in render_to_string("_steps.html", {"steps": [("Mitä", "now", "")]})


def test_icons_are_decoration() -> None:
    assert all("<script" not in shape and "style=" not in shape for shape in ICONS.values())
