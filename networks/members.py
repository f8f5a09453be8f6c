"""Who takes part in a space, and whom its head names, as queries.

The same answer as ``roles.capacities`` gives for one person, asked for all people at once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.accounts.models import Person

from .models import (
    Affiliation,
    Appointment,
    Fellowship,
    Membership,
    NationalRole,
    Organisation,
    Place,
    Space,
    SpaceOrganisation,
)
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
    taking_part = SpaceOrganisation.objects.current().filter(space=space).values("organisation")
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            members = Membership.objects.current().filter(collaborative=space.collaborative_id)
            taking_part = taking_part.union(members.values("organisation"))
        case Space.MembersBy.ORGANISATION:
            own = Organisation.objects.filter(pk=space.organisation_id).order_by()
            taking_part = taking_part.union(own.values("pk"))
    return Organisation.objects.filter(pk__in=taking_part)


def fellows_among(people: Iterable[int]) -> set[int]:
    """Which of these people, by id, are Patient Safety Fellows."""
    rows = Fellowship.objects.current().filter(person__in=set(people))
    return set(rows.values_list("person_id", flat=True))


def participants(space: Space, people: list[Person]) -> list[Participant]:
    """What each of these people is in a space, in a fixed number of queries."""
    at = timezone.now()
    standing = standings([person.pk for person in people])
    in_space = {pk: capacities(each, space, at) for pk, each in standing.items()}
    organisations = Organisation.objects.in_bulk(
        {each.organisation_id for found in in_space.values() for each in found}
        - {None}  # somebody may take part for no organisation
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


def _people(through: Iterable[QuerySet[Any]]) -> QuerySet[Person]:
    # One union, worked out once. Joined by "or", each would be asked again for each person.
    first, *others = (rows.values("person") for rows in through)
    return Person.objects.filter(pk__in=first.union(*others), is_active=True)


def _taking_part(space: Space, at: datetime) -> Iterator[QuerySet[Any]]:
    yield Place.objects.current().filter(space=space).exclude(guest_until__lte=at)
    yield Affiliation.objects.confirmed().filter(organisation__in=organisations_in(space))
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield Appointment.objects.current().filter(collaborative=space.collaborative_id)
            yield Fellowship.objects.current().filter(collaborative=space.collaborative_id)
        case Space.MembersBy.FELLOWS:
            yield Fellowship.objects.current()
            yield NationalRole.objects.current()
        case Space.MembersBy.STEWARDS:
            yield NationalRole.objects.current()


def _looking_after(space: Space) -> Iterator[QuerySet[Any]]:
    yield Place.objects.current().filter(space=space, role=Place.Role.FACILITATOR)
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            yield Appointment.objects.current().filter(collaborative=space.collaborative_id)
        case Space.MembersBy.ORGANISATION:
            yield Affiliation.objects.confirmed().filter(
                organisation=space.organisation_id, role__in=LOOKS_AFTER_ITS_SPACE
            )
        case Space.MembersBy.FELLOWS | Space.MembersBy.STEWARDS:
            yield NationalRole.objects.current()
