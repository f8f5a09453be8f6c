"""Places in a space: naming people, organisations and guests in it, changing and ending that, and
taking back that one ended it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks import events
from networks.duty_mails import mail_place
from networks.guests import LONGEST_STAY
from networks.models import Organisation, Place, Space, SpaceOrganisation
from networks.models.removal import UNDO_WITHIN, can_take_back
from networks.policies import FACILITATE

from .beginning import begin, must_be_open, must_belong
from .describing import tell_of_space
from .roles import note_ended, note_given


class TooLateToBringBack(ValidationError):
    """That a place or a naming was ended can be taken back for ten minutes, by whoever did; the
    words say so."""

    def __init__(self) -> None:
        super().__init__(_("Whoever ended it can bring it back for ten minutes. Give it again."))


class GuestsDoNotFacilitate(ValueError):
    """A guest was to facilitate; the words say what is possible."""


class NotAGuestsEnd(ValueError):
    """A guest's place would end in the past, or too far ahead; the words say what is possible."""

    def __init__(self) -> None:
        super().__init__(_("A guest’s place ends on a day from tomorrow on, within a year."))


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
    """Name somebody in a space. They are told by mail, once it cannot be undone any more.

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
    at = at or timezone.now()
    place = _give(by, space, person, role, organisation, guest_until, at)
    mail_place(place)
    tell_of_space(events.PlaceGiven, space, by, at)
    return place


def _give(
    by: Person,
    space: Space,
    person: Person,
    role: str,
    organisation: Organisation | None,
    guest_until: datetime | None,
    at: datetime,
) -> Place:
    authorise(by, FACILITATE, space)
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
    """Name an organisation in a space: its people take part.

    Raises:
        Closed: the organisation is, or no steward has confirmed it.
        AlreadyThere: it is named there.
    """
    authorise(by, FACILITATE, space)
    must_be_open(organisation)
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
    tell_of_space(events.PlaceGiven, space, by, at)
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
    tell_of_space(events.PlaceEnded, held.space, by, at)


@transaction.atomic
def change_place(
    *,
    by: Person,
    place: Place,
    role: str,
    guest_until: datetime | None,
    at: datetime | None = None,
) -> Place:
    """Give somebody another role in a space, or a guest another day until which they stay. What
    they were before ends, and is remembered.

    Args:
        role: a ``Place.Role``.
        guest_until: when their place ends by itself; None for somebody who stays.

    Raises:
        AlreadyEnded: somebody else has ended it.
        DoesNotBelong: they no longer belong to the organisation for which they took part.
        GuestsDoNotFacilitate: they would be a guest and facilitate.
        NotAGuestsEnd: a guest's place would end before it begins, or in more than a year.
    """
    authorise(by, FACILITATE, place.space)
    if (role, guest_until) == (place.role, place.guest_until) and place.ended_at is None:
        return place
    at = at or timezone.now()
    end_place(by=by, place=place, at=at)
    return give_place(
        by=by,
        space=place.space,
        person=place.person,
        role=role,
        organisation=place.organisation,
        guest_until=guest_until,
        at=at,
    )


@transaction.atomic
def restore_place(*, by: Person, place: Place) -> Place:
    """Take back that one ended somebody's place, within ten minutes: they have it again as it was.

    Raises:
        TooLateToBringBack: somebody else ended it, or longer ago.
        AlreadyThere: they have a place again.
    """
    _must_have_just_ended(by, place)
    at = timezone.now()
    again = _give(
        by, place.space, place.person, place.role, place.organisation, place.guest_until, at
    )
    tell_of_space(events.PlaceGiven, place.space, by, at)
    return again


@transaction.atomic
def restore_naming(*, by: Person, naming: SpaceOrganisation) -> SpaceOrganisation:
    """Take back that one took an organisation's name out of a space, within ten minutes.

    Raises:
        TooLateToBringBack: somebody else did, or longer ago.
        AlreadyThere: it is named again.
        Closed: the organisation has been closed since.
    """
    _must_have_just_ended(by, naming)
    return name_organisation(by=by, space=naming.space, organisation=naming.organisation)


def just_ended(space: Space, by: Person, uid: str) -> Place | SpaceOrganisation | None:
    """The place of a person, or the naming of an organisation, that somebody has ended in a space
    and can bring back.

    Args:
        uid: the person's or the organisation's.
    """
    since = timezone.now() - UNDO_WITHIN
    ended = {"space": space, "ended_by": by, "ended_at__gt": since}
    places = Place.objects.filter(person__uid=uid, **ended).select_related("person")
    if place := places.order_by("-ended_at").first():
        return None if Place.objects.current().filter(space=space, person=place.person) else place
    namings = SpaceOrganisation.objects.filter(organisation__uid=uid, **ended)
    naming = namings.select_related("organisation").order_by("-ended_at").first()
    named = SpaceOrganisation.objects.current()
    if naming and named.filter(space=space, organisation=naming.organisation).exists():
        return None
    return naming


def _must_have_just_ended(by: Person, held: Place | SpaceOrganisation) -> None:
    now = timezone.now()
    if not can_take_back(by, done_by=held.ended_by_id, done_at=held.ended_at, now=now):
        raise TooLateToBringBack
