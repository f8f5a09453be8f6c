"""Spaces: opening one, and naming people, organisations and guests in it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from networks import events
from networks.ledger import open_stream, record
from networks.models import Collaborative, Organisation, Place, Space, SpaceOrganisation
from networks.policies import COORDINATE, FACILITATE, LOOK_AFTER_NETWORK, OPEN_ORGANISATION_SPACE
from networks.roles import NETWORK

from .beginning import begin, must_belong


class NotItsOwner(ValueError):
    """A space was to be opened for somebody from whom its members cannot arise."""


class GuestsDoNotFacilitate(ValueError):
    """A guest was to facilitate; the words say what is possible."""


@transaction.atomic
def open_space(
    *,
    by: Person,
    name: str,
    purpose: str,
    members_by: str,
    visible_to_whom: str = Space.Visibility.MEMBERS,
    collaborative: Collaborative | None = None,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Space:
    """Open a space, with its stream.

    Args:
        members_by: how its members arise, a ``Space.MembersBy``.
        visible_to_whom: a ``Space.Visibility``.
        collaborative: whose it is; needed where members arise from one.
        organisation: likewise.

    Raises:
        NotPermitted: a collaborative's spaces are opened by its leads, an organisation's by its
            safety lead or administrator, all others by a steward.
        NotItsOwner: its members arise otherwise than from whose it would be.
    """
    arise = Space.MembersBy
    match arise(members_by), collaborative, organisation:
        case arise.COLLABORATIVE | arise.NAMED, Collaborative(), None:
            authorise(by, COORDINATE, collaborative)
        case arise.ORGANISATION | arise.NAMED, None, Organisation():
            authorise(by, OPEN_ORGANISATION_SPACE, organisation)
        case arise.FELLOWS | arise.STEWARDS | arise.NAMED, None, None:
            authorise(by, LOOK_AFTER_NETWORK, NETWORK)
        case _:
            raise NotItsOwner(members_by)
    at = at or timezone.now()
    space = Space.objects.create(
        name=name,
        purpose=purpose,
        members_by=members_by,
        visible_to_whom=visible_to_whom,
        collaborative=collaborative,
        organisation=organisation,
        by=by,
        at=at,
    )
    if members_by == Space.MembersBy.NAMED:
        Place.objects.create(space=space, person=by, role=Place.Role.FACILITATOR, by=by, since=at)
    open_stream(space.stream)
    _tell(events.SpaceOpened, space, by, at)
    return space


@transaction.atomic
def give_place(
    *,
    by: Person,
    space: Space,
    person: Person,
    role: str,
    organisation: Organisation | None = None,
    guest_until: datetime | None = None,
    at: datetime | None = None,
) -> Place:
    """Name somebody in a space.

    Args:
        role: a ``Place.Role``.
        organisation: the one for which they take part.
        guest_until: when a guest's place ends by itself; a guest does not facilitate.

    Raises:
        DoesNotBelong: the organisation is not theirs.
        GuestsDoNotFacilitate: they would be a guest and facilitate.
        AlreadyThere: they have a place.
    """
    authorise(by, FACILITATE, space)
    at = at or timezone.now()
    raise_access_epoch()
    if organisation:
        must_belong(person, organisation)
    if guest_until and role == Place.Role.FACILITATOR:
        raise GuestsDoNotFacilitate(_("A guest takes part; somebody who stays facilitates."))
    # A guest's place that is over lets nobody in, but would stand in the way of the next one.
    over = Place.objects.current().filter(space=space, person=person, guest_until__lte=at)
    over.update(ended_at=F("guest_until"))
    place = begin(
        Place,
        _("%(name)s has a place there already.") % {"name": person.name},
        space=space,
        person=person,
        organisation=organisation,
        role=role,
        guest_until=guest_until,
        by=by,
        since=at,
    )
    _tell(events.PlaceGiven, space, by, at)
    return place


@transaction.atomic
def end_place(*, by: Person, place: Place, at: datetime | None = None) -> Place:
    """Take somebody's place in a space away, or give up one's own."""
    if by != place.person:
        authorise(by, FACILITATE, place.space)
    _end(place, by, at)
    return place


@transaction.atomic
def name_organisation(
    *, by: Person, space: Space, organisation: Organisation, at: datetime | None = None
) -> SpaceOrganisation:
    """Name an organisation in a space: its people take part."""
    authorise(by, FACILITATE, space)
    at = at or timezone.now()
    raise_access_epoch()
    naming = begin(
        SpaceOrganisation,
        _("%(name)s is named there already.") % {"name": organisation.name},
        space=space,
        organisation=organisation,
        by=by,
        since=at,
    )
    _tell(events.PlaceGiven, space, by, at)
    return naming


@transaction.atomic
def end_naming(
    *, by: Person, naming: SpaceOrganisation, at: datetime | None = None
) -> SpaceOrganisation:
    """Take an organisation's name out of a space: its people lose sight of it."""
    authorise(by, FACILITATE, naming.space)
    _end(naming, by, at)
    return naming


def _end(held: Place | SpaceOrganisation, by: Person, at: datetime | None) -> None:
    at = at or timezone.now()
    raise_access_epoch()
    held.end(by=by, at=at)
    _tell(events.PlaceEnded, held.space, by, at)


def _tell(event: events.EventKind, space: Space, by: Person, at: datetime) -> None:
    record(event, stream=space.stream, subject=Ref("space", space.uid), version=1, by=by, at=at)
