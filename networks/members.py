"""Who takes part in a space, and whom its head names, as SQL.

The same answer as ``roles.capacities`` gives for one person, asked for all people at once.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.accounts.models import Person, initials_of
from collab.base.sql import places

from .models import Place, Space
from .roles import LOOKS_AFTER_ITS_SPACE, capacities
from .standing import BELONGS, proven_since, standings


class Ids(NamedTuple):
    """Which rows, as SQL that gives one column of ids, and what it is given.

    Django would put these unions together anew for each page of a space, which takes longer than to
    work them out.
    """

    sql: str
    given: tuple[Any, ...]


class Somebody(NamedTuple):
    """Of a person what shows them."""

    pk: int
    uid: str
    name: str

    @property
    def initials(self) -> str:
        return initials_of(self.name)


class Participant(NamedTuple):
    """Somebody in a space: for which organisation, and whether they facilitate or are a guest."""

    person: Person | Somebody
    organisation: str
    facilitates: bool
    guest: bool
    fellow: bool


def people_in(space: Space) -> QuerySet[Person]:
    """Everybody who takes part in a space."""
    return Person.objects.filter(pk__in=RawSQL(*ids_of_people_in(space)))  # noqa: S611 ours


def ids_of_people_in(space: Space) -> Ids:
    """The same without a row for each, to count them."""
    ids, given = _any_of(_taking_part(space))
    active = "SELECT id FROM accounts_person WHERE is_active AND id IN"
    return Ids(f"{active} ({ids})", given)  # parts of ours, as all in this file


def facilitators_of(space: Space) -> list[Somebody]:
    """Those who look after a space, by name."""
    ids, given = _any_of(_looking_after(space))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, uid, name FROM accounts_person"  # noqa: S608 parts of ours
            f" WHERE is_active AND id IN ({ids}) ORDER BY name, uid",
            given,
        )
        return [Somebody(*row) for row in cursor.fetchall()]


def organisations_in(space: Space) -> Ids:
    """The ids of the organisations whose people take part in a space."""
    return _any_of(_organisations(space))


def fellows_among(people: Iterable[int]) -> set[int]:
    """Which of these people, by id, are Patient Safety Fellows."""
    asked = set(people)
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM networks_fellowship"  # noqa: S608 it holds only places
            f" WHERE ended_at IS NULL AND person_id IN ({places(asked)})",
            [*asked],
        )
        return {person_id for (person_id,) in cursor.fetchall()}


def participants(space: Space, people: Sequence[Person | Somebody]) -> list[Participant]:
    """What each of these people is in a space, in a fixed number of queries."""
    at = timezone.now()
    standing = standings([person.pk for person in people])
    in_space = {pk: capacities(each, space, at) for pk, each in standing.items()}
    theirs = {each.organisation_id for found in in_space.values() for each in found}
    organisations = _names_of(theirs - {None})  # somebody may take part for no organisation
    found = []
    for person in people:
        mine = in_space.get(person.pk, [])
        own = sorted({each.organisation_id for each in mine if each.organisation_id})
        found.append(
            Participant(
                person,
                organisations[own[0]] if own else "",
                any(each.role == Role.FACILITATOR for each in mine),
                all(each.until for each in mine),
                person.pk in standing and standing[person.pk].fellow,
            )
        )
    return found


def _names_of(organisations: Collection[Any]) -> dict[int, str]:
    if not organisations:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM networks_organisation"  # noqa: S608 it holds only places
            f" WHERE id IN ({places(organisations)})",
            [*organisations],
        )
        return dict(cursor.fetchall())


PLACES = "SELECT person_id FROM networks_place WHERE ended_at IS NULL AND space_id = %s"
APPOINTED = (
    "SELECT person_id FROM networks_appointment WHERE ended_at IS NULL AND collaborative_id = %s"
)
FELLOWS = "SELECT person_id FROM networks_fellowship WHERE ended_at IS NULL"
STEWARDS = "SELECT person_id FROM networks_nationalrole WHERE ended_at IS NULL"
AFFILIATED = f"SELECT person_id FROM networks_affiliation WHERE {BELONGS.format(of='')}"  # noqa: S608 ours
NAMED = (
    "SELECT organisation_id FROM networks_spaceorganisation"
    " WHERE ended_at IS NULL AND space_id = %s"
)
MEMBERS = (
    "SELECT organisation_id FROM networks_membership"
    " WHERE ended_at IS NULL AND collaborative_id = %s"
)


def _any_of(ids: Iterable[Ids]) -> Ids:
    """In one union, worked out once. Joined by "or", each would be asked again for each row."""
    found = list(ids)
    sql = " UNION ".join(each.sql for each in found)
    return Ids(sql, tuple(given for each in found for given in each.given))


def _organisations(space: Space) -> Iterator[Ids]:
    yield Ids(NAMED, (space.pk,))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield Ids(MEMBERS, (space.collaborative_id,))
        case Space.MembersBy.ORGANISATION:
            own = "SELECT id FROM networks_organisation WHERE id = %s"
            yield Ids(own, (space.organisation_id,))


def _taking_part(space: Space) -> Iterator[Ids]:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    yield Ids(f"{PLACES} AND (guest_until IS NULL OR guest_until > %s)", (space.pk, now))
    which, given = organisations_in(space)
    yield Ids(f"{AFFILIATED} AND organisation_id IN ({which})", (proven_since(), *given))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield Ids(APPOINTED, (space.collaborative_id,))
            yield Ids(f"{FELLOWS} AND collaborative_id = %s", (space.collaborative_id,))
        case Space.MembersBy.FELLOWS:
            yield Ids(FELLOWS, ())
            yield Ids(STEWARDS, ())
        case Space.MembersBy.STEWARDS:
            yield Ids(STEWARDS, ())
        case Space.MembersBy.NAMED:
            yield Ids(APPOINTED, (space.collaborative_id,))


def _looking_after(space: Space) -> Iterator[Ids]:
    yield Ids(f"{PLACES} AND role = %s", (space.pk, Place.Role.FACILITATOR.value))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE | Space.MembersBy.NAMED:
            yield Ids(APPOINTED, (space.collaborative_id,))
        case Space.MembersBy.ORGANISATION:
            roles = [role.value for role in LOOKS_AFTER_ITS_SPACE]
            yield Ids(
                f"{AFFILIATED} AND organisation_id = %s AND role IN ({places(roles)})",
                (proven_since(), space.organisation_id, *roles),
            )
        case Space.MembersBy.FELLOWS | Space.MembersBy.STEWARDS:
            yield Ids(STEWARDS, ())
