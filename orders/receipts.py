"""Receipts of tickets: what a file must be, kept encrypted with the line it proves, who may open it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageFile

from core import audit, documents, policy, todo
from core.errors import DomainError
from core.models import Document
from core.templatetags.kp import day
from orders.inner import version_of
from orders.models import GigReport, ReportLine
from orders.states import LineKind

KIND: Final = "receipt"
MEGABYTE: Final = 1_000_000
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
ORIENTATION: Final = 0x0112
COLOURS: Final = ("icc_profile", "transparency", "gamma", "adobe", "adobe_transform")
"""What a picture's colours need."""
MOST_PIXELS: Final = 60_000_000
"""More would take hundreds of megabytes of memory to open."""
UNREADABLE: Final = gettext_lazy("Tätä tiedostoa ei voi lukea. Liitä kuitti PDF-tiedostona tai kuvana (JPEG tai PNG).")
SAME: Final = ("offer_line_id", "kind", "date", "amount_cents", "from_place", "to_place")
"""What makes a line told anew the same line."""
Line = dict[str, Any]

audit.word(KIND, gettext_lazy("matkasi kuitti"), of_others=gettext_lazy("matkan kuitti"))
todo.word("check_receipts", gettext_lazy("Katso matkan kuitit"))


@dataclass(frozen=True)
class Given:
    """A file that was looked at and is of a kind that is taken."""

    content: bytes
    content_type: str


def most_bytes() -> int:
    return int(policy.get("receipt_megabytes")) * MEGABYTE


def looked_at(content: bytes) -> Given:
    """The kind is read from the bytes; neither the name nor what the browser says counts. Raises DomainError."""
    if not content:
        raise DomainError(_("Tiedosto on tyhjä. Ota kuitista uusi kuva ja valitse se."), code="empty")
    if len(content) > most_bytes():
        said = {"most": most_bytes() // MEGABYTE}
        raise DomainError(
            _("Tiedosto on liian suuri. Enintään %(most)s Mt käy: ota kuva pienempänä tai rajaa se.") % said, code="big"
        )
    kind = _kind(content)
    if kind is None:
        raise DomainError(UNREADABLE, code="kind")
    return Given(content if kind == "application/pdf" else _plain(content), kind)


def _plain(content: bytes) -> bytes:
    """The picture alone: where and with which telephone it was taken goes, which way is up stays.

    The image is written anew with its own compression, so that a second one behind it and words after it go too.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise DomainError(_("Kuva on liian tarkka. Ota kuva pienempänä tai rajaa se."), code="big")
            return _written_anew(picture)
    except (OSError, ValueError, SyntaxError) as broken:
        raise DomainError(UNREADABLE, code="kind") from broken


def _written_anew(picture: Image.Image) -> bytes:
    upright = Image.Exif()
    upright[ORIENTATION] = picture.getexif().get(ORIENTATION, 1)
    kind = "PNG" if picture.format == "PNG" else "JPEG"
    how: dict[str, Any] = {"quality": "keep" if picture.format == "JPEG" else 92} if kind == "JPEG" else {}
    with _whole_or_not_at_all():
        picture.load()
    picture.info = {name: told for name, told in picture.info.items() if name in COLOURS}
    made = io.BytesIO()
    picture.save(made, kind, exif=upright, **how)
    return made.getvalue()


@contextmanager
def _whole_or_not_at_all() -> Iterator[None]:
    """WeasyPrint, once imported, lets every picture of the process break off; a receipt must be whole."""
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _kind(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf" if b"%%EOF" in content[-2048:] else None
    kind = {b"\xff\xd8\xff": "image/jpeg", b"\x89PN": "image/png"}.get(content[:3])
    return kind if kind and _is_picture(content) else None


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            picture.verify()
    except Exception:
        return False
    return True


def filed(report: GigReport, lines: list[Line]) -> list[Line]:
    """Each given file is stored; a line told again, by either side, keeps the receipt it had.

    A ticket with its receipt is no income (model.md §2).
    """
    told = version_of(report, ReportLine.Version.EXPERT)
    had = {tuple(getattr(line, name) for name in SAME): line.receipt for line in told if line.receipt}
    return [_filed(report, line, had) for line in lines]


def _filed(report: GigReport, line: Line, had: dict[Any, Document]) -> Line:
    if line["kind"] != LineKind.TICKET:
        return line
    given: Given | None = line.get("receipt")
    known = line | {"offer_line_id": line["offer_line"].pk if line["offer_line"] else None}
    kept = _stored(report, given) if given else had.get(tuple(known[name] for name in SAME))
    return line | {"receipt": kept, "taxable": kept is None}


def _stored(report: GigReport, given: Given) -> Document:
    title = _("Kuitti, keikka %(number)s") % {"number": report.gig.number}
    return documents.store(KIND, given.content, title=title, content_type=given.content_type)


def held(report: GigReport) -> set[int]:
    """Ids of the files that the report's lines point at."""
    return set(report.lines.exclude(receipt=None).values_list("receipt_id", flat=True))


def forget(ids: Iterable[int]) -> None:
    """Files that no line needs any more: replaced by another when the report was told again."""
    for document in Document.objects.filter(pk__in=list(ids), kind=KIND):
        storage, name = document.file.storage, str(document.file.name)
        document.delete()
        transaction.on_commit(partial(storage.delete, name))


@dataclass(frozen=True)
class Shown:
    slug: str
    words: str


def of_reports(reports: Iterable[GigReport]) -> dict[int, list[Shown]]:
    """By the report's id, each file once, whichever version of the lines points at it."""
    lines = ReportLine.objects.filter(report__in=list(reports), receipt__isnull=False).order_by("date", "pk")
    found: dict[int, dict[str, Shown]] = {}
    for line in lines.select_related("receipt").defer("receipt__html"):
        slug = line.receipt.slug if line.receipt else ""
        found.setdefault(line.report_id, {}).setdefault(slug, Shown(slug, words(line)))
    return {pk: list(shown.values()) for pk, shown in found.items()}


def words(line: ReportLine) -> str:
    way = f"{line.from_place}–{line.to_place}" if line.from_place and line.to_place else ""
    return ", ".join(part for part in (_("Kuitti %(day)s") % {"day": day(line.date)}, way) if part)


def filename(line: ReportLine, document: Document) -> str:
    return f"kuitti-{line.date.isoformat()}.{ENDINGS[document.content_type]}"
