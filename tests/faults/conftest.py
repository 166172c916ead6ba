"""One bank for the folder; each case begins from a copy of the same database."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from core import clock, outbox
from payments import sweeps
from tests import database
from tests.accounts.people import entered
from tests.factories import payments as paid
from tests.factories import world as made
from tests.faults.site import Site, running
from tests.faults.standing import Standing, standing

SIGNED_DAY = made.DAY + timedelta(weeks=4)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("f"), paid.PAYROLL_TIME) as site:
        template = database.TEMPLATE + database._fingerprint()
        _copied(site, template, django_db_blocker)
        site.anew()
        site.open()
        files = {"BACKEND": "core.storage.PrivateFiles", "OPTIONS": {"location": site.home / "files"}}
        with _at(site, django_db_blocker), override_settings(STORAGES={**settings.STORAGES, "default": files}):
            yield site


@pytest.fixture(scope="module")
def undisturbed(site: Site) -> Standing:
    """What everybody has in the end when nothing breaks."""
    site.clicks()
    site.rest()
    return standing(site)


@pytest.fixture
def bank(site: Site, undisturbed: Standing) -> Site:
    site.anew()
    return site


def _copied(site: Site, template: str, blocker: DjangoDbBlocker) -> None:
    """The migrated tables over from the suite's server, then a small bank at the eve of its run."""
    with blocker.unblock():
        params = connection.get_connection_params()
        connections.close_all()
    tools = site.postgres.binaries
    suite = f"postgresql://{params['user']}@/{template}?host={params['host']}"
    dump = subprocess.run([tools / "pg_dump", "--no-owner", suite], check=True, capture_output=True)
    subprocess.run(
        [tools / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-d", site.postgres.url()],
        input=dump.stdout,
        check=True,
        capture_output=True,
    )
    with _at(site, blocker), outbox.unwoken():
        _told(site)
    with psycopg.connect(site.postgres.url("postgres"), autocommit=True) as outside:
        outside.execute("ALTER DATABASE kokemuspankki RENAME TO ready")


def _told(site: Site) -> None:
    with clock.at(made.NOW):
        w = made.world()
        site.contract = paid.signed(w, starts=SIGNED_DAY).slug
    for expert in (w.expert, w.expert2):
        with clock.at(made.NOW):
            paid.booked(w, expert=expert)
    with clock.at(paid.PAYROLL_TIME):
        sweeps.sweep_all()
        outbox.drain()
        for name in ("coordinator", "payroll", "payroll2"):
            site.people[name] = entered(getattr(w, name)).cookies["sessionid"].value
    connections.close_all()


@contextlib.contextmanager
def _at(site: Site, blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process reads and writes the site's own database meanwhile."""
    known = {name: connection.settings_dict[name] for name in ("HOST", "NAME")}
    with blocker.unblock():
        connections.close_all()
        connection.settings_dict.update(HOST=str(site.postgres.socket_folder), NAME="kokemuspankki")
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict.update(known)
