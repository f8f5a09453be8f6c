"""An organisation asks to take part in a collaborative, and the collaborative's lead decides."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.mail.outbox import take_back_mail
from networks import events
from networks.joining_mails import mail_sponsor
from networks.ledger import hold_stream, open_stream, record
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    JoinRequest,
    LedgerRow,
    Membership,
    Organisation,
    Place,
    Space,
    TooLateToUndo,
)
from networks.policies import ASK_TO_JOIN, COORDINATE

from .beginning import AlreadyThere, begin, must_be_open, must_belong, unless_taken
from .describing import close, tell_of_space
from .roles import note_ended, note_given

State = JoinRequest.State
ASKING = [Affiliation.Kind.SAFETY_LEAD, Affiliation.Kind.ADMINISTRATOR, Affiliation.Kind.SPONSOR]


class FollowedAlready(AlreadyThere):
    """Something came of a decision, so that it cannot be taken back; the words say what to do."""


@transaction.atomic
def begin_join_request(
    *,
    by: Person,
    organisation: Organisation,
    collaborative: Collaborative,
    sponsor: Person | None,
    at: datetime | None = None,
) -> JoinRequest:
    """Open a request to join, with the space in which both sides see it.

    Places there have whoever asks, the sponsor, and the organisation's safety leads and
    administrators; the collaborative's leads and coaches facilitate it.

    Args:
        sponsor: the executive sponsor, if they have an account.

    Raises:
        NotPermitted: they do not look after the organisation.
        DoesNotBelong: the sponsor is not of the organisation.
        Closed: one of the two is closed.
        AlreadyThere: it takes part already, or has asked.
    """
    authorise(by, ASK_TO_JOIN, organisation)
    must_be_open(organisation)
    must_be_open(collaborative)
    if sponsor:
        must_belong(sponsor, organisation)
    at = at or timezone.now()
    # Before looking: whoever admits the organisation at this moment comes before or after.
    raise_access_epoch()
    held = Membership.objects.current()
    if held.filter(organisation=organisation, collaborative=collaborative).exists():
        raise AlreadyThere(
            _("%(organisation)s takes part in %(collaborative)s already.")
            % {"organisation": organisation.name, "collaborative": collaborative.name}
        )
    space = Space.objects.create(
        name=_("Join request: %(name)s") % {"name": organisation.name[:100]},
        purpose=_("Whether %(name)s joins: why, questions, and the decision")
        % {"name": organisation.name[:140]},
        members_by=Space.MembersBy.NAMED,
        collaborative=collaborative,
        by=by,
        at=at,
    )
    request = unless_taken(
        _("%(organisation)s has asked to join %(collaborative)s already.")
        % {"organisation": organisation.name, "collaborative": collaborative.name},
        lambda: JoinRequest.objects.create(
            organisation=organisation,
            collaborative=collaborative,
            space=space,
            sponsor=sponsor,
            by=by,
            at=at,
        ),
    )
    _give_places(request, at)
    if sponsor and sponsor != by:
        mail_sponsor(request)
    open_stream(space.stream)
    _tell(events.JoinRequested, request, by, at)
    return request


def _give_places(request: JoinRequest, at: datetime) -> None:
    belonging = Affiliation.objects.confirmed().filter(organisation=request.organisation)
    asking = set(belonging.filter(role__in=ASKING).values_list("person", flat=True))
    own = set(belonging.filter(person=request.by).values_list("person", flat=True))
    people = {request.by_id} | asking | ({request.sponsor_id} if request.sponsor_id else set())
    for person in sorted(people):
        # A steward who asks is not of the organisation, and speaks for none.
        theirs = request.organisation if person != request.by_id or person in own else None
        place = Place.objects.create(
            space=request.space,
            person_id=person,
            organisation=theirs,
            role=Place.Role.CONTRIBUTOR,
            by=request.by,
            since=at,
        )
        note_given(place, by=request.by, space=request.space.uid)


@transaction.atomic
def accept_join(*, by: Person, request: JoinRequest, at: datetime | None = None) -> JoinRequest:
    """Let the organisation take part: its people gain the collaborative's spaces at once.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
        Closed: the organisation or the collaborative is closed.
    """
    authorise(by, COORDINATE, request.collaborative)
    request = _still_waiting(request)
    must_be_open(request.organisation)
    must_be_open(request.collaborative)
    at = at or timezone.now()
    request.membership = begin(
        Membership,
        _("%(name)s takes part already.") % {"name": request.organisation.name},
        collaborative=request.collaborative,
        organisation=request.organisation,
        by=by,
        since=at,
    )
    note_given(request.membership, by=by, collaborative=request.collaborative.uid)
    return _decide(request, State.ACCEPTED, events.JoinAccepted, by, at)


@transaction.atomic
def decline_join(
    *,
    by: Person,
    request: JoinRequest,
    said_in: Ref | None = None,
    at: datetime | None = None,
) -> JoinRequest:
    """Decline a request; the organisation may ask again.

    Args:
        said_in: the message of the request's discussion that says why. What is not said there any
            more is not mailed either.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
    """
    authorise(by, COORDINATE, request.collaborative)
    request = _still_waiting(request)
    at = at or timezone.now()
    request.said_in = str(said_in or "")
    return _decide(request, State.DECLINED, events.JoinDeclined, by, at)


@transaction.atomic
def withdraw_join(*, by: Person, request: JoinRequest, at: datetime | None = None) -> JoinRequest:
    """Take a request back; the organisation may ask again.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
    """
    authorise(by, ASK_TO_JOIN, request.organisation)
    request = _still_waiting(request)
    return _decide(request, State.WITHDRAWN, events.JoinWithdrawn, by, at or timezone.now())


@transaction.atomic
def take_back_decision(
    *, by: Person, request: JoinRequest, at: datetime | None = None
) -> JoinRequest:
    """Undo one's own accepting or declining, within ten minutes: the request waits again.

    Where it was accepted, the organisation's part ends, as if it had not begun.

    Raises:
        TooLateToUndo: it was decided longer ago, or by somebody else.
        FollowedAlready: its people have written in the collaborative's spaces since, or one of
            them was appointed.
        AlreadyThere: it has asked anew since.
    """
    authorise(by, COORDINATE, request.collaborative)
    request = _held(request)
    at = at or timezone.now()
    if not request.undone_by(by, at):
        raise TooLateToUndo()
    must_be_open(request.organisation)
    must_be_open(request.collaborative)
    if request.membership:
        _must_not_have_followed(request)
        if request.membership.ended_at is None:
            request.membership.end(by=by, at=at)
            note_ended(request.membership, by=by, collaborative=request.collaborative.uid)
        Membership.objects.filter(pk=request.membership.pk).update(undone=True)
    request.state, request.membership = State.WAITING, None
    request.decided_by = request.decided_at = None
    request.said_in = ""
    request.version += 1
    unless_taken(
        _("%(name)s has asked anew since. Answer that request.")
        % {"name": request.organisation.name},
        request.save,
    )
    request.space = close(request.space, at=None)
    # If its mail waits it does not leave; what was not mailed yet is not (networks/decisions.py).
    take_back_mail(about=str(request.ref), reader=f"person:{request.by.uid}")
    _tell(events.JoinReopened, request, by, at)
    tell_of_space(events.SpaceReopened, request.space, by, at)
    return request


def _must_not_have_followed(request: JoinRequest) -> None:
    since = request.decided_at
    spaces = Space.objects.filter(
        collaborative=request.collaborative, members_by=Space.MembersBy.COLLABORATIVE
    )
    people = Affiliation.objects.confirmed().filter(organisation=request.organisation)
    wrote = LedgerRow.objects.filter(
        stream__in=[space.stream for space in spaces],
        actor__in=people.values("person"),
        at__gte=since,
    )
    appointed = Appointment.objects.current().filter(
        collaborative=request.collaborative, organisation=request.organisation, since__gte=since
    )
    if wrote.exists() or appointed.exists():
        raise FollowedAlready(
            _(
                "People of %(name)s have taken part since. To end that, take the organisation out "
                "on the page of members."
            )
            % {"name": request.organisation.name}
        )


def settle_by_admission(*, by: Person, membership: Membership, at: datetime) -> None:
    """The organisation was admitted while its request waited: the request is accepted with it."""
    waiting = JoinRequest.objects.waiting().filter(
        organisation=membership.organisation, collaborative=membership.collaborative
    )
    for found in waiting.for_rows():
        request = _held(found)
        request.membership = membership
        _decide(request, State.ACCEPTED, events.JoinAccepted, by, at)


def close_join_requests_of(
    *, by: Person, at: datetime, **owner: Collaborative | Organisation
) -> None:
    """The organisation or collaborative is closed, and nothing is left to decide."""
    waiting = JoinRequest.objects.waiting().filter(**owner).for_rows().order_by("space__uid")
    for request in waiting:
        _decide(request, State.CLOSED, events.JoinClosed, by, at)


def _decide(
    request: JoinRequest,
    state: JoinRequest.State,
    event: events.EventKind,
    by: Person,
    at: datetime,
) -> JoinRequest:
    """The request is over: its space is closed, and can still be read. The epoch was raised."""
    request.state, request.decided_by, request.decided_at = state, by, at
    request.version += 1
    request.save(
        update_fields=["state", "decided_by", "decided_at", "membership", "said_in", "version"]
    )
    if request.space.closed_at is None:
        request.space = close(request.space, at=at)
    _tell(event, request, by, at)
    tell_of_space(events.SpaceClosed, request.space, by, at)
    return request


def _held(request: JoinRequest) -> JoinRequest:
    """The row as it is now, held until the decision is made: two people may decide at once."""
    raise_access_epoch()
    JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return JoinRequest.objects.for_rows().select_related("membership").get(pk=request.pk)


def _still_waiting(request: JoinRequest) -> JoinRequest:
    row = _held(request)
    if not row.waits:
        raise AlreadyThere(
            _("That request is not waiting any more: %(how)s.") % {"how": row.outcome}
        )
    return row


def hold_for_decision(request: JoinRequest) -> JoinRequest:
    """Take what a decision takes, for whoever says something in the space first.

    The order is everybody's: the epoch, the space, then the streams, one's own before the space's.
    What is said takes the space's stream; if the others were taken after it, this and somebody who
    names a person in the space would wait for each other, until the database breaks one off.

    Raises:
        AlreadyThere: the request was answered already, or taken back.
    """
    row = _still_waiting(request)
    Space.objects.select_for_update(of=("self",)).get(pk=row.space_id)
    hold_stream(_own_stream(row))
    return row


def _own_stream(request: JoinRequest) -> str:
    return f"p:{request.by.uid}"


def _tell(event: events.EventKind, request: JoinRequest, by: Person, at: datetime) -> None:
    """Whoever asked hears it on their own stream, and the collaborative's leads on that of the
    request's space. One's own stream is taken first, wherever both are."""
    own = _own_stream(request)
    open_stream(own)
    for stream in (own, request.space.stream):
        record(event, stream=stream, subject=request.ref, version=request.version, by=by, at=at)
