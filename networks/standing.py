"""What a person is across the network: the facts from which every right follows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.accounts.models import Person

from .models.collaboratives import Appointment, Membership
from .models.organisations import Affiliation
from .models.people import Fellowship, NationalRole
from .models.places import Place, SpaceOrganisation


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


NOBODY = Standing()


def standings(people: Collection[int]) -> dict[int, Standing]:
    """The standing of each of these people, by id, in a fixed number of queries.

    Who is not active has none.
    """
    active = Person.objects.filter(id__in=people, is_active=True).values_list("id", flat=True)
    found = {person_id: Standing(person_id) for person_id in active}
    people_of: dict[int, list[int]] = defaultdict(list)
    for person_id, organisation_id, role in (
        Affiliation.objects.confirmed()
        .filter(person__in=found)
        .values_list("person_id", "organisation_id", "role")
    ):
        found[person_id].organisations.add(InOrganisation(organisation_id, role))
        people_of[organisation_id].append(person_id)
    for organisation_id, collaborative_id in (
        Membership.objects.current()
        .filter(organisation__in=people_of)
        .values_list("organisation_id", "collaborative_id")
    ):
        for person_id in people_of[organisation_id]:
            found[person_id].collaboratives.add(
                InCollaborative(collaborative_id, organisation_id, Role.MEMBER)
            )
    for organisation_id, space_id in (
        SpaceOrganisation.objects.current()
        .filter(organisation__in=people_of)
        .values_list("organisation_id", "space_id")
    ):
        for person_id in people_of[organisation_id]:
            found[person_id].spaces.add(InSpace(space_id, organisation_id, Role.CONTRIBUTOR))
    for appointment in Appointment.objects.current().filter(person__in=found):
        found[appointment.person_id].collaboratives.add(
            InCollaborative(
                appointment.collaborative_id,
                appointment.organisation_id,
                Role[appointment.role.upper()],
            )
        )
    for fellowship in Fellowship.objects.current().filter(person__in=found):
        standing = found[fellowship.person_id]
        standing.fellow = True
        if fellowship.supported_by_id in {each.organisation_id for each in standing.organisations}:
            standing.fellow_for = fellowship.supported_by_id
        standing.collaboratives.add(
            InCollaborative(fellowship.collaborative_id, standing.fellow_for, Role.MEMBER)
        )
    for person_id in (
        NationalRole.objects.current().filter(person__in=found).values_list("person_id", flat=True)
    ):
        found[person_id].steward = True
    for place in Place.objects.current().filter(person__in=found):
        found[place.person_id].spaces.add(
            InSpace(
                place.space_id, place.organisation_id, Role[place.role.upper()], place.guest_until
            )
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


def membership_q(standing: Standing, at: datetime | None = None) -> Q:
    """The spaces in which somebody of this standing takes part, each by the way members arise."""
    at = at or timezone.now()
    mine = Q(pk__in=[place.space_id for place in standing.spaces if place.holds(at)])
    mine |= Q(
        members_by="collaborative",
        collaborative__in={each.collaborative_id for each in standing.collaboratives},
    )
    mine |= Q(
        members_by="organisation",
        organisation__in={each.organisation_id for each in standing.organisations},
    )
    if standing.fellow or standing.steward:
        mine |= Q(members_by="fellows")
    if standing.steward:
        mine |= Q(members_by="stewards")
    return mine


def visibility_q(standing: Standing, at: datetime | None = None) -> Q:
    """The spaces that somebody of this standing sees: public, the network's, and their own."""
    seen = Q(visible_to_whom="public")
    if standing.in_network:
        seen |= Q(visible_to_whom="network")
    if standing is not NOBODY:
        seen |= membership_q(standing, at)
    return seen
