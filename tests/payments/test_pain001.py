from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from payments.pain001 import BankFileRefused, Debtor, Payment, TransferFile, bic_of, transliterate, write

SHARED = Path(__file__).resolve().parents[3] / "shared" / "reference" / "sepa"
VERSIONS = ["pain.001.001.03", "pain.001.001.09"]
FI = "FI2112345600000785"
FI_2 = "FI5542345670000081"
SE = "SE4550000000058398257466"
DEBTOR = Debtor("Esimerkin hyvinvointialue", FI, "1234567899")
ONE = Payment("KP-1-1", "Åsa Öhman", FI_2, 150_40, "Palkkio L2026-00001")
TWO = Payment("KP-1-2", "Eeva Esimerkki", "FI55 4234 5670 0000 81", 99_60, "Palkkio L2026-00002")
ABROAD = Payment("KP-1-3", "Sven Svensson", SE, 10_00, "Arvode L2026-00003")
FILE = TransferFile(
    "KP-2026-0001", datetime(2026, 11, 12, 7, 30, tzinfo=UTC), date(2026, 11, 13), DEBTOR, [ONE, TWO, ABROAD]
)


def schema(version: str, source: str) -> etree.XMLSchema:
    if source == "sepaxml":
        pytest.importorskip("sepaxml", reason="sepaxml is not installed")
        return etree.XMLSchema(etree.fromstring(files("sepaxml").joinpath("schemas", f"{version}.xsd").read_bytes()))
    path = SHARED / f"{version}.xsd"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return etree.XMLSchema(etree.parse(path))


def texts(data: bytes, path: str) -> list[str]:
    """Local names only, so that both versions read alike."""
    steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    return [node.text or "" for node in etree.fromstring(data).xpath(f"//{steps}")]


@pytest.mark.row("E10")
@pytest.mark.parametrize("source", ["sepaxml", "shared"])
@pytest.mark.parametrize("version", VERSIONS)
def test_valid_by_the_schema(version: Any, source: str) -> None:
    schema(version, source).assertValid(etree.fromstring(write(replace(FILE, version=version))))


@pytest.mark.parametrize("version", VERSIONS)
def test_salaries_and_others_are_two_groups(version: Any) -> None:
    data = write(replace(FILE, version=version))
    assert texts(data, "PmtInf/PmtTpInf/CtgyPurp/Cd") == ["SALA"]
    assert texts(data, "CdtTrfTxInf/PmtTpInf") == []
    assert texts(data, "PmtInf/PmtInfId") == ["KP-2026-0001-1", "KP-2026-0001-2"]
    assert texts(data, "GrpHdr/CtrlSum") == ["260.00"]
    assert texts(data, "GrpHdr/NbOfTxs") == ["3"]
    assert texts(data, "PmtInf/CtrlSum") == ["250.00", "10.00"]
    assert texts(data, "PmtInf/NbOfTxs") == ["2", "1"]
    assert texts(data, "Cdtr/Nm") == ["Åsa Öhman", "Eeva Esimerkki", "Sven Svensson"]
    assert texts(data, "CdtrAcct/Id/IBAN") == [FI_2, FI_2, SE]
    assert texts(data, "RmtInf/Ustrd")[0] == "Palkkio L2026-00001"
    assert texts(data, "InitgPty/Id/OrgId/Othr/Id") == ["1234567899"]
    assert b"PstlAdr" not in data


def test_the_versions_differ_where_the_schemas_do() -> None:
    old, new = (write(replace(FILE, version=version)) for version in VERSIONS)  # type: ignore[arg-type]
    assert texts(old, "ReqdExctnDt") == ["2026-11-13", "2026-11-13"]
    assert texts(new, "ReqdExctnDt/Dt") == ["2026-11-13", "2026-11-13"]
    assert texts(old, "DbtrAgt/FinInstnId/BIC")[0] == texts(new, "DbtrAgt/FinInstnId/BICFI")[0] == "NDEAFIHH"


def test_equal_byte_for_byte_whatever_the_order() -> None:
    assert write(FILE) == write(replace(FILE, payments=[ABROAD, TWO, ONE]))
    assert write(FILE).startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert texts(write(FILE), "CreDtTm") == ["2026-11-12T09:30:00+02:00"]


def test_a_bank_that_the_library_does_not_know() -> None:
    unknown = "FI2899999999999999"
    assert bic_of(unknown) == bic_of("nonsense") == ""
    data = write(replace(FILE, debtor=Debtor("Pankki", FI, "1"), payments=[replace(ONE, bic="HELSFIHH")]))
    assert texts(data, "CdtrAgt/FinInstnId/BICFI") == ["HELSFIHH"]


@pytest.mark.parametrize("version", VERSIONS)
def test_without_any_bic_the_file_is_still_valid(version: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.pain001.bic_of", lambda iban: "")
    data = write(replace(FILE, version=version))
    assert texts(data, "DbtrAgt/FinInstnId/Othr/Id")[0] == "NOTPROVIDED"
    assert texts(data, "CdtrAgt/FinInstnId") == []
    schema(version, "sepaxml").assertValid(etree.fromstring(data))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Åsa Öhman-Mäkelä", "Åsa Öhman-Mäkelä"),
        ("Šárka Łódź", "Sárka Lódz"),
        ("Ä\u0308", "Ä"),
        ("A\u0308iti", "Äiti"),
        ("Nguyễn Thị", "Nguyen Thi"),
        ("Sámi Đorđe Čáŋŋá", "Sámi Dorde Cánná"),
        ("O’Brien & Co_1", "O'Brien + Co-1"),
        ("a\u0000b\n c😀", "ab c"),
        ("x" * 80, "x" * 70),
        ("Анна", ""),
    ],
)
def test_names_in_the_banks_characters(name: str, written: str) -> None:
    assert transliterate(name, 70) == written


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"payments": []}, "no_payments"),
        ({"pay_date": date(2026, 11, 14)}, "no_banking_day"),
        ({"pay_date": date(2026, 12, 24)}, "no_banking_day"),
        ({"message_id": "x" * 34}, "id"),
        ({"message_id": ""}, "id"),
        ({"message_id": "KP_1"}, "id"),
        ({"payments": [replace(ONE, end_to_end_id="x" * 36)]}, "id"),
        ({"payments": [ONE, replace(TWO, end_to_end_id=ONE.end_to_end_id)]}, "id_twice"),
        ({"payments": [replace(ONE, amount_cents=0)]}, "amount"),
        ({"payments": [replace(ONE, amount_cents=-1)]}, "amount"),
        ({"payments": [replace(ONE, amount_cents=1_000_000_000_00)]}, "amount"),
        ({"payments": [replace(ONE, iban="FI2112345600000786")]}, "iban"),
        ({"payments": [replace(ONE, name="Анна")]}, "name"),
        ({"version": "pain.001.001.02"}, "unknown_version"),
    ],
)
def test_what_a_bank_would_refuse_is_refused_here(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BankFileRefused) as refusal:
        write(replace(FILE, **change))
    assert refusal.value.code == code
    assert refusal.value.message


def test_the_longest_ids_fit() -> None:
    data = write(replace(FILE, message_id="x" * 33, payments=[replace(ONE, end_to_end_id="y" * 35)]))
    assert texts(data, "PmtInfId") == ["x" * 33 + "-1"]


@given(name=st.text(max_size=80), message=st.text(max_size=200), cents=st.integers(1, 999_999_999_99))
def test_any_name_and_message_gives_a_valid_file_or_a_refusal(name: str, message: str, cents: int) -> None:
    file = replace(FILE, payments=[replace(ONE, name=name, message=message, amount_cents=cents)])
    try:
        data = write(file)
    except BankFileRefused as refusal:
        assert refusal.code == "name"
        return
    schema("pain.001.001.09", "sepaxml").assertValid(etree.fromstring(data))
