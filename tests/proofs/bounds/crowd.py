"""Many people, who hold many sockets."""

from django.conf import settings

from collab.base.accounts.models import Person
from tests.live.conftest import session_key
from tests.world import World, join, sign_up

PEOPLE = 25


def members(world: World) -> list[Person]:
    """So many people who see the falls space."""
    people = [sign_up(f"Member {n}") for n in range(PEOPLE)]
    for person in people:
        join(person, world.severnside, by=world.steward)
    return people


def cookies(people: list[Person], count: int) -> list[str]:
    """The cookies of so many sessions of these people, each session with a socket of its own."""
    keys = [session_key(people[n % len(people)]) for n in range(count)]
    return [f"{settings.SESSION_COOKIE_NAME}={key}" for key in keys]
