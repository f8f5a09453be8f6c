"""Spaces: opening, describing and closing one; naming people, organisations and guests in it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import NotPermitted, authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from networks import events
from networks.guests import LONGEST_STAY
from networks.ledger import open_stream, record
from networks.models import (
    Collaborative,
    Organisation,
    Place,
    Space,
    SpaceOrganisation,
    Times,
)
from networks.openers import needed_to_open
from networks.policies import DECIDE_WHO_SEES, FACILITATE

from .beginning import begin, must_be_open, must_belong
from .describing import close, describe
from .roles import note_ended, note_given
from .visibility import settle_visibility, visibility_of


class NotItsOwner(ValueError):
    """A space was to be opened for somebody from whom its members cannot arise; the words say what
    is possible."""


AT_NO_TIME = Times()


class EndsBeforeItStarts(ValueError):
    """What a space is about would end before it starts, or end without starting; the words say
    so."""

    def __init__(self) -> None:
        super().__init__(_("Let it end after it starts."))


class GuestsDoNotFacilitate(ValueError):
    """A guest was to facilitate; the words say what is possible."""


class NotAGuestsEnd(ValueError):
    """A guest's place would end in the past, or too far ahead; the words say what is possible."""

    def __init__(self) -> None:
        super().__init__(_("A guest’s place ends on a day from tomorrow on, within a year."))


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
    times: Times = AT_NO_TIME,
    key: str | None = None,
    at: datetime | None = None,
) -> Space:
    """Open a space, with its stream.

    Args:
        members_by: how its members arise, a ``Space.MembersBy``.
        visible_to_whom: a ``Space.Visibility``.
        collaborative: whose it is; needed where members arise from one.
        organisation: likewise.
        times: when what it is about takes place, such as a learning session.
        key: the request's own, so that a repeat opens nothing new.

    Raises:
        NotPermitted: a collaborative's spaces are opened by its leads, an organisation's by its
            safety lead or administrator, all others by a steward.
        NotItsOwner: its members arise otherwise than from whose it would be.
        EndsBeforeItStarts: it would.
        Closed: whose it would be is closed.
        KeyUsedForOtherText: another one was opened under this key.
    """
    _authorise_opening(by, members_by, collaborative, organisation)
    _must_start_first(times)
    at = at or timezone.now()
    facts = {
        "name": name,
        "purpose": purpose,
        "members_by": members_by,
        "visible_to_whom": visible_to_whom,
        **times._asdict(),
    }

    def open_it() -> Ref:
        for owner in (collaborative, organisation):
            if owner:
                must_be_open(owner)
        space = Space.objects.create(
            collaborative=collaborative, organisation=organisation, by=by, at=at, **facts
        )
        if members_by == Space.MembersBy.NAMED:
            Place.objects.create(
                space=space, person=by, role=Place.Role.FACILITATOR, by=by, since=at
            )
        open_stream(space.stream)
        _tell(events.SpaceOpened, space, by, at)
        return Ref("space", space.uid)

    asked = facts | {
        "collaborative": collaborative and collaborative.uid,
        "organisation": organisation and organisation.uid,
    }
    done = once(by=by, action="open_space", key=key, fields=asked, do=open_it)
    return Space.objects.get(uid=done.ref.uid)


def _authorise_opening(
    by: Person,
    members_by: str,
    collaborative: Collaborative | None,
    organisation: Organisation | None,
) -> None:
    needed = needed_to_open(members_by, collaborative, organisation)
    if needed is None:
        raise NotItsOwner(
            _(
                "Whose the space is does not fit how its members arise. Name the one "
                "collaborative or organisation from which they do, and none for fellows or "
                "stewards."
            )
        )
    authorise(by, needed.permission, needed.over)


def _must_start_first(times: Times) -> None:
    starts, ends = times
    if ends and (starts is None or ends <= starts):
        raise EndsBeforeItStarts


def _authorise_its_opening(by: Person, space: Space) -> None:
    """Whoever could have opened a space decides who sees it, and whether it is open."""
    try:
        _authorise_opening(by, space.members_by, space.collaborative, space.organisation)
    except NotPermitted as refused:
        raise NotPermitted(refused.needed, space) from refused


@transaction.atomic
def describe_space(
    *,
    by: Person,
    space: Space,
    name: str,
    purpose: str,
    visible_to_whom: str,
    started_from: int,
    times: Times | None = None,
    at: datetime | None = None,
) -> Space:
    """Change what a space is called and for, when it takes place, or who can see it.

    Whoever gains sight of it sees what is written from then on, as ``change_visibility`` has it.

    Args:
        visible_to_whom: a ``Space.Visibility``.
        started_from: the version that the writer changed.
        times: when what it is about takes place; None leaves that as it is.

    Raises:
        EndsBeforeItStarts: it would.
        NotPermitted: its facilitators describe it; who sees it is decided by whoever could have
            opened it.
        Stale: somebody else described it since.
    """
    authorise(by, FACILITATE, space)
    times = times or space.times
    _must_start_first(times)
    before = visibility_of(space)
    if visible_to_whom != before:
        authorise(by, DECIDE_WHO_SEES, space)
    space = describe(
        space,
        started_from=started_from,
        name=name,
        purpose=purpose,
        visible_to_whom=visible_to_whom,
        **times._asdict(),
    )
    settle_visibility(space, before, by, at or timezone.now())
    return space


@transaction.atomic
def close_space(*, by: Person, space: Space, at: datetime | None = None) -> Space:
    """Close a space: it leaves every list, whoever saw it can still read it, nobody writes in it.

    Raises:
        NotPermitted: they could not have opened it.
        AlreadyThere: it is closed.
    """
    _authorise_its_opening(by, space)
    return _close(space, by, at or timezone.now())


@transaction.atomic
def reopen_space(*, by: Person, space: Space, at: datetime | None = None) -> Space:
    """Open a closed space again, as it was.

    Raises:
        NotPermitted: they could not have opened it.
        AlreadyThere: it is open.
        Closed: whose it is has been closed.
    """
    _authorise_its_opening(by, space)
    for owner in (space.collaborative, space.organisation):
        if owner:
            must_be_open(owner)
    space = close(space, at=None)
    raise_access_epoch()
    _tell(events.SpaceReopened, space, by, at or timezone.now())
    return space


def close_spaces_of(*, by: Person, at: datetime, **owner: Collaborative | Organisation) -> None:
    """Close the spaces of a collaborative or organisation that is itself being closed, in the
    order of their streams."""
    for space in Space.objects.still_open().filter(**owner).order_by("uid"):
        _close(space, by, at)


def _close(space: Space, by: Person, at: datetime) -> Space:
    space = close(space, at=at)
    raise_access_epoch()
    _tell(events.SpaceClosed, space, by, at)
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
        NotAGuestsEnd: a guest's place would end before it begins, or in more than a year.
        AlreadyThere: they have a place.
    """
    authorise(by, FACILITATE, space)
    at = at or timezone.now()
    raise_access_epoch()
    if organisation:
        must_belong(person, organisation)
    if guest_until and role == Place.Role.FACILITATOR:
        raise GuestsDoNotFacilitate(_("A guest takes part; somebody who stays facilitates."))
    if guest_until and not at < guest_until <= timezone.now() + LONGEST_STAY:
        raise NotAGuestsEnd
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
    note_given(place, by=by, space=space.uid)
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
    note_given(naming, by=by, space=space.uid)
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
    note_ended(held, by=by, space=held.space.uid)
    _tell(events.PlaceEnded, held.space, by, at)


def _tell(event: events.EventKind, space: Space, by: Person, at: datetime) -> None:
    record(
        event,
        stream=space.stream,
        subject=Ref("space", space.uid),
        version=space.version,
        by=by,
        at=at,
    )
