"""Who sees a space or a thing in it, and who gains and who loses sight when that changes."""

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from collab.base.accounts.models import Person

from .guests import guests_of
from .members import AFFILIATED, FELLOWS, STEWARDS, Ids, ids_of_people_in
from .models import Ground, Space
from .models.confined import WIDER, narrower_of
from .standing import BELONGS, proven_since

ACTIVE = "SELECT id FROM accounts_person WHERE is_active AND id IN ({ids})"
IN_NETWORK = ACTIVE.format(ids=f"{AFFILIATED} UNION {FELLOWS} UNION {STEWARDS}")
ORGANISATIONS = (
    "SELECT COUNT(DISTINCT organisation_id) FROM networks_affiliation"  # noqa: S608 ours
    f" WHERE {BELONGS.format(of='')} AND person_id IN"
)


def in_network() -> Ids:
    """The ids of everybody in the network."""
    return Ids(IN_NETWORK, (proven_since(),))


class Circle(NamedTuple):
    """Those who see something: who takes part in its space, and visitors as far as it is open to
    them, a ``Space.Visibility``."""

    space: Space
    open_to: str


class Some(NamedTuple):
    """Some who see something while others do not.

    Args:
        public: anyone is among them, with an account or without.
        people: how many of them are in the network or take part.
        organisations: to how many organisations those belong.
    """

    public: bool
    people: int
    organisations: int

    def __bool__(self) -> bool:
        return self.public or self.people > 0


NOBODY = Some(False, 0, 0)


class ChangeOfSight(NamedTuple):
    """Who sees something who did not before, and who does not any more."""

    gain: Some
    lose: Some


def circle_of(ground: Ground) -> Circle:
    """Who sees a thing: it reaches no further than its space is open."""
    return Circle(ground.space, narrower_of(ground.space.visible_to_whom, ground.reach))


def change_of_sight(before: Circle, after: Circle) -> ChangeOfSight:
    """Who gains and who loses sight of what those see from now on instead of these."""
    return ChangeOfSight(gain=_only_in(after, before), lose=_only_in(before, after))


class ForSpace(NamedTuple):
    """What changes when a space is open to others than it is now.

    Args:
        widens: some gain sight; otherwise they lose it.
        some: who does.
        guests: how many take part as guests, who keep their places.
    """

    widens: bool
    some: Some
    guests: int


def change_if_open_to(space: Space, open_to: str) -> ForSpace | None:
    """Who gains or loses sight of a space if it is open to these; None if nothing changes."""
    if open_to == space.visible_to_whom:
        return None
    widens = open_to in WIDER[Space.Visibility(space.visible_to_whom)]
    change = change_of_sight(Circle(space, space.visible_to_whom), Circle(space, open_to))
    some = change.gain if widens else change.lose
    return ForSpace(widens, some, guests_of(space).count())


def onlookers(space: Space) -> QuerySet[Person]:
    """Everybody in the network who takes no part in a space."""
    network, inside = (
        Circle(space, Space.Visibility.NETWORK),
        Circle(space, Space.Visibility.MEMBERS),
    )
    sql, given = _beside(network, inside)
    return Person.objects.filter(pk__in=RawSQL(sql, given))  # noqa: S611 parts of ours


def _only_in(these: Circle, others: Circle) -> Some:
    if others.open_to == Space.Visibility.PUBLIC:
        return NOBODY
    ids, given = _beside(these, others)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT COUNT(*) FROM ({ids}) beside), ({ORGANISATIONS} ({ids}))",  # noqa: S608 ours
            (*given, proven_since(), *given),
        )
        people, organisations = cursor.fetchone()
    return Some(these.open_to == Space.Visibility.PUBLIC, people, organisations)


def _beside(these: Circle, others: Circle) -> Ids:
    seen, unseen = _known_in(these), _known_in(others)
    sql = f"SELECT id FROM ({seen.sql}) seen WHERE id NOT IN ({unseen.sql})"  # noqa: S608 ours
    return Ids(sql, (*seen.given, *unseen.given))


def _known_in(circle: Circle) -> Ids:
    """Those of a circle who take part or are in the network: whoever else has an account sees what
    the public sees."""
    taking_part, given = ids_of_people_in(circle.space)
    if circle.open_to == Space.Visibility.MEMBERS:
        return Ids(taking_part, given)
    network = in_network()
    return Ids(f"{network.sql} UNION {taking_part}", (*network.given, *given))
