"""Who sees a space without taking part in it, and who gains or loses sight when that changes."""

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from collab.base.accounts.models import Person

from .members import AFFILIATED, FELLOWS, STEWARDS, Ids, ids_of_people_in
from .models import Place, Space
from .models.confined import NARROWER, WIDER

ORGANISATIONS = (
    "SELECT COUNT(DISTINCT organisation_id) FROM networks_affiliation"
    " WHERE ended_at IS NULL AND confirmed_at IS NOT NULL AND person_id IN"
)


class ChangeOfSight(NamedTuple):
    """What changes for whom, when others see a space than do now.

    Args:
        widens: people gain sight; otherwise they lose it.
        public: everybody does, with an account or without.
        network: everybody does who is in the network and takes no part.
        people: how many those are.
        organisations: to how many organisations they belong.
        guests: how many take part as guests, who keep their places.
    """

    widens: bool
    public: bool
    network: bool
    people: int
    organisations: int
    guests: int


def change_of_sight(space: Space, after: str) -> ChangeOfSight | None:
    """Who gains or loses sight of a space if these see it from now on; None if nothing changes."""
    sees = Space.Visibility
    before = sees(space.visible_to_whom)
    widens = after in WIDER[before]
    if not widens and after not in NARROWER[before]:
        return None
    wide, narrow = (after, before) if widens else (before, after)
    network = narrow == sees.MEMBERS
    people, organisations = _count(space) if network else (0, 0)
    guests = Place.objects.current().filter(space=space, guest_until__gt=timezone.now()).count()
    return ChangeOfSight(widens, wide == sees.PUBLIC, network, people, organisations, guests)


def onlookers(space: Space) -> QuerySet[Person]:
    """Everybody in the network who takes no part in a space."""
    return Person.objects.filter(pk__in=RawSQL(*_beside(space)))  # noqa: S611 ours


def _beside(space: Space) -> Ids:
    inside, given = ids_of_people_in(space)
    network = f"{AFFILIATED} UNION {FELLOWS} UNION {STEWARDS}"
    return Ids(
        f"SELECT id FROM accounts_person WHERE is_active AND id IN ({network})"  # noqa: S608 ours
        f" AND id NOT IN ({inside})",
        given,
    )


def _count(space: Space) -> tuple[int, int]:
    ids, given = _beside(space)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM ({ids}) beside), ({ORGANISATIONS} ({ids}))",  # noqa: S608 ours
            (*given, *given),
        )
        people, organisations = cursor.fetchone()
    return people, organisations
