"""How long somebody is a guest."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks.models import Place
from networks.policies import FACILITATE

from .spaces import end_place, give_place


@transaction.atomic
def extend_guest(*, by: Person, place: Place, until: datetime, at: datetime | None = None) -> Place:
    """Let a guest stay until another moment. Until when they stayed before is remembered.

    Args:
        place: a guest's, which has not ended.
        until: when it then ends by itself.

    Raises:
        NotPermitted: they do not facilitate the space.
        AlreadyEnded: somebody else has ended it or changed it.
        DoesNotBelong: the guest no longer belongs to the organisation for which they take part.
    """
    authorise(by, FACILITATE, place.space)
    at = at or timezone.now()
    end_place(by=by, place=place, at=at)
    return give_place(
        by=by,
        space=place.space,
        person=place.person,
        role=place.role,
        organisation=place.organisation,
        guest_until=until,
        at=at,
    )
