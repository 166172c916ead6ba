"""Asks an address as everybody in turn, and says what each got in the signs of the table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.accounts.people import entered
from tests.matrix.scene import Scene

SIGNS = {403: "x", 404: "-", 405: "5", 422: "f", 503: "w"}
BARE = "bare"
"""A coordinator whose session has no second factor."""


class Asker:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.cookies = {word: entered(person).cookies for word, person in scene.people.items()}
        self.cookies[BARE] = entered(scene.w.coordinator2, second_factor=False).cookies
        self.cookies["anyone"] = SimpleCookie()

    def address(self, name: str) -> str:
        """`portal:home/expert` is the page of one role; other rows come from the scene."""
        name, _slash, role = name.partition("/")
        return reverse(name, kwargs={"role": role} if role else self.scene.at.get(name))

    def ask(self, who: str, name: str, method: str = "get", **data: Any) -> Any:
        return self.open(who, self.address(name), method, **data)

    def open(self, who: str, address: str, method: str = "get", **data: Any) -> Any:
        client = Client()
        client.cookies = SimpleCookie({key: found.value for key, found in self.cookies[who].items()})
        return getattr(client, method)(address, data)

    def sign(self, who: str, name: str, method: str = "get") -> str:
        """What the table says of an answer; whatever it did is undone."""
        with undone():
            return sign_of(self.ask(who, name, method, **(self.typed(name) if method == "post" else {})))

    def typed(self, name: str) -> dict[str, Any]:
        """Little: who has no right is refused before anything is read."""
        return {"typed": "nothing", **self.scene.typed.get(name, {})}


@contextmanager
def undone() -> Iterator[None]:
    """As a test's own transaction, so that durable verbs are at ease inside; rolled back at the end."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def sign_of(answer: Any) -> str:
    if answer.status_code == 200:
        return "o"
    if answer.status_code in {301, 302}:
        to = answer["Location"]
        asked = {"/kirjaudu/?next=": "s", "/tunnistus/": "m", "/kirjaudu/vahvista/": "m"}
        return next((sign for start, sign in asked.items() if to.startswith(start)), ">")
    return SIGNS.get(answer.status_code, str(answer.status_code))


def tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def fingerprint() -> str:
    """Of every row of ours, but looks and sessions, which a GET may write."""
    with connection.cursor() as cursor:
        kept = [name for name in tables(cursor) if name not in {"django_session", "core_auditentry"}]
        one = "SELECT '{0}', md5(coalesce(string_agg(r::text, ',' ORDER BY r::text), '')) FROM {0} r"
        cursor.execute(" UNION ALL ".join(one.format(name) for name in kept))
        return str(sorted(cursor.fetchall()))
