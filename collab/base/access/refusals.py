"""What the security log is told when somebody may not do what they asked for."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from collab.base.security.log import Kind, note

from .subjects import reference

REFUSALS_SECONDS = 3600


def note_refusal(request: Any, *, over: Any = None, **lacked: str) -> None:
    """Note who was refused, once an hour for each person and what they lacked: a loop must not fill
    the log.

    Args:
        request: from a page or to the API. Nobody who is signed in, nothing is noted.
        over: what they saw and may not do this to, if it was a thing.
        lacked: what it takes, such as ``permission="edit_message"``.
    """
    person = request.user
    if not person.is_authenticated:
        return
    once = ":".join(("refused", person.uid, *lacked.values()))
    if cache.add(once, True, REFUSALS_SECONDS):
        space = reference(getattr(over, "space", None)).rpartition(":")[2]
        note(
            Kind.REFUSED,
            by=person.uid,
            about=reference(over),
            address=_address(request),
            **lacked | ({"space": space} if space else {}),
        )


def _address(request: Any) -> str | None:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # it came from nowhere that can be told
        return None
