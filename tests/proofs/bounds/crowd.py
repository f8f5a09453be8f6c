"""Many people, who hold many sockets."""

from django.conf import settings
from django.utils import timezone

from collab.base.accounts.models import Person, Session
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
    """The cookies of so many sessions of these people, each session with a socket of its own, on a
    device of their own: on a shared one they would be signed out after half an hour of reading."""
    keys = [session_key(people[n % len(people)]) for n in range(count)]
    later = timezone.now() + Session.OWN_IDLE
    Session.objects.filter(session_key__in=keys).update(own_device=True, expire_date=later)
    return [f"{settings.SESSION_COOKIE_NAME}={key}" for key in keys]
