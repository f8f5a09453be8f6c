"""Who takes part in a space, and whom its head names, as queries.

The same answer as ``roles.capacities`` gives for one person, asked for all people at once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.accounts.models import Person
from collab.base.sql import places

from .models import Organisation, Place, Space
from .roles import LOOKS_AFTER_ITS_SPACE, capacities
from .standing import standings


class Participant(NamedTuple):
    """Somebody in a space: for which organisation, and whether they facilitate or are a guest."""

    person: Person
    organisation: Organisation | None
    facilitates: bool
    guest: bool
    fellow: bool


def people_in(space: Space) -> QuerySet[Person]:
    """Everybody who takes part in a space."""
    return _people(_taking_part(space, timezone.now()))


def facilitators_of(space: Space) -> QuerySet[Person]:
    """Those who look after a space."""
    return _people(_looking_after(space))


def organisations_in(space: Space) -> QuerySet[Organisation]:
    """The organisations whose people take part in a space."""
    return Organisation.objects.filter(pk__in=_any_of(_organisations(space)))


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


def participants(space: Space, people: list[Person]) -> list[Participant]:
    """What each of these people is in a space, in a fixed number of queries."""
    at = timezone.now()
    standing = standings([person.pk for person in people])
    in_space = {pk: capacities(each, space, at) for pk, each in standing.items()}
    theirs = {each.organisation_id for found in in_space.values() for each in found}
    organisations = (
        Organisation.objects.only("name")
        .order_by()
        .in_bulk(
            theirs - {None}  # somebody may take part for no organisation
        )
    )
    found = []
    for person in people:
        mine = in_space.get(person.pk, [])
        own = sorted({each.organisation_id for each in mine if each.organisation_id})
        found.append(
            Participant(
                person,
                organisations[own[0]] if own else None,
                any(each.role == Role.FACILITATOR for each in mine),
                all(each.until for each in mine),
                person.pk in standing and standing[person.pk].fellow,
            )
        )
    return found


class _Ids(NamedTuple):
    """Which rows, as SQL that gives one column of ids, and what it is given.

    Django would put these unions together anew for each page of a space, which takes longer than to
    work them out.
    """

    sql: str
    given: tuple[Any, ...]


PLACES = "SELECT person_id FROM networks_place WHERE ended_at IS NULL AND space_id = %s"
APPOINTED = (
    "SELECT person_id FROM networks_appointment WHERE ended_at IS NULL AND collaborative_id = %s"
)
FELLOWS = "SELECT person_id FROM networks_fellowship WHERE ended_at IS NULL"
STEWARDS = "SELECT person_id FROM networks_nationalrole WHERE ended_at IS NULL"
AFFILIATED = (
    "SELECT person_id FROM networks_affiliation WHERE ended_at IS NULL AND confirmed_at IS NOT NULL"
)
NAMED = (
    "SELECT organisation_id FROM networks_spaceorganisation"
    " WHERE ended_at IS NULL AND space_id = %s"
)
MEMBERS = (
    "SELECT organisation_id FROM networks_membership"
    " WHERE ended_at IS NULL AND collaborative_id = %s"
)


def _any_of(ids: Iterable[_Ids]) -> RawSQL:
    """In one union, worked out once. Joined by "or", each would be asked again for each row."""
    found = list(ids)
    sql = " UNION ".join(each.sql for each in found)
    return RawSQL(sql, [given for each in found for given in each.given])  # noqa: S611


def _people(ids: Iterable[_Ids]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=_any_of(ids), is_active=True)


def _organisations(space: Space) -> Iterator[_Ids]:
    yield _Ids(NAMED, (space.pk,))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield _Ids(MEMBERS, (space.collaborative_id,))
        case Space.MembersBy.ORGANISATION:
            own = "SELECT id FROM networks_organisation WHERE id = %s"
            yield _Ids(own, (space.organisation_id,))


def _taking_part(space: Space, at: datetime) -> Iterator[_Ids]:
    now = connection.ops.adapt_datetimefield_value(at)
    yield _Ids(f"{PLACES} AND (guest_until IS NULL OR guest_until > %s)", (space.pk, now))
    theirs = list(_organisations(space))
    which = " UNION ".join(each.sql for each in theirs)
    given = [given for each in theirs for given in each.given]
    yield _Ids(f"{AFFILIATED} AND organisation_id IN ({which})", tuple(given))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield _Ids(APPOINTED, (space.collaborative_id,))
            yield _Ids(f"{FELLOWS} AND collaborative_id = %s", (space.collaborative_id,))
        case Space.MembersBy.FELLOWS:
            yield _Ids(FELLOWS, ())
            yield _Ids(STEWARDS, ())
        case Space.MembersBy.STEWARDS:
            yield _Ids(STEWARDS, ())


def _looking_after(space: Space) -> Iterator[_Ids]:
    yield _Ids(f"{PLACES} AND role = %s", (space.pk, Place.Role.FACILITATOR.value))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield _Ids(APPOINTED, (space.collaborative_id,))
        case Space.MembersBy.ORGANISATION:
            roles = [role.value for role in LOOKS_AFTER_ITS_SPACE]
            yield _Ids(
                f"{AFFILIATED} AND organisation_id = %s AND role IN ({places(roles)})",
                (space.organisation_id, *roles),
            )
        case Space.MembersBy.FELLOWS | Space.MembersBy.STEWARDS:
            yield _Ids(STEWARDS, ())
