"""What a person is to an organisation, a collaborative and a space. All rights start here."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from collab.base.access.permissions import ANY_ORGANISATION, Role, roles_of, with_included

from .models import (
    Affiliation,
    Collaborative,
    EmailDomain,
    Ground,
    Invitation,
    InvitationBatch,
    JoinRequest,
    Organisation,
    Profile,
    Registration,
    Space,
)
from .models.confined import narrower_of
from .standing import LOOKS_AFTER, Standing, standing_of

LOOKS_AFTER_ITS_SPACE = {Affiliation.Kind(each) for each in LOOKS_AFTER}


class Capacity(NamedTuple):
    """One way in which somebody takes part in a space: for whom, as what, and until when."""

    organisation_id: int | None
    role: Role
    until: datetime | None = None


def capacities(standing: Standing, space: Space, at: datetime) -> list[Capacity]:
    """Every way in which somebody of this standing takes part in a space.

    In a closed one they only read.
    """
    found = [
        Capacity(place.organisation_id, place.role, place.guest_until)
        for place in standing.spaces
        if place.space_id == space.pk and place.holds(at)
    ]
    match space.members_by:
        case Space.MembersBy.COLLABORATIVE:
            found += [
                Capacity(
                    each.organisation_id,
                    Role.CONTRIBUTOR if each.role == Role.MEMBER else Role.FACILITATOR,
                )
                for each in standing.collaboratives
                if each.collaborative_id == space.collaborative_id
            ]
        case Space.MembersBy.ORGANISATION:
            found += [
                Capacity(
                    each.organisation_id,
                    Role.FACILITATOR if each.role in LOOKS_AFTER_ITS_SPACE else Role.CONTRIBUTOR,
                )
                for each in standing.organisations
                if each.organisation_id == space.organisation_id
            ]
        case Space.MembersBy.FELLOWS:
            if standing.fellow:
                found.append(Capacity(standing.fellow_for, Role.CONTRIBUTOR))
            if standing.steward:
                found.append(Capacity(None, Role.FACILITATOR))
        case Space.MembersBy.STEWARDS:
            if standing.steward:
                found.append(Capacity(None, Role.FACILITATOR))
        case Space.MembersBy.NAMED:
            found += [
                Capacity(each.organisation_id, Role.FACILITATOR)
                for each in standing.collaboratives
                if each.role != Role.MEMBER and each.collaborative_id == space.collaborative_id
            ]
    if space.closed_at:
        return [each._replace(role=Role.READER) for each in found]
    return found


def visits(standing: Standing, space: Space, reach: str = Space.Visibility.PUBLIC) -> bool:
    """May somebody of this standing read a space without taking part in it, or what reaches no
    further than this in it?"""
    sees = Space.Visibility
    seen_by = narrower_of(space.visible_to_whom, reach)
    return seen_by == sees.PUBLIC or (seen_by == sees.NETWORK and standing.in_network)


def as_owner(standing: Standing, space: Space) -> Iterator[tuple[int | None, Role]]:
    """As what somebody of this standing looks after whose space it is, and for whom.

    They take part in the space only where its members arise so.
    """
    for led in standing.collaboratives:
        if led.role == Role.LEAD and led.collaborative_id == space.collaborative_id:
            yield led.organisation_id, led.role
    for own in standing.organisations:
        if own.role in LOOKS_AFTER_ITS_SPACE and own.organisation_id == space.organisation_id:
            yield own.organisation_id, Role[own.role.upper()]


def everywhere(person: Any, standing: Standing) -> set[Role]:
    """What a person is whatever the subject."""
    roles = {Role.ANYONE}
    if person.is_authenticated:
        roles |= with_included(Role.SIGNED_IN)
    if standing.in_network:
        roles |= with_included(Role.NETWORK)
    if standing.steward:
        roles |= with_included(Role.STEWARD)
    return roles


def speaks_for(organisation: Any, organisation_id: int | None) -> bool:
    """Is this right held on behalf of the organisation asked about?"""
    if organisation is ANY_ORGANISATION:
        return True
    return organisation_id == (organisation.pk if organisation else None)


class Network:
    """The whole network, for what concerns no one organisation, collaborative or space."""


NETWORK = Network()


@roles_of.register
def _(
    subject: Network,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    return everywhere(person, standing_of(person, fresh=fresh))


@roles_of.register
def _(
    subject: Registration,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    return everywhere(person, standing_of(person, fresh=fresh))


@roles_of.register
def _(
    subject: Space,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    ground = Ground(subject, Space.Visibility.PUBLIC)
    return roles_of(ground, person, organisation=organisation, fresh=fresh)


@roles_of.register
def _(
    subject: Ground,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    standing = standing_of(person, fresh=fresh)
    roles = everywhere(person, standing)
    for organisation_id, role in as_owner(standing, subject.space):
        if speaks_for(organisation, organisation_id):
            roles |= with_included(role)
    if visits(standing, subject.space, subject.reach):
        roles.add(Role.READER)
    for capacity in capacities(standing, subject.space, timezone.now()):
        if speaks_for(organisation, capacity.organisation_id):
            roles |= with_included(capacity.role)
    return roles


@roles_of.register
def _(
    subject: Organisation,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    standing = standing_of(person, fresh=fresh)
    roles = everywhere(person, standing)
    for each in standing.organisations:
        if each.organisation_id == subject.pk:
            roles |= with_included(Role[each.role.upper()])
    return roles


@roles_of.register
def _(
    subject: Profile,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    roles = everywhere(person, standing_of(person, fresh=fresh))
    if person.is_authenticated and subject.pk == person.pk:
        roles |= with_included(Role.SELF)
    return roles


@roles_of.register(Affiliation)
@roles_of.register(EmailDomain)
def _(
    subject: Any,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    """What somebody is to the organisation that it is about, and to their own part in it."""
    roles = roles_of(subject.organisation, person, organisation=organisation, fresh=fresh)
    if person.is_authenticated and getattr(subject, "person_id", None) == person.pk:
        roles = roles | with_included(Role.SELF)
    return roles


@roles_of.register
def _(
    subject: Collaborative,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    standing = standing_of(person, fresh=fresh)
    roles = everywhere(person, standing)
    for each in standing.collaboratives:
        if each.collaborative_id == subject.pk and speaks_for(organisation, each.organisation_id):
            roles.add(each.role)
    return roles


@roles_of.register(Invitation)
@roles_of.register(InvitationBatch)
def _(
    subject: Invitation | InvitationBatch,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    """What they are to the organisation, or to the collaborative through which it was sent."""
    roles = everywhere(person, standing_of(person, fresh=fresh))
    for whose in (subject.organisation, subject.collaborative):
        if whose:
            roles |= roles_of(whose, person, organisation=organisation)
    return roles


@roles_of.register
def _(
    subject: JoinRequest,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    """What somebody who sees the request is in its space, and to either side of it."""
    sides = (subject.space, subject.collaborative, subject.organisation)
    in_space, *others = (
        roles_of(side, person, organisation=organisation, fresh=fresh) for side in sides
    )
    return in_space.union(*others) if Role.READER in in_space else in_space
