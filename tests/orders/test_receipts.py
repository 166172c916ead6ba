"""A ticket's receipt: attached by the expert, opened by those who pay by it, and by nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFile

from core import clock, outbox, policy
from core.errors import DomainError
from core.models import AuditEntry, Document, Task
from orders import actions, receipts, sweeps
from orders.models import GigReport, ReportLine
from orders.pricing import Trip
from orders.states import ReportState
from payments.models import Fee
from tests.accounts.people import entered
from tests.factories import world as make
from tests.factories.world import DAY, World

Queries = Callable[..., Any]
AFTER = DAY + timedelta(hours=2)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, kind)
    return made.getvalue()


def file(content: bytes = PDF, name: str = "kuitti.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def said(answer: Any) -> str:
    return str(answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def travelled(w: World) -> GigReport:
    """Held, with a train ticket of 24 euros agreed."""
    order = make.staffing(w)
    ticket = Trip(DAY.date(), "Iisalmi", "Kuopio", ticket_cents=2400)
    offer = actions.send_offer(order.pk, by=w.coordinator, expert=w.expert, trips=[ticket])
    gig = actions.accept_offer(offer.pk, by=w.expert.person)
    with clock.at(DAY + timedelta(hours=1, minutes=40)):
        sweeps.end_sessions(gig.pk)
    return gig.reports.get()


def typed(report: GigReport, trips: int = 0, /, **more: Any) -> dict[str, Any]:
    """The form as it stands, filled in as agreed."""
    found = {"do": "changed", "note": "Juna oli myöhässä.", "trip-TOTAL_FORMS": str(trips), "trip-INITIAL_FORMS": "0"}
    for line in report.gig.offer.lines.all():
        if line.kind == "work":
            found[f"line-{line.pk}"] = "90"
        elif line.kind != "ticket":
            found[f"line-{line.pk}"] = f"{line.quantity:.2f}".replace(".", ",")
    return {**found, **more}


def agreed_ticket(report: GigReport) -> str:
    return f"receipt-{report.gig.offer.lines.get(kind='ticket').pk}"


def with_file(report: GigReport, content: bytes = PDF) -> dict[str, Any]:
    return {agreed_ticket(report): file(content)}


def journey(number: int = 0, **more: Any) -> dict[str, Any]:
    day = DAY.date()
    told = {"date": f"{day.day}.{day.month}.{day.year}", "from_place": "Kuopio", "to_place": "Iisalmi"}
    return {f"trip-{number}-{name}": value for name, value in {**told, "ticket_cents": "19,50", **more}.items()}


def tell(w: World, report: GigReport, data: dict[str, Any]) -> Any:
    with clock.at(AFTER):
        return entered(w.expert.person).post(reverse("orders:report", args=[report.slug]), data)


def told_with_receipt(w: World) -> tuple[GigReport, str]:
    report = travelled(w)
    assert tell(w, report, typed(report, **with_file(report))).status_code == 302
    report.refresh_from_db()
    line = report.lines.get(kind="ticket")
    assert line.receipt is not None
    return report, reverse("orders:receipt", args=[line.receipt.slug])


def photographed(kind: str) -> bytes:
    """On its side, with the place, the telephone, a comment and a second picture behind it."""
    told, made = Image.Exif(), io.BytesIO()
    told[0x0112], told[0x010F] = 6, "Puhelin Oy"
    told[0x8825] = {1: "N", 2: (62.0, 53.0, 1.0)}
    Image.new("RGB", (8, 4)).save(made, kind, exif=told, comment=b"Puhelin Oy", xmp=b"<x>Puhelin Oy</x>")
    return made.getvalue() + b"Puhelin Oy"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "MPO"])
def test_a_photograph_keeps_which_way_is_up_and_nothing_of_where_it_was_taken(kind: str) -> None:
    content = receipts.looked_at(photographed(kind)).content
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((8, 4), {0x0112: 6})
    assert b"Puhelin" not in content


@pytest.mark.django_db
def test_a_picture_that_breaks_off_or_would_fill_the_memory_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    made = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(made, "JPEG")
    with pytest.raises(DomainError, match="ei voi lukea"):
        receipts.looked_at(made.getvalue()[:-400])
    with pytest.raises(DomainError, match="liian tarkka"):
        receipts.looked_at(huge())


def huge() -> bytes:
    made = io.BytesIO()
    Image.new("1", (10_000, 6_001)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.row("D6")
@pytest.mark.row("E8")
def test_a_ticket_s_receipt_goes_from_the_expert_to_payroll(w: World) -> None:
    report = travelled(w)
    with clock.at(AFTER):
        client = entered(w.expert.person)
        assert "Liitä kuitti" in said(client.get(reverse("portal:gig", args=[report.gig.slug])))
        page = said(client.get(reverse("orders:report", args=[report.slug])))
    assert "Kuitti matkalipusta 24,00 €, ti 29.9." in page
    assert 'enctype="multipart/form-data"' in page
    data = typed(report, 1, **journey(receipt=file(picture("PNG"), "kuva.pdf")))
    assert tell(w, report, {**data, agreed_ticket(report): file()}).status_code == 302
    lines = list(report.lines.filter(version="expert", kind="ticket").order_by("amount_cents"))
    assert [(line.amount_cents, line.taxable) for line in lines] == [(1950, False), (2400, False)]
    assert [line.receipt.content_type for line in lines if line.receipt] == ["image/png", "application/pdf"]
    assert Task.objects.open().filter(what="check_receipts").exists()
    with clock.at(AFTER):
        coordinator = entered(w.coordinator)
        assert "Katso matkan kuitit" in said(coordinator.get("/tehtavat/"))
        assert "Kuitti ti 29.9., Iisalmi–Kuopio" in said(coordinator.get(reverse("portal:gig", args=[report.gig.slug])))
        actions.confirm_report(report.pk, by=w.orderer)
        outbox.deliver_events()
        fee = Fee.objects.get(report=report)
        payroll = entered(w.payroll)
        page = said(payroll.get(reverse("payments:fee", args=[fee.slug])))
        assert "Kuitti ti 29.9., Kuopio–Iisalmi" in page
        assert lines[1].receipt is not None
        path = reverse("orders:receipt", args=[lines[1].receipt.slug])
        assert path in page
        opened = payroll.get(path)
    assert (opened.content, opened["Content-Type"]) == (PDF, "application/pdf")
    assert opened["Content-Disposition"] == 'inline; filename="kuitti-2026-09-29.pdf"'
    assert opened["Cache-Control"] == "private, no-store"
    assert {line.taxable for line in fee.lines.filter(kind="ticket")} == {False}


def test_the_file_is_kept_encrypted(w: World) -> None:
    told_with_receipt(w)
    document = Document.objects.get(kind="receipt")
    with default_storage.open(str(document.file.name)) as stored:
        assert PDF not in stored.read()


@pytest.mark.row("L3")
def test_who_opens_it_and_the_expert_reads_of_it(w: World) -> None:
    report, path = told_with_receipt(w)
    with clock.at(AFTER):
        may = {person: entered(person).get(path).status_code for person in (w.expert.person, w.coordinator)}
        not_yet = entered(w.payroll).get(path).status_code
        others = [w.orderer, w.approver, w.expert2.person, w.main_user]
        refused = {entered(person).get(path).status_code for person in others}
        actions.confirm_report(report.pk, by=w.orderer)
        then = entered(w.payroll).get(path).status_code
        page = said(entered(w.orderer).get(reverse("portal:gig", args=[report.gig.slug])))
        views = said(entered(w.expert.person).get(reverse("portal:views-of-me")))
    assert (set(may.values()), not_yet, refused, then) == ({200}, 403, {403}, 200)
    assert path not in page
    assert "matkasi kuitti" in views
    looks = AuditEntry.objects.filter(verb__endswith="receipt", about=w.expert.person)
    assert {look.by_id for look in looks} == {w.coordinator.pk, w.payroll.pk}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90 ei kuitti", "Liitä kuitti PDF-tiedostona tai kuvana"),
        (b"<html><script>alert(1)</script>", "Liitä kuitti PDF-tiedostona tai kuvana"),
        (b"%PDF-1.4 katkesi", "Liitä kuitti PDF-tiedostona tai kuvana"),
        (b"\xff\xd8\xff katkesi", "Liitä kuitti PDF-tiedostona tai kuvana"),
        (b"", "Tiedosto on tyhjä"),
        (PDF + b" " * 1_000_000, "Enintään 1 Mt käy"),
    ],
)
def test_a_bad_file_is_told_and_what_was_typed_stays(w: World, content: bytes, sentence: str) -> None:
    entered(w.main_user)
    policy.change(w.main_user, "receipt_megabytes", 1, starts=clock.today(), why="Koe")
    report = travelled(w)
    data = typed(report, 1, **journey(receipt=file(picture("JPEG"))))
    answer = tell(w, report, {**data, agreed_ticket(report): file(content)})
    page = said(answer)
    assert answer.status_code == 422
    for kept in (sentence, "Juna oli myöhässä.", 'value="19,50"', "Valitse kuitti uudelleen"):
        assert kept in page
    report.refresh_from_db()
    assert (report.state, Document.objects.filter(kind="receipt").count()) == (ReportState.AWAITED, 0)


def test_a_receipt_goes_with_a_ticket_never_with_kilometres(w: World) -> None:
    report = travelled(w)
    answer = tell(w, report, typed(report, 1, **journey(ticket_cents="", km="84", receipt=file())))
    assert "Kilometreihin ei tarvita kuittia" in said(answer)
    answer = tell(w, report, typed(report, 1, **{"trip-0-receipt": file()}))
    assert "Kirjoita, mistä matka alkaa" in said(answer)


def test_telling_anew_keeps_the_receipt_and_another_file_replaces_it(w: World) -> None:
    report, path = told_with_receipt(w)
    assert tell(w, report, typed(report, note="Korjaan.")).status_code == 302
    kept = report.lines.get(kind="ticket")
    assert kept.receipt is not None
    assert path.endswith(f"{kept.receipt.slug}/")
    old = kept.receipt.file.name
    assert tell(w, report, typed(report, **with_file(report, picture("JPEG")))).status_code == 302
    assert Document.objects.get(kind="receipt").content_type == "image/jpeg"
    assert not Document.objects.filter(file=old).exists()


@pytest.mark.row("D8")
def test_the_coordinator_who_decides_sees_it_whichever_side_is_right(w: World) -> None:
    report, path = told_with_receipt(w)
    with clock.at(AFTER):
        confirm = reverse("orders:report-confirm", args=[report.slug])
        orderer = entered(w.orderer)
        page = said(orderer.get(confirm))
        assert ("receipt-" in page, path in page) == (False, False)
        orderer.post(confirm, {**typed(report), "do": "contest", "note": "Ei valmistelua."})
        decide = reverse("orders:report-decide", args=[report.slug])
        coordinator = entered(w.coordinator)
        assert path in said(coordinator.get(decide))
        coordinator.post(decide, {"outcome": "orderer", "reason": "Soitin."})
    final = ReportLine.objects.get(report=report, version="final", kind="ticket")
    assert final.receipt is not None
    assert path.endswith(f"{final.receipt.slug}/")


def test_a_ticket_without_a_receipt_is_taxed(w: World) -> None:
    report = travelled(w)
    with clock.at(AFTER):
        actions.report_as_agreed(report.pk, by=w.expert.person)
    assert report.lines.get(kind="ticket").taxable is True
    assert date(2026, 9, 29) == report.lines.get(kind="ticket").date


@pytest.mark.parametrize("number", [1, 3])
def test_the_card_asks_as_much_for_three_receipts(w: World, django_assert_num_queries: Queries, number: int) -> None:
    report = travelled(w)
    trips: dict[str, Any] = {}
    for place in range(number):
        trips |= journey(place, ticket_cents=f"{20 + place},00", receipt=file())
    assert tell(w, report, typed(report, number, **trips)).status_code == 302
    with clock.at(AFTER):
        client = entered(w.coordinator)
        client.get(reverse("portal:gig", args=[report.gig.slug]))
        with django_assert_num_queries(CARD):
            client.get(reverse("portal:gig", args=[report.gig.slug]))


CARD = 15
