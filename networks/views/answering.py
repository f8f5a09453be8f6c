"""What somebody decides in a row of a list, and what they are told of it on the page after."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from ..actions.beginning import AlreadyThere
from ..models import TooLateToUndo
from ..models.tenure import AlreadyEnded

Done = TypeVar("Done")


def decided(request: HttpRequest, act: Callable[[], Done]) -> Done | None:
    """Do what somebody decided. If somebody else was quicker, or it is too late, say so.

    Returns what the action returns, or None if it was not done.
    """
    try:
        return act()
    except (AlreadyThere, AlreadyEnded) as reason:
        messages.info(request, str(reason))
    except TooLateToUndo as late:
        messages.info(request, late.messages[0])
    return None
