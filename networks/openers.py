"""Who may open a space, and so may archive and restore it."""

from typing import Any, NamedTuple

from collab.base.access.permissions import Permission, may

from .models import Collaborative, Organisation, Space
from .policies import COORDINATE, LOOK_AFTER_NETWORK, OPEN_ORGANISATION_SPACE
from .roles import NETWORK


class Needed(NamedTuple):
    """The permission that opening a space takes, and over what."""

    permission: Permission
    over: Any


def needed_to_open(
    members_by: str, collaborative: Collaborative | None, organisation: Organisation | None
) -> Needed | None:
    """What it takes to open a space with members that arise so, for whose it is: None where they
    cannot arise from those."""
    arise = Space.MembersBy
    match arise(members_by), collaborative, organisation:
        case arise.COLLABORATIVE | arise.NAMED, Collaborative(), None:
            return Needed(COORDINATE, collaborative)
        case arise.ORGANISATION | arise.NAMED, None, Organisation():
            return Needed(OPEN_ORGANISATION_SPACE, organisation)
        case arise.FELLOWS | arise.STEWARDS | arise.NAMED, None, None:
            return Needed(LOOK_AFTER_NETWORK, NETWORK)
    return None


def may_archive(person: Any, space: Space) -> bool:
    """Whoever could have opened a space archives and restores it, if whose it is is still there."""
    needed = needed_to_open(space.members_by, space.collaborative, space.organisation)
    if needed is None or getattr(needed.over, "closed_at", None):
        return False
    return may(person, needed.permission, needed.over)
