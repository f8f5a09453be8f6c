"""Spaces: opening, describing and closing one, and opening it again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise, may
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from networks import events
from networks.ledger import open_stream
from networks.models import (
    Affiliation,
    Collaborative,
    JoinRequest,
    Organisation,
    Place,
    Space,
    Times,
)
from networks.policies import (
    COORDINATE,
    DECIDE_WHO_SEES,
    FACILITATE,
    LOOK_AFTER_NETWORK,
    OPEN_ORGANISATION_SPACE,
)
from networks.roles import NETWORK

from .beginning import Closed, must_be_open
from .describing import close, describe, tell_of_space
from .request_spaces import must_be_decided_first, must_stay_between_both
from .visibility import settle_visibility, visibility_of


class NotItsOwner(ValueError):
    """A space was to be opened for somebody from whom its members cannot arise; the words say what
    is possible."""


AT_NO_TIME = Times()


class JustDecided(Closed):
    """The space of a request to join would open while that it was decided can be taken back; the
    words say what to do."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This request to join has just been decided. Whoever decided can take that back, "
                "which opens the space again; otherwise restore it in ten minutes."
            )
        )


class EndsBeforeItStarts(ValueError):
    """What a space is about would end before it starts, or end without starting; the words say
    so."""

    def __init__(self) -> None:
        super().__init__(_("Let it end after it starts."))


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
        if members_by == Space.MembersBy.NAMED and not may(by, FACILITATE, space):
            _name_opener(space)
        open_stream(space.stream)
        tell_of_space(events.SpaceOpened, space, by, at)
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
    arise = Space.MembersBy
    match arise(members_by), collaborative, organisation:
        case arise.COLLABORATIVE | arise.NAMED, Collaborative(), None:
            authorise(by, COORDINATE, collaborative)
        case arise.ORGANISATION | arise.NAMED, None, Organisation():
            authorise(by, OPEN_ORGANISATION_SPACE, organisation)
        case arise.FELLOWS | arise.STEWARDS | arise.NAMED, None, None:
            authorise(by, LOOK_AFTER_NETWORK, NETWORK)
        case _:
            raise NotItsOwner(
                _(
                    "Whose the space is does not fit how its members arise. Name the one "
                    "collaborative or organisation from which they do, and none for fellows or "
                    "stewards."
                )
            )


def _name_opener(space: Space) -> None:
    """Whoever opens a space of people named one by one is the first of them, for the organisation
    whose it is: when they leave that, they lose the space too. Whoever leads the collaborative
    whose it is has it through that, and needs no place that would outlast it."""
    confirmed = Affiliation.objects.confirmed().filter(person=space.by)
    belongs = confirmed.filter(organisation=space.organisation).exists()
    Place.objects.create(
        space=space,
        person=space.by,
        organisation=space.organisation if belongs else None,
        role=Place.Role.FACILITATOR,
        by=space.by,
        since=space.at,
    )


def _must_start_first(times: Times) -> None:
    starts, ends = times
    if ends and (starts is None or ends <= starts):
        raise EndsBeforeItStarts


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
        BelongsToRequest: others would see the space of a request to join.
        Stale: somebody else described it since.
    """
    authorise(by, FACILITATE, space)
    times = times or space.times
    _must_start_first(times)
    if visible_to_whom != space.visible_to_whom:
        raise_access_epoch()
    before = visibility_of(space)
    if visible_to_whom != before:
        authorise(by, DECIDE_WHO_SEES, space)
        must_stay_between_both(space)
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
        BelongsToRequest: a request to join waits in it.
        AlreadyThere: it is closed.
    """
    authorise(by, DECIDE_WHO_SEES, space)
    raise_access_epoch()
    must_be_decided_first(space)
    return _close(space, by, at or timezone.now())


@transaction.atomic
def reopen_space(*, by: Person, space: Space, at: datetime | None = None) -> Space:
    """Open a closed space again, as it was.

    Raises:
        NotPermitted: they could not have opened it.
        AlreadyThere: it is open.
        Closed: whose it is has been closed.
        JustDecided: it is of a request to join, and that this was decided can be taken back.
    """
    authorise(by, DECIDE_WHO_SEES, space)
    if space.owner:
        must_be_open(space.owner)
    at = at or timezone.now()
    if JoinRequest.objects.just_decided(at).filter(space=space).exists():
        raise JustDecided
    raise_access_epoch()
    space = close(space, at=None)
    tell_of_space(events.SpaceReopened, space, by, at)
    return space


def close_spaces_of(*, by: Person, at: datetime, **owner: Collaborative | Organisation) -> None:
    """Close the spaces of a collaborative or organisation that is itself being closed, in the
    order of their streams. The caller has raised the epoch."""
    for space in Space.objects.still_open().filter(**owner).order_by("uid"):
        _close(space, by, at)


def _close(space: Space, by: Person, at: datetime) -> Space:
    space = close(space, at=at)
    tell_of_space(events.SpaceClosed, space, by, at)
    return space
