"""Changing somebody's place in a space, and taking back that one ended it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks.models import Place, Space, SpaceOrganisation
from networks.models.removal import UNDO_WITHIN
from networks.policies import FACILITATE

from .spaces import end_place, give_place, name_organisation


class TooLateToTakeBack(ValidationError):
    """That a place or a naming was ended can be taken back for ten minutes, by whoever did; the
    words say so."""

    def __init__(self) -> None:
        super().__init__(_("Whoever ended it can bring it back for ten minutes. Give it again."))


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
        TooLateToTakeBack: somebody else ended it, or longer ago.
        AlreadyThere: they have a place again.
    """
    _must_have_just_ended(by, place)
    return give_place(
        by=by,
        space=place.space,
        person=place.person,
        role=place.role,
        organisation=place.organisation,
        guest_until=place.guest_until,
    )


@transaction.atomic
def restore_naming(*, by: Person, naming: SpaceOrganisation) -> SpaceOrganisation:
    """Take back that one took an organisation's name out of a space, within ten minutes.

    Raises:
        TooLateToTakeBack: somebody else did, or longer ago.
        AlreadyThere: it is named again.
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
    if (
        held.ended_at is None
        or held.ended_by_id != by.pk
        or held.ended_at + UNDO_WITHIN <= timezone.now()
    ):
        raise TooLateToTakeBack
