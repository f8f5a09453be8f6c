"""What is refused about the space of a request to join: it stays between the two sides, and open
for as long as they wait for a decision."""

from django.utils.translation import gettext as _

from networks.joining import request_of
from networks.models import Space


class BelongsToRequest(ValueError):
    """Something would be done with a request's space that only its decision does, or that would
    have others see it; the words say what to do."""


def must_stay_between_both(space: Space) -> None:
    """Both sides were promised that nobody else sees what they write there.

    Raises:
        BelongsToRequest: it is the space of a request to join.
    """
    if request_of(space):
        raise BelongsToRequest(
            _(
                "This space belongs to a request to join. Only the two sides see it. "
                "To write to others, use another space."
            )
        )


def must_be_decided_first(space: Space) -> None:
    """In an archived space nobody could say any more why they decline.

    Raises:
        BelongsToRequest: its request to join waits.
    """
    request = request_of(space)
    if request and request.waits:
        raise BelongsToRequest(
            _(
                "A request to join waits here. Accept or decline it: the space is archived with "
                "that, and can still be read."
            )
        )
