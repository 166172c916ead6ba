from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from core import clock
from core.forms import (
    DateField,
    Form,
    HoursField,
    MomentField,
    MoneyField,
    OneField,
    PhoneField,
    SeveralField,
    TimeField,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["8.12.2026", "08.12.2026", " 8. 12. 2026 ", "2026-12-08", "8.12.26", "8.12.", "8.12"]
)
def test_a_date_as_people_type_it(typed: str) -> None:
    with clock.at(NOW):
        assert DateField().clean(typed) == date(2026, 12, 8)


def test_a_date_without_a_year_is_the_next_one() -> None:
    with clock.at(NOW):
        assert DateField().clean("8.1.") == date(2027, 1, 8)
        assert DateField().clean("24.11.") == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["13.00", "13:00", "13", "klo 13.00", "1300", "13,00"])
def test_a_time_as_people_type_it(typed: str) -> None:
    assert TimeField().clean(typed) == time(13)


def test_a_moment_is_of_helsinki() -> None:
    assert MomentField().clean("8.12.2026 klo 13.00") == datetime(2026, 12, 8, 11, tzinfo=UTC)
    assert MomentField().clean("8.12.2026 13:00") == datetime(2026, 12, 8, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "cents"), [("38,50", 3850), ("38.5", 3850), ("1 234,50 €", 123450), ("200", 20000), ("0", 0)]
)
def test_money_is_cents(typed: str, cents: int) -> None:
    assert MoneyField().clean(typed) == cents


def test_money_stays_between_its_limits() -> None:
    with pytest.raises(ValidationError, match="enintään"):
        MoneyField(max_cents=10000).clean("100,01")
    with pytest.raises(ValidationError, match="vähintään"):
        MoneyField(min_cents=5000).clean("49,99")


def test_money_and_hours_are_shown_as_they_are_typed() -> None:
    assert MoneyField().prepare_value(123450) == "1\N{NO-BREAK SPACE}234,50"
    assert HoursField().prepare_value(HoursField().clean("1,50")) == "1,5"


@pytest.mark.parametrize("typed", ["040 123 4567", "+358 40 123 4567", "00358401234567", "(040) 123-4567"])
def test_a_phone_is_kept_in_one_form(typed: str) -> None:
    assert PhoneField().clean(typed) == "+358401234567"
    assert PhoneField().prepare_value("+358401234567") == "040 123 4567"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (DateField(), "ensi viikolla"),
        (DateField(), ""),
        (TimeField(), "aamulla"),
        (TimeField(), "25.00"),
        (MomentField(), "huomenna"),
        (MomentField(), "8.12.2026 klo 99"),
        (MoneyField(), "paljon"),
        (MoneyField(), ""),
        (HoursField(), "yksi"),
        (PhoneField(), "en muista"),
    ],
)
def test_an_error_says_what_to_write_with_an_example(field: forms.Field, typed: str) -> None:
    with translation.override("fi"), pytest.raises(ValidationError) as caught:
        field.clean(typed)
    assert any(character.isdigit() for character in caught.value.messages[0])


class Sample(Form):
    name = forms.CharField()
    own = forms.CharField(error_messages={"required": "Kerro oma sanasi."})
    email = forms.EmailField()
    unit = forms.ChoiceField(choices=[("1", "Yksikkö")])
    agree = forms.BooleanField()


def test_every_field_speaks_our_words_and_a_forms_own_words_win() -> None:
    with translation.override("fi"):
        errors = Sample({"email": "aino"}).errors
        said = {name: found[0] for name, found in errors.items()}
    assert said["own"] == "Kerro oma sanasi."
    assert "esimerkiksi" in said["email"]
    assert said["unit"] == "Valitse yksi vaihtoehto."
    assert not any("kenttä" in words for words in said.values())


def test_an_impossible_choice_is_disabled_with_its_reason_and_refused_when_forged() -> None:
    field = OneField(choices=[("a", "Etänä"), ("b", "Paikalla")], impossible={"b": "Talo on kiinni."})
    html = field.widget.render("where", None)
    assert html.count("disabled") == 1
    assert field.clean("a") == "a"
    with pytest.raises(ValidationError, match="Talo on kiinni"):
        field.clean("b")


def test_of_several_each_impossible_one_is_refused() -> None:
    field = SeveralField(choices=[("a", "A"), ("b", "B")], impossible={"b": "Ei nyt."})
    assert field.clean(["a"]) == ["a"]
    with pytest.raises(ValidationError, match="Ei nyt"):
        field.clean(["a", "b"])
