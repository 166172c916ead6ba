"""Everything encrypted moves to the newest key while somebody reads; the old key is then not needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import Settings

from core import clock, documents, rotation
from core.models import Document
from experts import actions as experts
from experts import avoiding
from experts.models import AvoidedUnit
from payments.models import Batch
from tests.factories import payments as pay
from tests.factories import world as make
from tests.factories.world import World

pytestmark = pytest.mark.django_db(transaction=True)
NEW = Fernet.generate_key().decode()
CONTENT = b"a receipt nobody else reads"


def filled() -> tuple[World, Document]:
    with clock.at(make.NOW):
        w = make.world()
        TOTP.activate(w.main_user, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(w.main_user)
        pay.sent(w)
        experts.avoid_unit(w.expert.pk, by=w.expert.person, unit=w.unit)
    return w, documents.store("receipt", CONTENT, title="x", content_type="image/png")


def read_all(w: World, receipt: Document) -> None:
    for store in rotation.stores():
        if isinstance(store, rotation.Column):
            list(store.model._default_manager.order_by("pk"))
    assert documents.open_pdf(Document.objects.get(pk=receipt.pk)) == CONTENT
    assert avoiding.among([w.expert.pk, w.expert2.pk], w.unit) == {w.expert.pk}
    factors = Authenticator.objects.filter(user=w.main_user)
    assert all(factor.wrap() and factor.data for factor in factors)
    assert len(RecoveryCodes(factors.get(type="recovery_codes")).generate_codes()) > 5


@contextmanager
def read_meanwhile(w: World, receipt: Document) -> Iterator[list[Any]]:
    over, told = Event(), list[Any]()

    def reader() -> None:
        try:
            while not over.is_set():
                read_all(w, receipt)
                told.append("read")
        except BaseException as error:
            told.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=reader)
    thread.start()
    yield told
    over.set()
    thread.join()


def command(**options: Any) -> str:
    said = io.StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


@pytest.mark.row("L6")
def test_keys_change_under_a_reader_and_the_old_one_may_go(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KP_FIELD_KEYS = [old := Fernet.generate_key().decode()]
    old_index = settings.KP_INDEX_KEY
    w, receipt = filled()
    settings.KP_FIELD_KEYS = [NEW, old]
    settings.KP_INDEX_KEY, settings.KP_INDEX_OLD_KEYS = "another-index-key-of-this-test-0123456789", [old_index]
    experts.avoid_unit(w.expert.pk, by=w.expert.person, unit=w.unit)
    assert AvoidedUnit.objects.count() == 1, "the same unit is not avoided twice while its key changes"
    assert "still holds" in command(look=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_payslipevent")
        history = cursor.fetchone()
    with read_meanwhile(w, receipt) as told:
        breaks_off(monkeypatch, after=3)
        said = command(batch=2)
    assert set(told) == {"read"}, told
    assert len(told) > 1
    for line in said.splitlines()[:-2]:
        assert "older       0  no key     0" in line, line
    assert said.count("may be dropped") == 2
    settings.KP_FIELD_KEYS, settings.KP_INDEX_OLD_KEYS = [NEW], []
    read_all(w, receipt)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_payslipevent")
        assert cursor.fetchone() == history, "no content changed, so the history has nothing to tell"
    assert Batch.objects.get().state == "sent"


def breaks_off(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """A run that dies in the middle of its work, before the one that is looked at."""
    turn, turned = rotation.Column.turn, list[int]()

    def dying(store: rotation.Column, pk: int, value: Any) -> None:
        turned.append(pk)
        if len(turned) > after:
            raise KeyboardInterrupt
        turn(store, pk, value)

    with monkeypatch.context() as patched:
        patched.setattr(rotation.Column, "turn", dying)
        with pytest.raises(KeyboardInterrupt):
            command(batch=2)


def test_every_place_that_encrypts_is_known_to_the_rotation() -> None:
    labels = {store.label for store in rotation.stores()}
    assert {
        "accounts.ContactChange.old",
        "experts.Identity.personal_code",
        "payments.Payslip.basis",
        "core.Document.file",
        "mfa.Authenticator.data",
        "experts.AvoidedUnit.index",
    } <= labels


def test_what_no_key_opens_is_told_and_left(settings: Settings) -> None:
    document = Document.objects.create(kind="x", title="x", html="text")
    settings.KP_FIELD_KEYS = [NEW]
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("rotate_keys", stdout=io.StringIO(), stderr=said)
    assert "1 cannot be read" in said.getvalue()
    assert document.pk
