"""Each way of being somebody, against each way a space has members and is seen."""

import pytest

from networks.models import Space
from tests.world import World

SEES = {
    "anonymous": {"surgery"},
    "signed-up": {"surgery"},
    "member of another organisation": {"surgery", "medicines", "fellows"},
    "ex-member": {"surgery"},
    "guest": {"surgery", "falls", "group"},
    "expired guest": {"surgery"},
    "member": {"surgery", "medicines", "fellows", "falls", "ward"},
    "facilitator": {"surgery", "medicines", "fellows", "falls", "ward"},
    "lead": {"surgery", "medicines", "fellows", "falls"},
    "steward": {"surgery", "medicines", "fellows", "stewards", "group"},
}


@pytest.mark.parametrize("who", SEES)
def test_people_see_exactly_the_spaces_that_are_theirs_or_open(world: World, who: str) -> None:
    seen = Space.objects.visible_to(world.people[who])
    assert {space.pk for space in seen} == {getattr(world, name).pk for name in SEES[who]}
