"""An organisation's part in a collaborative, as pages and programs name it."""

from datetime import datetime
from typing import Any

from django.http import Http404

from networks.models import Collaborative, Membership, Organisation
from networks.models.removal import can_take_back
from networks.models.tenure import Tenure


def last_membership(organisation: Organisation | None, uid: str) -> Membership:
    """An organisation's part in a collaborative, now or the last time.

    Args:
        uid: the collaborative's.

    Raises:
        Http404: it never took part there.
    """
    rows = Membership.objects.of_record().filter(organisation=organisation, collaborative__uid=uid)
    found = rows.select_related("organisation", "collaborative").order_by("since").last()
    if organisation is None or found is None:
        raise Http404
    return found


def membership_in(collaborative: Collaborative, identifier: str) -> Membership:
    """The same, of an organisation by its identifier.

    Raises:
        Http404: there is none of that identifier, or it never took part.
    """
    return last_membership(Organisation.objects.named(identifier).first(), collaborative.uid)


def ended_just_now(held: Tenure, person: Any, now: datetime) -> bool:
    """Whether this person ended it so lately that they can take that back."""
    return can_take_back(person, done_by=held.ended_by_id, done_at=held.ended_at, now=now)
