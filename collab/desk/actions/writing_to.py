"""Writing to many members of a collaborative at once, as a discussion that they all see."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from discussions.actions import start_thread
from discussions.models import Thread
from networks import events
from networks.actions.roles import note_given_to_each
from networks.actions.spaces import open_space
from networks.ledger import record
from networks.models import Affiliation, Collaborative, Place, Space
from networks.policies import COORDINATE
from networks.speaking import speaks_for_in

from ..jobs import mail_thread
from ..members import member_organisations, own_spaces_of

MOST = 1000
"""People in a space that is opened to write to them. Everybody is written to in a space of all."""


class CannotWriteTo(ValidationError):
    """Nobody would be written to, or too many at once; the words say what to do."""


def write_to(
    *,
    by: Person,
    collaborative: Collaborative,
    people: Sequence[Person],
    title: str,
    text: str,
    space: Space | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Thread:
    """Start a discussion with people of a collaborative, and mail each of them that it is there.

    Args:
        people: to whom, without whoever writes.
        title: up to 150 characters.
        text: the first message, in Markdown.
        space: one of the collaborative's own, to write to everybody there. Without it a new one
            is opened, for these people alone.
        key: the request's own, so that a repeat writes nothing new.

    Raises:
        NotPermitted: they do not lead the collaborative.
        CannotWriteTo: there is nobody, there are too many, or the space is not one of all.
        TextRefused: the text cannot be taken.
        TooManyMessages: they have posted too much in the last minute.
        KeyUsedForOtherText: something else was written under this key.
    """
    people = sorted((each for each in people if each != by), key=lambda each: each.pk)

    def write() -> Ref:
        there = space or _space_for(by, collaborative, people, title, at)
        started = start_thread(
            by=by,
            for_organisation=next(iter(speaks_for_in(by, there)), None),
            space=there,
            title=title,
            text=text,
            at=at,
        )
        mail_thread.enqueue(uid=started.uid, space=there.uid, after=0)
        return started.ref

    with transaction.atomic():
        authorise(by, COORDINATE, collaborative)
        if space and not own_spaces_of(collaborative).filter(pk=space.pk).exists():
            raise CannotWriteTo(_("Choose one of the collaborative’s own spaces."))
        if not people and not space:
            raise CannotWriteTo(_("Nobody fits what you chose. Choose less, then write."))
        if len(people) > MOST and not space:
            says = _("Choose at most %(most)d people, or write to everybody in a space of all.")
            raise CannotWriteTo(says % {"most": MOST})
        asked = {
            "collaborative": collaborative.uid,
            "people": [] if space else [each.uid for each in people],
            "space": space and space.uid,
            "title": title,
            "text": text,
        }
        done = once(by=by, action="write_to", key=key, fields=asked, do=write)
    return Thread.objects.select_related("space").get(uid=done.ref.uid)


def _space_for(
    by: Person,
    collaborative: Collaborative,
    people: Sequence[Person],
    title: str,
    at: datetime | None,
) -> Space:
    """A space for these people, each for the organisation through which they take part."""
    at = at or timezone.now()
    # The epoch comes before any stream, as with everybody: else two would wait for each other.
    raise_access_epoch()
    says = ngettext("A message to %(count)d person", "A message to %(count)d people", len(people))
    space = open_space(
        by=by,
        name=_("To: %(title)s") % {"title": title[:110]},
        purpose=says % {"count": len(people)},
        members_by=Space.MembersBy.NAMED,
        collaborative=collaborative,
        at=at,
    )
    held = Affiliation.objects.confirmed().filter(
        person__in=people, organisation__in=member_organisations(collaborative)
    )
    # The last of each stays, so the first organisation by name is the one.
    pairs = held.order_by("-organisation__plain_name", "-pk").values_list("person", "organisation")
    organisations = dict(pairs)
    places = Place.objects.bulk_create(
        Place(
            space=space,
            person=each,
            organisation_id=organisations.get(each.pk),
            role=Place.Role.CONTRIBUTOR,
            by=by,
            since=at,
        )
        for each in people
    )
    note_given_to_each(places, by=by, space=space.uid)
    record(
        events.PlaceGiven,
        stream=space.stream,
        subject=Ref("space", space.uid),
        version=space.version,
        by=by,
        at=at,
    )
    return space
