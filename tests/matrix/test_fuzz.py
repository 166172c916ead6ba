"""Whatever is typed into whichever form, nobody gets a server error.

The forms come from the URL map and from the pages themselves, so that a new one is tried without a line here. The long
run: `KP_FUZZ_POSTS=100000 ./kp test tests/matrix/test_fuzz.py`; it says how many posts and how long, also in
`var/fuzz.log` meanwhile.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.matrix import forms, table
from tests.matrix.asking import BARE, Asker, undone
from tests.matrix.forms import Found
from tests.matrix.scene import Scene
from tests.matrix.test_leaks import walked

pytestmark = pytest.mark.django_db
POSTS = int(os.environ.get("KP_FUZZ_POSTS", "0"))
SEED = int(os.environ.get("KP_FUZZ_SEED", "1"))
ROWS = table.rows()
ACTED = sorted(name for name, (_opened, acted) in ROWS.items() if acted != table.ONLY_READ)
WALKED = 50_000
"""From so many posts on, every page of every role is walked for its forms first (a minute or two)."""
EACH = POSTS // len(ACTED) or 2
CALM = list(HealthCheck)
HOSTILE = [
    *("", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202eoikealta", "\u200f\u061c", "\ufeff", "e\u0301" * 50),
    *("-1", "-0", "0", "1e400", "NaN", "Infinity", "-99999999999999999999", "99999999999999999999", "2147483648", "٣"),
    *("-1,00", "1.234.567,89", "0,001", "1 000 000 000 000,00", "½", "²", "1_000", "0x10", "true", "null", "[]", "{}"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "31.2.2026", "1.1.0001", "31.12.9999", "-1.-1.-1"),
    *("2026-02-30", "24:00", "99:99", "23.59.59.999", "2026-10-25T03:30", "2026-03-29 03:30", "9999-12-31T23:59"),
    *("'", '"', "';--", "<script>alert(1)</script>", "{{ 7 }}", "%(x)s", "%s", "{0}", "../../etc/passwd", "\r\nX: y"),
    *("x" * 300, "x" * 70_000, "9" * 5000, "🧵" * 600, "a@" + "b" * 300, "me@example.org\nbcc: a@b.fi", "FI00", "fi"),
]


def posted_forms(asker: Asker) -> dict[str, list[tuple[str, str, Found]]]:
    """Name of an address → who met a form for it on some page, where it goes, and what it asks."""
    found: dict[str, list[tuple[str, str, Found]]] = {name: [] for name in ACTED}
    for who in table.WHO:
        if who in {"anyone", BARE}:
            continue
        for address, text in walked(asker, who):
            for form in forms.of(text, address):
                if name := _name(form.action):
                    found.get(name, []).append((who, form.action.partition("?")[0], form))
    return found


def _name(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def targets(asker: Asker) -> Iterator[tuple[str, list[tuple[str, str, Found]]]]:
    """Each address that acts, with those who may act there; without a form of a page, by the words of the scene."""
    met = posted_forms(asker) if POSTS >= WALKED else {}
    for name in ACTED:
        signs = dict(zip(table.WHO, ROWS[name][1], strict=True))
        allowed = [who for who, sign in signs.items() if sign in "of>"] or ["anyone"]
        plain = Found(asker.address(name), {key: [str(value)] for key, value in asker.typed(name).items()})
        own = []
        for who in allowed[:3]:
            with undone():
                answer = asker.ask(who, name)
                page = answer.content.decode(errors="replace") if answer.status_code == 200 else ""
            own += [(who, plain.action, form) for form in forms.of(page, plain.action) if form.action == plain.action]
        yield name, [*own, *met.get(name, [])[:6], *((who, plain.action, plain) for who in allowed[:2])]


def values_of(scene: Scene) -> st.SearchStrategy[str]:
    others = sorted({str(value) for row in scene.at.values() for value in row.values()})
    text = st.text(st.characters(), max_size=40)
    numbers = st.integers(-(10**20), 10**20).map(str)
    days = st.dates().map(lambda day: f"{day.day}.{day.month}.{day.year}")
    return st.one_of(st.sampled_from(HOSTILE), st.sampled_from(others), text, numbers, days)


@st.composite
def fillings(draw: st.DrawFn, form: Found, value: st.SearchStrategy[str]) -> list[tuple[str, str]]:
    """Mostly as a person fills it, with some fields bent, doubled or left out; sometimes nothing but nonsense."""
    names = sorted(form.fields)
    bent = draw(st.sets(st.sampled_from(names), max_size=4)) if names else set()
    wild = draw(st.integers(0, 5)) == 0
    pairs = []
    for name in names:
        kept = form.fields[name]
        plain = draw(st.sampled_from(kept)) if kept else "3"
        pairs.append((name, draw(value) if wild or name in bent else plain or "Hyvä"))
        if name in bent and draw(st.booleans()):
            pairs.append((name, draw(value)))
    if draw(st.integers(0, 9)) == 0:
        pairs.append((draw(st.sampled_from(["next", "state", "id", "kerta-TOTAL_FORMS", "-", "\x00"])), draw(value)))
    return pairs


def send(asker: Asker, who: str, address: str, form: Found, pairs: list[tuple[str, str]]) -> int:
    client = Client()
    client.cookies = SimpleCookie({key: kept.value for key, kept in asker.cookies[who].items()})
    plain = all(_encodes(text) for pair in pairs for text in pair)
    if form.files and plain:
        data: dict[str, Any] = dict(pairs)
        for name in form.files:
            data[name] = SimpleUploadedFile(f"{data.get(name, '')[:30] or 'x'}.png", b"%PDF-1.4 \x89PNG\x00" * 20)
        return int(client.post(address, data).status_code)
    body = urlencode([(_bytes(key), _bytes(value)) for key, value in pairs])
    return int(client.post(address, body, content_type="application/x-www-form-urlencoded").status_code)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _encodes(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


class Run:
    """What was sent and what went wrong, each fault once."""

    def __init__(self, asker: Asker) -> None:
        self.asker, self.value = asker, values_of(asker.scene)
        self.wrong: dict[str, str] = {}
        self.sent, self.statuses, self.began = Counter[str](), Counter[int](), time.monotonic()

    def attack(self, name: str, chosen: list[tuple[str, str, Found]]) -> None:
        @seed(SEED)
        @settings(max_examples=EACH, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=CALM)
        @given(st.data())
        def one(data: st.DataObject) -> None:
            who, address, form = data.draw(st.sampled_from(chosen))
            self._post(name, who, address, form, data.draw(fillings(form, self.value)))

        one()

    def _post(self, name: str, who: str, address: str, form: Found, pairs: list[tuple[str, str]]) -> None:
        self.sent[name] += 1
        try:
            with undone():
                status = send(self.asker, who, address, form, pairs)
        except Exception:
            status, told = 500, traceback.format_exc()
            self.wrong.setdefault(f"{name} {told.splitlines()[-1][:80]}", f"{who} {address} {pairs!r:.1500}\n{told}")
        self.statuses[status] += 1

    def __str__(self) -> str:
        seconds = time.monotonic() - self.began
        return f"{self.sent.total()} posts to {len(self.sent)} addresses in {seconds:.0f} s: {dict(self.statuses)}"


@pytest.mark.row("L8")
@pytest.mark.timeout(POSTS or 120)
def test_no_form_answers_with_a_server_error(here: tuple[Scene, Asker], capsys: pytest.CaptureFixture[str]) -> None:
    _scene, asker = here
    run = Run(asker)
    for name, chosen in targets(asker):
        run.attack(name, chosen)
        if POSTS:
            Path("var/fuzz.log").write_text(f"{name}\n{run}\n" + "\n\n".join(run.wrong.values()))
    with capsys.disabled():
        sys.stdout.write(f"\n{run}\n" if POSTS else "")
    assert set(run.sent) == set(ACTED)
    assert not run.wrong, "\n\n".join(run.wrong.values())
