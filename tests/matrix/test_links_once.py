"""Each kind of a mail's link acts once: the same POST again is refused and changes nothing."""

from __future__ import annotations

import pytest

from core.models import PurposeLink
from tests.matrix import forms, table
from tests.matrix.asking import Asker, fingerprint, undone
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db
ACTING = sorted(name for name, (_o, acted) in table.rows().items() if ":link-" in name and acted != table.ONLY_READ)
SAYS_YES = {"answer": "yes", "decision": "approve"}


@pytest.mark.row("L8")
@pytest.mark.parametrize("name", ACTING)
def test_a_link_acts_once(here: tuple[Scene, Asker], name: str) -> None:
    scene, asker = here
    link = PurposeLink.objects.get(pk=int(scene.at[name]["token"].partition("-")[0], 16))
    with undone():
        address = asker.address(name)
        page = asker.ask("anyone", name).content.decode()
        own = [form.typed("3") for form in forms.of(page, address) if form.action == address]
        typed = {key: value for fields in own for key, value in fields.items()} | SAYS_YES
        assert asker.ask("anyone", name, "post", **typed).status_code in {200, 302}
        link.refresh_from_db()
        assert link.used_at, "the button of the page's own form uses the link up"
        before = fingerprint()
        again = asker.ask("anyone", name, "post", **typed)
        thanked = name == "evaluation:link-feedback" and again.status_code == 200
        assert again.status_code == 410 or thanked
        assert fingerprint() == before


def test_no_kind_of_link_is_forgotten(here: tuple[Scene, Asker]) -> None:
    scene, _asker = here
    assert len(ACTING) == 7
    assert all(name in scene.at for name in ACTING)
