"""How fast one person may post."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from collab.base.accounts.models import Person

from ..models import Message

MINUTE = timedelta(minutes=1)


class TooManyMessages(ValidationError):
    """They have posted as many messages in a minute as one may; the words say so.

    Args:
        most: how many that is.
        wait: after how long the next one is taken.
    """

    def __init__(self, most: int, wait: timedelta) -> None:
        says = ngettext(
            "You have sent %(most)d message in a minute. Wait a moment, then send it again.",
            "You have sent %(most)d messages in a minute. Wait a moment, then send it again.",
            most,
        )
        super().__init__(says % {"most": most})
        self.seconds = max(1, ceil(wait.total_seconds()))


def keep_pace(by: Person) -> None:
    """Let somebody post now, unless they have posted too much in the minute before.

    Until the transaction ends their own next message waits, so that none slips through beside it.

    Raises:
        TooManyMessages: they have.
    """
    most = settings.MESSAGES_A_MINUTE
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    latest = Message.objects.filter(by=by).order_by("-at").values_list("at", flat=True)
    oldest_that_counts = latest[most - 1 : most].first()
    if oldest_that_counts:
        wait = oldest_that_counts + MINUTE - timezone.now()
        # A clock that was ahead has written times to come: they keep nobody waiting.
        if timedelta(0) < wait <= MINUTE:
            raise TooManyMessages(most, wait)
