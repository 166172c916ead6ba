"""What every form of ours shares: Finnish dates, times, money and phones; errors that say what to write."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import clock, money

DATE_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"]
TIME_FORMATS = ["%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S"]


class DateField(forms.DateField):
    """8.12.2026; spaces and ISO dates pass too, and "8.12." means the next one."""

    widget = forms.DateInput(format="%-d.%-m.%Y", attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna päivä, esimerkiksi 8.12.2026."),
        "invalid": _("Kirjoita päivä muodossa 8.12.2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DATE_FORMATS, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = _coming(re.sub(r"\s+", "", value))
        return super().to_python(value)


def _coming(text: str) -> str:
    """Adds the year to "8.12." so that the day is today or later."""
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.?", text)
    if not found:
        return text
    today = clock.today()
    passed = (int(found[2]), int(found[1])) < (today.month, today.day)
    return f"{found[1]}.{found[2]}.{today.year + passed}"


class TimeField(forms.TimeField):
    """13.00; 13:00, 13 and "klo 13" pass too."""

    widget = forms.TimeInput(format="%-H.%M", attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna kellonaika, esimerkiksi 13.00."),
        "invalid": _("Kirjoita kellonaika muodossa 13.00."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=TIME_FORMATS, **kwargs)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = _whole(re.sub(r"^\s*klo\s*|\s+", "", value, flags=re.IGNORECASE).replace(",", "."))
        return super().to_python(value)


def _whole(text: str) -> str:
    """13 is 13.00, 1330 is 13.30."""
    found = re.fullmatch(r"(\d{1,2})|(\d{2})(\d{2})", text)
    return text if not found else f"{found[1] or found[2]}.{found[3] or '00'}"


class MomentField(forms.CharField):
    """8.12.2026 klo 13.00 in one box, as an aware datetime."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna päivä ja kellonaika, esimerkiksi 8.12.2026 klo 13.00."),
        "invalid": _("Kirjoita päivä ja kellonaika muodossa 8.12.2026 klo 13.00."),
    }

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        found = re.fullmatch(r"\s*(\S+?)[\s,]+(?:klo\s*)?(\S+)\s*", str(value), flags=re.IGNORECASE)
        try:
            if not found:
                raise ValidationError("")
            on, at = DateField().clean(found[1]), TimeField().clean(found[2])
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return datetime.combine(on, at, tzinfo=clock.HELSINKI)

    def prepare_value(self, value: Any) -> Any:
        return f"{clock.local(value):%-d.%-m.%Y klo %-H.%M}" if isinstance(value, datetime) else value


class MoneyField(forms.CharField):
    """1 234,50 € typed; integer cents cleaned. A value of the model is cents too."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna summa euroina, esimerkiksi 38,50."),
        "invalid": _("Kirjoita summa euroina, esimerkiksi 38,50."),
        "min_value": _("Summan on oltava vähintään %(least)s."),
        "max_value": _("Summa on enintään %(most)s."),
    }

    def __init__(self, *, min_cents: int = 0, max_cents: int = 100_000_00, **kwargs: Any) -> None:
        self.min_cents, self.max_cents = min_cents, max_cents
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "class": "num"}

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return money.parse_euros(str(value))
        except (ValueError, ArithmeticError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Any) -> None:
        if value is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return
        if value < self.min_cents:
            raise ValidationError(
                self.error_messages["min_value"], code="min_value", params={"least": money.euros(self.min_cents)}
            )
        if value > self.max_cents:
            raise ValidationError(
                self.error_messages["max_value"], code="max_value", params={"most": money.euros(self.max_cents)}
            )

    def run_validators(self, value: Any) -> None:
        """The length validators of a text field have nothing to say of cents."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return money.euros(value).removesuffix("€").strip()
        return value


class HoursField(forms.DecimalField):
    """1,5; a comma or a point."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna tunnit, esimerkiksi 1,5."),
        "invalid": _("Kirjoita tunnit lukuna, esimerkiksi 1,5."),
        "max_digits": _("Kirjoita tunnit lukuna, esimerkiksi 1,5."),
        "max_decimal_places": _("Anna tunnit enintään kahdella desimaalilla, esimerkiksi 1,25."),
        "min_value": _("Tunteja on oltava vähintään %(limit_value)s."),
        "max_value": _("Tunteja on enintään %(limit_value)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_digits": 6, "decimal_places": 2, "min_value": 0, "widget": forms.TextInput(), **kwargs}
        )
        self.widget.attrs.update(inputmode="decimal")

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").replace(" ", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else f"{value.normalize():f}".replace(".", ",")


class PhoneField(forms.CharField):
    """+358 40 123 4567 or 040 123 4567; kept as +358401234567."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Anna puhelinnumero, esimerkiksi 040 123 4567."),
        "invalid": _("Kirjoita puhelinnumero numeroina, esimerkiksi 040 123 4567."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "type": "tel", "autocomplete": "tel"}

    def to_python(self, value: Any) -> str:
        text = re.sub(r"[\s()./-]", "", str(value or ""))
        if not text:
            return ""
        text = re.sub(r"^00", "+", text)
        text = re.sub(r"^0", "+358", text)
        if not re.fullmatch(r"\+\d{7,15}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text

    def prepare_value(self, value: Any) -> Any:
        found = re.fullmatch(r"\+358(\d{2})(\d{3})(\d+)", str(value or ""))
        return f"0{found[1]} {found[2]} {found[3]}" if found else value


Texts = tuple[tuple[type[forms.Field], Any], ...]

REQUIRED: Texts = (
    (forms.EmailField, _("Anna sähköpostiosoite, esimerkiksi aino@esimerkki.fi.")),
    (forms.FileField, _("Valitse tiedosto.")),
    (forms.MultipleChoiceField, _("Valitse ainakin yksi.")),
    (forms.ModelMultipleChoiceField, _("Valitse ainakin yksi.")),
    (forms.ChoiceField, _("Valitse yksi vaihtoehto.")),
    (forms.ModelChoiceField, _("Valitse yksi vaihtoehto.")),
    (forms.BooleanField, _("Merkitse tämä, jotta voit jatkaa.")),
    (forms.IntegerField, _("Anna luku, esimerkiksi 30.")),
    (forms.CharField, _("Tämä kohta on vielä tyhjä. Kirjoita siihen jotakin.")),
)

INVALID: Texts = (
    (forms.EmailField, _("Kirjoita sähköpostiosoite kokonaan, esimerkiksi aino@esimerkki.fi.")),
    (forms.IntegerField, _("Kirjoita luku numeroina, esimerkiksi 30.")),
)

OURS = (DateField, TimeField, MomentField, MoneyField, HoursField, PhoneField)


def _speak(field: forms.Field, code: str, table: Texts) -> None:
    """Replaces Django's own text by ours, unless the form or the field's class gave one."""
    if isinstance(field, OURS) or field.error_messages.get(code) is not _djangos(field, code):
        return
    for kind, words in table:
        if isinstance(field, kind):
            field.error_messages[code] = words
            return


def _djangos(field: forms.Field, code: str) -> Any:
    for cls in type(field).__mro__:
        texts = getattr(cls, "default_error_messages", {}) if cls.__module__.startswith("django.") else {}
        if code in texts:
            return texts[code]
    return None


class Form(forms.Form):
    """A form of ours: no form tag of crispy's, no browser bubbles, errors that say what to write.

    The page writes <form method="post" novalidate>{% csrf_token %}{% crispy form %}<button …></form>.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare(self)

    @property
    def helper(self) -> FormHelper:
        return helper(self)


class LookForm(Form):
    """A full view where a role otherwise reads less: by a written reason (docs/decisions/0010)."""

    reason = forms.CharField(
        label=_("Miksi tarvitset kaiken?"),
        max_length=300,
        help_text=_("Syy kirjataan lokiin. Se, jonka tietoja luet, näkee, että katsoit."),
    )


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """As `Form`, over a model."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare(self)

    @property
    def helper(self) -> FormHelper:
        return helper(self)


def prepare(form: forms.BaseForm) -> None:
    """Gives any form our error texts; used for the forms of allauth too."""
    for field in form.fields.values():
        _speak(field, "required", REQUIRED)
        _speak(field, "invalid", INVALID)


def helper(form: forms.BaseForm) -> FormHelper:
    made = FormHelper(form)
    made.form_tag = False
    return made


class _Reasoned:
    """Shows an impossible choice disabled with the reason in words, and may add a hint under any choice."""

    impossible: Mapping[str, Any] = {}
    hints: Mapping[str, Any] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        reason = self.impossible.get(str(value), "")
        if reason:
            option["attrs"]["disabled"] = True
        option["hint"] = reason or self.hints.get(str(value), "")
        return option


class Radios(_Reasoned, forms.RadioSelect):
    """One of a few; see `OneField`."""


class Checks(_Reasoned, forms.CheckboxSelectMultiple):
    """Any of a few; see `SeveralField`."""


class _ReasonedField:
    """`impossible` and `hints`: {value: words}. What is impossible is refused with its reason."""

    widget: Any

    def __init__(
        self, *, impossible: dict[str, Any] | None = None, hints: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.set_reasons(impossible or {}, hints or {})

    def set_reasons(self, impossible: dict[str, Any], hints: dict[str, Any]) -> None:
        """For a form that learns the reasons in its `__init__`."""
        self.impossible = self.widget.impossible = impossible
        self.widget.hints = hints

    def validate(self, value: Any) -> None:
        super().validate(value)  # type: ignore[misc]
        for chosen in value if isinstance(value, list) else [value]:
            if reason := self.impossible.get(str(chosen)):
                raise ValidationError(reason, code="impossible")


class OneField(_ReasonedField, forms.ChoiceField):
    """Radio buttons, of which some may be impossible and say why."""

    widget = Radios


class SeveralField(_ReasonedField, forms.MultipleChoiceField):
    """Check boxes, of which some may be impossible and say why."""

    widget = Checks
