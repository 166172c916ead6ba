import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from accounts.models import Person
from core import clock, links
from core.errors import Expired, Missing, Used
from core.models import PurposeLink
from tests.core.conftest import Someone


def made(person: Person, purpose: str = "koe", days: int = 3) -> PurposeLink:
    return links.make(purpose, person, person, expires_at=clock.now() + timedelta(days=days))


def test_a_token_leads_back_and_is_stored_nowhere(aino: Person) -> None:
    link = made(aino)
    token = links.token(link)
    assert links.resolve(token, "koe") == link
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM core_purposelink l")
        assert token.partition("-")[2] not in cursor.fetchone()[0]


def test_a_live_link_is_used_again_and_lengthened(aino: Person, onni: Person) -> None:
    link = made(aino)
    assert made(aino, days=9) == link
    assert links.resolve(links.token(link), "koe").expires_at > clock.now() + timedelta(days=8)
    assert made(aino, days=1) == link
    assert made(aino, "muu") != link
    assert made(onni) != link


def test_only_what_was_made_here_opens(aino: Person, settings: Settings) -> None:
    token = links.token(made(aino))
    for wrong in ("", "-", "x", "1-", token[:-1], token + "x", "1" + token, f"{10**30:x}-x", "ä-ö"):
        with pytest.raises(Missing):
            links.resolve(wrong, "koe")
    with pytest.raises(Missing):
        links.resolve(token, "muu")
    settings.KP_LINK_KEY = "another-link-key-for-this-test-only-01234"
    with pytest.raises(Missing):
        links.resolve(token, "koe")


def test_a_link_is_used_once(aino: Person) -> None:
    link = made(aino)
    links.use(link)
    with pytest.raises(Used):
        links.use(link)
    with pytest.raises(Used):
        links.resolve(links.token(link), "koe")
    assert made(aino) != link


def test_a_link_ends(aino: Person) -> None:
    token = links.token(made(aino))
    with clock.at(clock.now() + timedelta(days=4)), pytest.raises(Expired):
        links.resolve(token, "koe")


def test_a_closed_person_has_no_links(aino: Person) -> None:
    token = links.token(made(aino))
    Person.objects.filter(pk=aino.pk).update(is_active=False)
    with pytest.raises(Missing):
        links.resolve(token, "koe")


def tries_at_once(link: PurposeLink, locked: bool) -> int:
    """Two uses that both looked before either wrote; returns how many believed that they were the first."""
    looked, first = threading.Barrier(2), []

    def try_one() -> None:
        try:
            with transaction.atomic():
                if locked:
                    looked.wait(10)
                    links.use(link)
                else:
                    row = PurposeLink.objects.get(pk=link.pk)
                    looked.wait(10)
                    if row.used_at is None:
                        PurposeLink.objects.filter(pk=link.pk).update(used_at=clock.now())
            first.append(1)
        except Used:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_one) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(first)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locked", "winners"), [(True, 1), (False, 2)])
def test_two_clicks_at_once_use_a_link_once(someone: Someone, locked: bool, winners: int) -> None:
    assert tries_at_once(made(someone()), locked) == winners
