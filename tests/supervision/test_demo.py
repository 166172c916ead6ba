"""The demo opens with support in its calendar."""

import pytest

from kokemuspankki.demo import seed
from supervision.models import DebriefSlot, SupportEvent


@pytest.mark.django_db
def test_the_demo_has_events_a_seat_and_times_for_debriefs(settings: object) -> None:
    settings.KP_DEMO = True  # type: ignore[attr-defined]
    assert seed.plant()
    assert SupportEvent.objects.count() == 2
    assert SupportEvent.objects.get(remote_link="").seat_rows.count() == 1
    assert DebriefSlot.objects.count() == 3
