"""A guest's last day is the same day wherever it is told."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from collab.base.ui.times import full_date
from collab.desk import members_table
from collab.desk.desk import Desk
from collab.desk.reading import read_desk
from networks.guests import end_of
from networks.models import Place
from tests.unit.api.client import Program
from tests.unit.interventions.pages import signed_in
from tests.world import World, again

LAST = date(2026, 12, 28)


@pytest.fixture(autouse=True)
def guest_until_the_last_day(world: World) -> None:
    Place.objects.filter(guest_until__gt=timezone.now()).update(guest_until=end_of(LAST))


def desk_says(world: World) -> list[str]:
    shown = read_desk(Desk(world.west, again(world.lead), timezone.now()), with_later=True)
    [line] = [line for line in shown.lines if line.key.source == "guest"]
    return [line.sentence.text, *(each.text for each in line.meta)]


@time_machine.travel("2026-12-26T12:00:00Z")
def test_pages_tables_the_desk_and_the_api_agree(world: World) -> None:
    lead = signed_in(world.lead)
    for page in (f"/s/{world.falls.uid}/people", f"/c/{world.west.uid}/members/people"):
        shown = lead.get(page).text
        assert full_date(LAST) in shown, page
        assert "29 December 2026" not in shown, page
    table = members_table.people(world.west, world.lead, timezone.localdate())
    [row] = [row for row in table.rows if row[0] == "Gwen Moss"]
    assert LAST in row
    assert f"until {full_date(LAST)}" in desk_says(world)
    program = Program(world.lead)
    for listed in (f"spaces/{world.falls.uid}/places", f"collaboratives/{world.west.uid}/people"):
        rows = program.get(listed).json()["items"]
        [told] = [each for each in rows if each["person"]["name"] == "Gwen Moss"]
        assert told["last_day"] == "2026-12-28"
        assert told["guest_until"].startswith("2026-12-29T00:00")


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ("2026-12-28T12:00:00Z", "until today"),
        ("2026-12-27T12:00:00Z", "until tomorrow"),
        ("2026-12-26T12:00:00Z", "for 2 days more"),
    ],
)
def test_the_desk_counts_to_the_last_day(world: World, now: str, says: str) -> None:
    with time_machine.travel(now):
        assert desk_says(world)[0].endswith(says)
