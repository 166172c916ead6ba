"""What is done when nobody has been found."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import Form
from orders.forms.fields import LineField
from orders.forms.sessions import DUE, FACTORY, SessionSet, row_of
from orders.models import Order


class RemoteForm(Form):
    remote_tool = LineField(
        label=_("Mikä etäyhteys?"),
        max_length=60,
        help_text=_("Esimerkiksi: Teams. Linkin voit antaa myöhemmin koordinaattorille."),
        error_messages={"required": _("Kerro etäyhteys, esimerkiksi Teams.")},
    )


def new_times(order: Order, data: Any = None) -> SessionSet:
    """A row for each session not begun, filled with its present time."""
    initial = [row_of(session) for session in order.sessions.ahead(clock.now())]
    factory = DUE if order.task_type.by_deadline else FACTORY
    rows: SessionSet = factory(data, prefix="kerta", initial=initial)  # type: ignore[assignment]
    for form in rows.forms:
        form.empty_permitted = False
    return rows
