from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from core import clock
from core.templatetags import kp

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
GIG = datetime(2026, 12, 8, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _finnish_today() -> Iterator[None]:
    with translation.override("fi"), clock.at(NOW):
        yield


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_day_has_its_year_only_when_it_is_another() -> None:
    assert plain(kp.day(date(2026, 12, 8))) == "ti 8.12."
    assert plain(kp.day(date(2027, 1, 11))) == "ma 11.1.2027"
    assert kp.day(None) == ""


def test_a_moment_is_told_in_helsinki() -> None:
    assert plain(kp.moment(GIG)) == "ti 8.12. klo 13.00"
    assert plain(kp.moment(datetime(2026, 12, 7, 22, 30, tzinfo=UTC))) == "ti 8.12. klo 0.30"
    assert plain(kp.moment(date(2026, 12, 8))) == "ti 8.12."


def test_a_session_is_one_span() -> None:
    session = SimpleNamespace(starts=GIG, ends=GIG + timedelta(minutes=90))
    assert plain(kp.span(session)) == "ti 8.12. klo 13.00–14.30"
    night = SimpleNamespace(starts=GIG, ends=GIG + timedelta(hours=12))
    assert plain(kp.span(night)) == "ti 8.12. klo 13.00 – ke 9.12. klo 1.00"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "tänään"), (1, "huomenna"), (-1, "eilen"), (6, "6 päivän päästä"), (-6, "6 päivää sitten")],
)
def test_how_far_away(days: int, words: str) -> None:
    assert kp.away(clock.today() + timedelta(days=days)) == words


def test_hours_and_euros() -> None:
    assert plain(kp.hours(Decimal("1.50"))) == "1,5 h"
    assert plain(kp.hours(Decimal("10"))) == "10 h"
    assert plain(kp.euros(123450)) == "1 234,50 €"
    assert kp.euros(None) == ""


def test_a_calendar_leaf() -> None:
    assert (kp.month(GIG), kp.dayofmonth(GIG), kp.weekday(GIG)) == ("joulu", 8, "ti")
    assert kp.iso(GIG) == "2026-12-08T13:00:00+02:00"
