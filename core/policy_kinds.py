"""What kinds of value a rule of the bank may have: how each is said in words, and how it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import MoneyField
from core.money import euros

Words = str | Promise
Fields = dict[str, forms.Field]

UNITS: dict[str, Callable[[int], str]] = {
    "days": lambda n: ngettext("%(n)d päivä", "%(n)d päivää", n) % {"n": n},
    "workdays": lambda n: ngettext("%(n)d arkipäivä", "%(n)d arkipäivää", n) % {"n": n},
    "bank_days": lambda n: ngettext("%(n)d pankkipäivä", "%(n)d pankkipäivää", n) % {"n": n},
    "hours": lambda n: ngettext("%(n)d tunti", "%(n)d tuntia", n) % {"n": n},
    "minutes": lambda n: ngettext("%(n)d minuutti", "%(n)d minuuttia", n) % {"n": n},
    "months": lambda n: ngettext("%(n)d kuukausi", "%(n)d kuukautta", n) % {"n": n},
    "years": lambda n: ngettext("%(n)d vuosi", "%(n)d vuotta", n) % {"n": n},
    "times": lambda n: ngettext("%(n)d kerta", "%(n)d kertaa", n) % {"n": n},
    "megabytes": lambda n: _("%(n)d Mt") % {"n": n},
    "percent": lambda n: _("%(n)s\u00a0%%") % {"n": n},
    "": str,
}


class Kind:
    """`fields` are named after `name`; `read` takes the value out of the cleaned form again."""

    def say(self, value: Any) -> str:
        return str(value)

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        raise NotImplementedError

    def read(self, name: str, cleaned: Mapping[str, Any], old: Any) -> Any:
        del old
        return cleaned[name]


@dataclass(frozen=True)
class Whole(Kind):
    unit: str
    least: int = 0
    most: int = 365

    def say(self, value: Any) -> str:
        return UNITS[self.unit](int(value))

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        hint = _("Luku väliltä %(least)s–%(most)s.") % {"least": self.say(self.least), "most": self.say(self.most)}
        wrong = {
            "invalid": _("Kirjoita kokonaisluku, esimerkiksi %(example)d.") % {"example": self.example(value)},
            "min_value": _("Luvun on oltava vähintään %(limit_value)s."),
            "max_value": _("Luku on enintään %(limit_value)s."),
        }
        box = forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"})
        return {
            name: forms.IntegerField(
                label=str(label),
                min_value=self.least,
                max_value=self.most,
                help_text=hint,
                initial=value,
                widget=box,
                error_messages=wrong,
            )
        }

    def example(self, value: Any) -> int:
        return value if isinstance(value, int) else max(self.least, 1)


@dataclass(frozen=True)
class Cents(Kind):
    most: int = 1_000_00

    def say(self, value: Any) -> str:
        return euros(int(value))

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        return {name: MoneyField(label=str(label), max_cents=self.most, initial=value, help_text=_("Euroina."))}


class NumbersField(forms.CharField):
    """7, 1: whole numbers with commas or spaces between; the last pay day of a month may be a word."""

    def __init__(self, *, least: int, most: int, words: Mapping[str, str], **kwargs: Any) -> None:
        self.least, self.most, self.words = least, most, words
        super().__init__(max_length=100, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list) or value in self.empty_values:
            return value or []
        parts = [part for part in re.split(r"[,;\s]+", str(value).lower().strip()) if part]
        return list(dict.fromkeys(self._one(part) for part in parts))

    def _one(self, part: str) -> Any:
        known = {said: key for key, said in self.words.items()}
        if part in known:
            return known[part]
        if not part.isdecimal():
            raise ValidationError(
                _("”%(part)s” ei ole luku. Kirjoita luvut pilkulla erotettuina."), "invalid", {"part": part}
            )
        number = int(part)
        if not self.least <= number <= self.most:
            said = {"part": part, "least": self.least, "most": self.most}
            raise ValidationError(_("%(part)s ei kelpaa. Lukujen on oltava väliltä %(least)s–%(most)s."), "range", said)
        return str(number) if self.words else number

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(self.words.get(str(v), str(v)) for v in value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Numbers(Kind):
    """A list of whole numbers of one unit."""

    unit: str
    least: int = 0
    most: int = 90

    def say(self, value: Any) -> str:
        return ", ".join(UNITS[self.unit](int(one)) for one in value)

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        hint = _("Luvut pilkulla erotettuina, esimerkiksi 7, 1.")
        return {
            name: NumbersField(
                label=str(label), least=self.least, most=self.most, words={}, initial=value, help_text=hint
            )
        }  # fmt: skip


class PayDays(Kind):
    """Days of the month as text, and "last"."""

    def words(self) -> dict[str, str]:
        return {"last": _("viimeinen")}

    def say(self, value: Any) -> str:
        words = {"last": _("kuun viimeinen pankkipäivä")}
        return ", ".join(words.get(str(day), f"{day}.") for day in value)

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        hint = _("Kuukauden päivät pilkulla erotettuina. Kuun loppu kirjoitetaan sanalla: 15, viimeinen.")
        made = NumbersField(label=str(label), least=1, most=28, words=self.words(), initial=value, help_text=hint)
        return {name: made}


@dataclass(frozen=True)
class Choice(Kind):
    options: Mapping[str, Words]

    def say(self, value: Any) -> str:
        return str(self.options.get(value, value))

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        box = forms.RadioSelect()
        return {
            name: forms.ChoiceField(label=str(label), choices=list(self.options.items()), initial=value, widget=box)
        }


@dataclass(frozen=True)
class Choices(Choice):
    def say(self, value: Any) -> str:
        return ", ".join(str(self.options.get(one, one)) for one in value)

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        box = forms.CheckboxSelectMultiple()
        choices = list(self.options.items())
        return {name: forms.MultipleChoiceField(label=str(label), choices=choices, initial=value, widget=box)}


class YesNo(Kind):
    def say(self, value: Any) -> str:
        return _("kyllä") if value else _("ei")

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        return Choice({"yes": _("kyllä"), "no": _("ei")}).fields(name, label, "yes" if value else "no")

    def read(self, name: str, cleaned: Mapping[str, Any], old: Any) -> Any:
        return bool(cleaned[name] == "yes")


@dataclass(frozen=True)
class Text(Kind):
    most: int = 60

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        return {name: forms.CharField(label=str(label), max_length=self.most, initial=value)}


@dataclass(frozen=True)
class Table(Kind):
    """A value for each of a few known keys; what else the value holds is kept as it is."""

    parts: Mapping[str, tuple[Words, Kind]] = field(default_factory=dict)

    def say(self, value: Any) -> str:
        said = [f"{words}: {kind.say(value[key])}" for key, (words, kind) in self.parts.items() if key in value]
        return "; ".join(said)

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        made: Fields = {}
        for key, (words, kind) in self.parts.items():
            made |= kind.fields(f"{name}-{key}", words, (value or {}).get(key))
        return made

    def read(self, name: str, cleaned: Mapping[str, Any], old: Any) -> Any:
        new = {key: kind.read(f"{name}-{key}", cleaned, (old or {}).get(key)) for key, (_w, kind) in self.parts.items()}
        return {**(old or {}), **new}


@dataclass(frozen=True)
class Usual(Kind):
    """The usual value of a table that may hold exceptions by task type, which are kept."""

    kind: Kind

    def say(self, value: Any) -> str:
        return self.kind.say(value["default"])

    def fields(self, name: str, label: Words, value: Any) -> Fields:
        return self.kind.fields(name, label, (value or {}).get("default"))

    def read(self, name: str, cleaned: Mapping[str, Any], old: Any) -> Any:
        return {**(old or {}), "default": self.kind.read(name, cleaned, None)}


def guessed(value: Any) -> Kind | None:
    """For a rule that nobody has described yet; None for a form of value that no field here can type."""
    if isinstance(value, bool):
        return YesNo()
    if isinstance(value, int):
        return Whole("", most=1_000_000)
    if isinstance(value, list) and all(isinstance(one, int) for one in value):
        return Numbers("", most=1_000_000)
    if isinstance(value, dict):
        parts = {key: (key, guessed(one)) for key, one in value.items()}
        return Table({key: (words, kind) for key, (words, kind) in parts.items() if kind})
    return Text() if isinstance(value, str) else None
