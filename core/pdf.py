"""HTML to a PDF that is PDF/A-3a and PDF/UA-1 at once, and the bank's seal. What is costly is made once a process."""

from __future__ import annotations

import functools
import io
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pikepdf
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

SHEET: Final = Path(__file__).parent / "data" / "pdf.css"
EXTENSION: Final = (Path(__file__).parent / "data" / "pdfuaid.xml").read_text()
END: Final = "</rdf:RDF>"


def make(html: str, *, title: str, language: str) -> bytes:
    """Only what the text itself carries is read: no address is ever fetched."""
    import weasyprint

    tools = _tools()
    page = weasyprint.HTML(string=_whole(html, title, language), url_fetcher=tools["fetcher"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to the collector
        made: bytes = page.write_pdf(
            stylesheets=[tools["css"]], font_config=tools["fonts"], pdf_variant="pdf/a-3a", pdf_tags=True
        )
    return _say_ua(made)


def seal(content: bytes, *, reason: str) -> bytes:
    """PAdES B-B with the bank's own key; the certificate's holder is the bank, not a person.

    pyHanko runs an event loop of its own, so it gets a thread of its own: the caller's may have a loop already.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    about = signers.PdfSignatureMetadata(
        field_name="Sinetti",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        name="Kokemuspankki",
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    with ThreadPoolExecutor(1) as thread:
        signed = thread.submit(signers.sign_pdf, writer, about, signer=_signer()).result()
    out: bytes = signed.getvalue()
    return out


@functools.cache
def _tools() -> dict[str, Any]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file", "data"})
    css = weasyprint.CSS(string=SHEET.read_text(), font_config=fonts, url_fetcher=fetcher)
    return {"fonts": fonts, "fetcher": fetcher, "css": css}


@functools.cache
def _signer() -> Any:
    from pyhanko.sign import signers

    load: Any = signers.SimpleSigner.load
    signer = load(settings.KP_SEAL_KEY_FILE, settings.KP_SEAL_CERT_FILE)
    if signer is None:
        raise RuntimeError("the sealing key or its certificate cannot be read")
    return signer


def _whole(html: str, title: str, language: str) -> str:
    if "<html" in html[:500].lower():
        return html
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head><body>{}</body></html>',
        language,
        title,
        mark_safe(html),  # noqa: S308
    )


def _say_ua(content: bytes) -> bytes:
    """WeasyPrint declares PDF/A; the PDF/UA mark, and the schema that PDF/A wants for it, are added to the metadata."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.Root.Metadata
        text = metadata.read_bytes().decode()
        metadata.write(text.replace(END, EXTENSION + END).encode())
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.save(out)
    return out.getvalue()
