"""Small parts that the room's forms share."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PERSONAL_CODE = re.compile(r"(?<!\d)\d{6}[-+A-FU-Y]\d{3}[0-9A-Z](?![0-9A-Z])", re.IGNORECASE)


def refuse_personal_code(value: str) -> None:
    """Client data stays out: a personal identity code blocks saving, wherever it was typed."""
    if PERSONAL_CODE.search(value):
        raise ValidationError(
            _("Tässä näyttää olevan henkilötunnus. Poista se: tilaukseen ei kirjoiteta kenenkään henkilötietoja."),
            code="personal_code",
        )


class TextField(forms.CharField):
    """Free text over a few lines. `least` asks for more than a word or two."""

    def __init__(self, *, rows: int = 4, least: int = 0, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows}), **kwargs})
        self.validators.append(refuse_personal_code)
        self.least = least

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and len(value) < self.least:
            raise ValidationError(
                _("Kirjoita vähän enemmän, ainakin %(least)s merkkiä. Nyt niitä on %(now)s."),
                code="short",
                params={"least": self.least, "now": len(value)},
            )


class LineField(forms.CharField):
    """One line of free text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(refuse_personal_code)
