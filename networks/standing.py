"""What a person is across the network: the facts from which every right follows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.accounts.models import Person
from collab.base.sql import moment, places

LOOKS_AFTER = {"safety_lead", "administrator"}
PROVEN_FOR = timedelta(days=365)
"""How long the proof of an address holds by which somebody belongs to an organisation."""
BELONGS = (
    "{of}ended_at IS NULL AND {of}confirmed_at IS NOT NULL"
    " AND ({of}how <> 'domain' OR {of}verified_at > %s)"
)
"""What is true of an affiliation that holds, in SQL: nobody waits for a job to end it. ``of`` is
the table with a dot, or nothing; it is given ``proven_since()``."""


def proven_since() -> Any:
    """Since when an address must have been proven, as the database is given a moment."""
    return connection.ops.adapt_datetimefield_value(timezone.now() - PROVEN_FOR)


class InOrganisation(NamedTuple):
    organisation_id: int
    role: str


class InCollaborative(NamedTuple):
    """Through an organisation's membership, an appointment or a fellowship."""

    collaborative_id: int
    organisation_id: int | None
    role: Role


class InSpace(NamedTuple):
    space_id: int
    organisation_id: int | None
    role: Role
    guest_until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.guest_until is None or at < self.guest_until


@dataclass
class Standing:
    """One person's affiliations, appointments, fellowship, national role and named places."""

    person_id: int | None = None
    organisations: set[InOrganisation] = field(default_factory=set)
    collaboratives: set[InCollaborative] = field(default_factory=set)
    spaces: set[InSpace] = field(default_factory=set)
    fellow: bool = False
    fellow_for: int | None = None
    """The organisation that supports the fellow, as long as they belong to it."""
    steward: bool = False

    @property
    def in_network(self) -> bool:
        """A confirmed affiliation, a fellowship or a national role; an address is not enough."""
        return bool(self.organisations) or self.fellow or self.steward

    @property
    def looks_after(self) -> set[int]:
        """The organisations for which they decide who belongs."""
        return {each.organisation_id for each in self.organisations if each.role in LOOKS_AFTER}


NOBODY = Standing()


# A place comes first: of a union SQLite knows which columns are times by its first part alone.
STANDINGS = """
WITH
asked AS (SELECT id FROM accounts_person WHERE is_active AND id IN ({people})),
own AS (
    SELECT person_id, organisation_id, role FROM networks_affiliation
    JOIN asked ON asked.id = person_id WHERE {belongs}
)
SELECT 'place', person_id, organisation_id, space_id, role, guest_until
FROM networks_place JOIN asked ON asked.id = person_id WHERE ended_at IS NULL
UNION ALL
SELECT 'person', id, NULL, NULL, '', NULL FROM asked
UNION ALL
SELECT 'affiliation', person_id, organisation_id, NULL, role, NULL FROM own
UNION ALL
SELECT 'membership', person_id, own.organisation_id, collaborative_id, '', NULL FROM own
JOIN networks_membership held ON held.organisation_id = own.organisation_id
WHERE ended_at IS NULL
UNION ALL
SELECT 'naming', person_id, own.organisation_id, space_id, '', NULL FROM own
JOIN networks_spaceorganisation held ON held.organisation_id = own.organisation_id
WHERE ended_at IS NULL
UNION ALL
SELECT 'appointment', person_id, organisation_id, collaborative_id, role, NULL
FROM networks_appointment JOIN asked ON asked.id = person_id WHERE ended_at IS NULL
UNION ALL
SELECT 'fellowship', person_id, supported_by_id, collaborative_id, '', NULL
FROM networks_fellowship JOIN asked ON asked.id = person_id WHERE ended_at IS NULL
UNION ALL
SELECT 'national role', person_id, NULL, NULL, role, NULL
FROM networks_nationalrole JOIN asked ON asked.id = person_id WHERE ended_at IS NULL
"""
"""What is current of these people, a row each. Every request asks it, and Django takes ten times
as long to put it together as the database to answer."""


def standings(people: Collection[int]) -> dict[int, Standing]:
    """The standing of each of these people, by id, as it was at one moment: in one statement.

    Who is not active has none.
    """
    found: dict[int, Standing] = {}
    if not people:
        return found
    with connection.cursor() as cursor:
        sql = STANDINGS.format(people=places(people), belongs=BELONGS.format(of=""))
        cursor.execute(sql, [*people, proven_since()])
        rows = cursor.fetchall()
    fellowships: list[tuple[int, int, int]] = []
    for what, person_id, organisation_id, where, role, until in rows:
        standing = found.setdefault(person_id, Standing(person_id))
        match what:
            case "affiliation":
                standing.organisations.add(InOrganisation(organisation_id, role))
            case "membership":
                in_it = InCollaborative(where, organisation_id, Role.MEMBER)
                standing.collaboratives.add(in_it)
            case "naming":
                standing.spaces.add(InSpace(where, organisation_id, Role.CONTRIBUTOR))
            case "appointment":
                standing.collaboratives.add(
                    InCollaborative(where, organisation_id, Role[role.upper()])
                )
            case "fellowship":
                fellowships.append((person_id, organisation_id, where))
            case "national role":
                standing.steward = True
            case "place":
                standing.spaces.add(
                    InSpace(where, organisation_id, Role[role.upper()], until and moment(until))
                )
    for person_id, supported_by, collaborative_id in fellowships:
        standing = found[person_id]
        standing.fellow = True
        if supported_by in {each.organisation_id for each in standing.organisations}:
            standing.fellow_for = supported_by
        standing.collaboratives.add(
            InCollaborative(collaborative_id, standing.fellow_for, Role.MEMBER)
        )
    return found


def standing_of(person: Any, *, fresh: bool = False) -> Standing:
    """A person's standing, read once a request.

    Args:
        person: a Person, or Django's AnonymousUser, who has none.
        fresh: read it again.
    """
    if not person.is_authenticated:
        return NOBODY
    if fresh or not hasattr(person, "_standing"):
        _read_standings([person])
    standing: Standing = person._standing
    return standing


def _read_standings(people: Collection[Any]) -> None:
    found = standings([person.pk for person in people])
    for person in people:
        person._standing = found.get(person.pk, NOBODY)


def looking_after_others(people: Collection[Person]) -> set[int]:
    """The ids of those who lead a collaborative, administer an organisation, or are stewards."""
    if unread := [person for person in people if not hasattr(person, "_standing")]:
        _read_standings(unread)
    return {person.pk for person in people if _looks_after_others(standing_of(person))}


def _looks_after_others(standing: Standing) -> bool:
    return (
        standing.steward
        or any(each.role == Role.LEAD for each in standing.collaboratives)
        or any(each.role == "administrator" for each in standing.organisations)
    )


def coordinates(person: Any) -> bool:
    """Does somebody lead or coach a collaborative?"""
    roles = {each.role for each in standing_of(person).collaboratives}
    return bool(roles & {Role.LEAD, Role.COACH})


def own_spaces(person: Any) -> RawSQL:
    """The ids of the spaces in which somebody takes part, each by the way members arise."""
    found, given = _own(standing_of(person), timezone.now())
    return RawSQL(f"SELECT id FROM networks_space WHERE {found}", given)  # noqa: S608, S611


def seen_spaces(person: Any) -> RawSQL:
    """The ids of the spaces that somebody sees: public, the network's, and their own.

    Every list and every page starts here, several times a request. Django would put the same
    question together anew each time, which takes longer than to answer it.
    """
    standing = standing_of(person)
    found, given = "visible_to_whom = 'public'", tuple[int, ...]()
    if standing.in_network:
        found += " OR visible_to_whom = 'network'"
    if standing is not NOBODY:
        own, given = _own(standing, timezone.now())
        found += f" OR {own}"
    return RawSQL(f"SELECT id FROM networks_space WHERE {found}", given)  # noqa: S608, S611


def _own(standing: Standing, at: datetime) -> tuple[str, tuple[int, ...]]:
    """What is true of the spaces in which somebody of this standing takes part, in SQL: it names
    columns only, and what it is given are ids."""
    named = {place.space_id for place in standing.spaces if place.holds(at)}
    theirs = {each.collaborative_id for each in standing.collaboratives}
    led = {each.collaborative_id for each in standing.collaboratives if each.role != Role.MEMBER}
    employing = {each.organisation_id for each in standing.organisations}
    found = ["1 = 0"]
    if named:
        found.append(f"id IN ({places(named)})")
    if theirs:
        found.append(f"members_by = 'collaborative' AND collaborative_id IN ({places(theirs)})")
    if led:
        found.append(f"members_by = 'named' AND collaborative_id IN ({places(led)})")
    if employing:
        found.append(f"members_by = 'organisation' AND organisation_id IN ({places(employing)})")
    if standing.fellow or standing.steward:
        found.append("members_by = 'fellows'")
    if standing.steward:
        found.append("members_by = 'stewards'")
    return " OR ".join(found), (*named, *theirs, *led, *employing)
