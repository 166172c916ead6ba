"""A list that people narrow, choose the columns of, print and take to a spreadsheet; all of it stands in the address.

A room says which columns a role may have (model.md §4); the page and the file are made of the same ones, so that
the file never holds more than the page may.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock, money
from core.forms import Form, SeveralField
from core.templatetags.kp import day, moment

Words = str | Promise
CSV: Final = "csv"
PAGE: Final = 50
CHUNK: Final = 500
BOM: Final = "\ufeff"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet would run instead of showing; the last four are the wide signs that Excel takes as the same."""


class Cents(int):
    """A sum: «1 234,50 €» on the page, «1234,50» in the file."""


Cell = str | Promise | Cents | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Column:
    """`value` of a row; `url` makes a link of it, `tone` a tag. An `extra` one is shown when it is asked for."""

    key: str
    title: Words
    value: Callable[[Any], Cell]
    url: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    extra: bool = False
    sum: bool = False


class ListForm(Form):
    """The narrowing of one list. A room's form adds its fields; an unknown choice in the address filters nothing."""

    def __init__(self, asked: QueryDict, columns: Sequence[Column]) -> None:
        data = asked.copy()
        known = [column.key for column in columns]
        chosen = [key for key in asked.getlist("col") if key in known]
        data.setlist("col", chosen or [column.key for column in columns if not column.extra])
        super().__init__(data)
        self.fields["col"] = SeveralField(
            label=_("Sarakkeet"), choices=[(column.key, column.title) for column in columns], required=False
        )
        self.columns = [column for column in columns if column.key in data.getlist("col")]

    def told(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def condition(self) -> Q:
        return Q()


@dataclass(frozen=True)
class Listing:
    """`rows` in their order; `after` says which of them come after a row; `prepare` may add to a chunk of them."""

    name: str
    caption: Words
    form: ListForm
    rows: models.QuerySet[Any]
    after: Callable[[Any], Q]
    prepare: Callable[[list[Any]], list[Any]] = list


@dataclass(frozen=True)
class Shown:
    """A cell of the page."""

    title: Words
    text: str
    url: str
    tone: str
    sum: bool
    whole: bool
    """A day or a moment, on one line."""


def older(row: Any) -> Q:
    """Of a list with the newest first."""
    return Q(pk__lt=row.pk)


def later(row: Any) -> Q:
    return Q(pk__gt=row.pk)


def respond(request: HttpRequest, listing: Listing, template: str, **context: Any) -> HttpResponseBase:
    """The page, or with `as=csv` in the address every row of it as a file."""
    if request.GET.get("as") == CSV:
        return _file(listing)
    return render(request, template, {"list": _page(request, listing), **context})


def _page(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    rows = _rows_after(listing, request.GET.get("after", ""))
    found = list(rows[: PAGE + 1])
    columns = listing.form.columns
    shown = [[_shown(column, row) for column in columns] for row in listing.prepare(found[:PAGE])]
    kept = _without(request.GET, "after", "as")
    return {
        "caption": listing.caption,
        "found": found[:PAGE],
        "form": listing.form,
        "heads": [(column.title, column.sum) for column in columns],
        "rows": shown,
        "narrows": any(key != "col" and value for key, value in kept.items() if key in listing.form.fields),
        "chosen": bool(kept),
        "csv": f"?{_with(kept, 'as', CSV)}",
        "older": f"?{_with(kept, 'after', found[PAGE - 1].slug)}" if len(found) > PAGE else "",
    }


def _rows_after(listing: Listing, slug: str) -> models.QuerySet[Any]:
    last = listing.rows.model._default_manager.filter(slug=slug).first() if slug else None
    return listing.rows.filter(listing.after(last)) if last else listing.rows


def _without(asked: QueryDict, *names: str) -> QueryDict:
    kept = asked.copy()
    for name in names:
        kept.pop(name, None)
    return kept


def _with(asked: QueryDict, name: str, value: str) -> str:
    kept = asked.copy()
    kept[name] = value
    return kept.urlencode()


def _shown(column: Column, row: Any) -> Shown:
    value = column.value(row)
    url = column.url(row) if column.url else ""
    tone = column.tone(row) if column.tone else ""
    return Shown(column.title, said(value), url, tone, column.sum, isinstance(value, date))


def said(value: Cell) -> str:
    """As a page says it."""
    if value is None:
        return ""
    if isinstance(value, Cents):
        return money.euros(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return f"{value}".replace(".", ",") if isinstance(value, Decimal) else str(value)


# The file


class _Echo:
    """csv writes here, and gets back what it wrote."""

    def write(self, text: str) -> str:
        return text


def _file(listing: Listing) -> StreamingHttpResponse:
    """A byte order mark, semicolons and decimal commas: a Finnish Excel opens it by a click. Rows come in chunks."""
    response = StreamingHttpResponse(
        _lines(listing, translation.get_language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{listing.name}-{clock.today():%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(listing: Listing, language: str | None) -> Iterator[str]:
    """In the reader's language, though the request is over by then."""
    writer: Any = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    columns = listing.form.columns
    with translation.override(language):
        yield BOM + writer.writerow([written(str(column.title)) for column in columns])
    rows = iter(listing.rows.iterator(chunk_size=CHUNK))
    while chunk := list(islice(rows, CHUNK)):
        with translation.override(language):
            yield "".join(_written(writer, columns, listing.prepare(chunk)))


def _written(writer: Any, columns: Iterable[Column], rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        yield writer.writerow([written(column.value(row)) for column in columns])


def written(value: Cell) -> str:
    """As a Finnish spreadsheet reads it: 8.12.2026, 13.00 after the day, 1234,50. A text never begins a formula."""
    if value is None:
        return ""
    if isinstance(value, Cents):
        whole, part = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole},{part:02d}"
    if isinstance(value, datetime):
        return f"{clock.local(value):%-d.%-m.%Y %-H.%M}"
    if isinstance(value, date):
        return f"{value:%-d.%-m.%Y}"
    if isinstance(value, int | Decimal):
        return f"{value}".replace(".", ",")
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text
