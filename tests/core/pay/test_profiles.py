from datetime import date

import pytest

from core.errors import DomainError
from core.pay import profiles

DAY = date(2026, 11, 16)
FIELDS = ("taxable", "pension", "unemployment", "health", "accident")


@pytest.mark.parametrize(
    ("letter", "nature", "bases", "code"),
    [
        ("A", "lecture", "TPUHA", "227"),
        ("B", "meeting", "T", "210"),
        ("C", "lecture", "T", "214"),
        ("D", "lecture", "TPH", "214"),
        ("D", "meeting", "TPH", "210"),
        ("E", "lecture", "TP", "336"),
        ("F", "lecture", "T", "336"),
        ("G", "lecture", "", ""),
    ],
)
def test_a_fee_line(letter: str, nature: str, bases: str, code: str) -> None:
    for kind in profiles.FEE_KINDS:
        found = profiles.treatment(letter, kind, on=DAY, nature=nature)  # type: ignore[arg-type]
        told = "".join(name[0].upper() for name in FIELDS if getattr(found, name))
        assert (told, found.income_code) == (bases, code)


@pytest.mark.parametrize(
    ("letter", "kind", "taxable", "is_taxed", "code"),
    [
        ("D", "km", None, False, "311"),
        ("D", "km", False, False, "311"),
        ("D", "km", True, True, "209"),
        ("D", "ticket", None, False, ""),
        ("D", "ticket", True, True, "353"),
        ("D", "daily_allowance_full", None, False, "331"),
        ("B", "meal", None, False, "303"),
        ("E", "km", None, True, "336"),
        ("E", "km", False, True, "336"),
        ("F", "ticket", None, True, "336"),
        ("H", "km", None, False, "357"),
        ("I", "daily_allowance_part", None, False, "358"),
        ("A", "holiday_compensation", None, True, "234"),
    ],
)
def test_other_lines(letter: str, kind: str, taxable: bool | None, is_taxed: bool, code: str) -> None:
    found = profiles.treatment(letter, kind, on=DAY, taxable=taxable)
    assert (found.taxable, found.income_code) == (is_taxed, code)


def test_the_countys_fee_tells_the_register_what_it_insures() -> None:
    assert profiles.treatment("D", "work", on=DAY).insurance_data == (("2", True), ("3", True))


def test_a_line_that_the_profile_does_not_know_is_refused() -> None:
    for letter, kind in (("H", "work"), ("B", "holiday_compensation"), ("D", "nonsense"), ("X", "work")):
        with pytest.raises(DomainError):
            profiles.treatment(letter, kind, on=DAY)


def test_the_batch_names_all_profiles_it_cannot_pay() -> None:
    profiles.require_in_batch("BCD")
    with pytest.raises(profiles.ProfileNotReady) as refusal:
        profiles.require_in_batch(["D", "G", "A", "A"])
    assert "A (Työsuhteinen keikka), G (Lasku, ennakkoperintärekisterissä)" in refusal.value.message


def test_all_nine_are_there() -> None:
    assert "".join(profiles.PROFILES) == "ABCDEFGHI"


def test_no_table_before_its_first_day() -> None:
    with pytest.raises(DomainError):
        profiles.treatment("D", "work", on=date(2023, 12, 31))
